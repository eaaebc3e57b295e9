using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying.Columns;

/// <summary>The parameters of every component.</summary>
/// <param name="model">Names the targets.</param>
/// <param name="components">Their number, of all members together.</param>
internal sealed class ComponentColumns(MdnOptions model, int components) : IColumns
{
    public void WriteNames(CsvOutput csv)
    {
        WriteNumbered(csv, "weight");
        foreach (string target in model.TargetNames)
        {
            WriteNumbered(csv, $"{target}_mean");
            WriteNumbered(csv, $"{target}_scale");
        }

        if (model.Covariance == Covariance.Full)
        {
            for (int i = 0; i < model.Targets; i++)
            {
                for (int j = i; j < model.Targets; j++)
                {
                    WriteNumbered(csv, $"{model.TargetNames[i]}_{model.TargetNames[j]}_factor");
                }
            }
        }
    }

    public void WriteValues(CsvOutput csv, GaussianMixture<float> mixture, ReadOnlySpan<float> target)
    {
        foreach (float weight in mixture.Weights)
        {
            csv.Write(weight);
        }

        for (int d = 0; d < mixture.Dimensions; d++)
        {
            WriteElement(csv, mixture.Means, d, mixture.Dimensions);
            WriteElement(csv, mixture.Scales, d, mixture.Dimensions);
        }

        for (int i = 0; i < mixture.Dimensions; i++)
        {
            for (int j = i; j < mixture.Dimensions; j++)
            {
                WriteElement(
                    csv, mixture.PrecisionFactors, (i * mixture.Dimensions) + j, mixture.Dimensions * mixture.Dimensions);
            }
        }
    }

    private void WriteNumbered(CsvOutput csv, string name)
    {
        for (int k = 1; k <= components; k++)
        {
            csv.Write($"{name}_{k}");
        }
    }

    /// <summary>One element of every component, out of values that lie component by component.</summary>
    private static void WriteElement(CsvOutput csv, ReadOnlySpan<float> values, int element, int elements)
    {
        for (int i = element; i < values.Length; i += elements)
        {
            csv.Write(values[i]);
        }
    }
}
