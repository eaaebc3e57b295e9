using System.Globalization;
using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying;

/// <summary>The columns of <c>mdn predict</c>: their names, and the numbers of a row.</summary>
/// <param name="model">Names the targets.</param>
/// <param name="quantiles">The probabilities whose quantiles are columns.</param>
/// <param name="hasTargets">Whether the log density of the targets is a column.</param>
/// <param name="withMixture">Whether the parameters of every component are columns.</param>
internal sealed class PredictionColumns(MdnOptions model, double[] quantiles, bool hasTargets, bool withMixture)
{
    /// <summary>Writes the names.</summary>
    public void WriteHeader(CsvOutput csv)
    {
        foreach (string target in model.TargetNames)
        {
            csv.Write($"{target}_mean");
            csv.Write($"{target}_std");
            foreach (double quantile in quantiles)
            {
                csv.Write($"{target}_q{quantile.ToString(CultureInfo.InvariantCulture)}");
            }
        }

        if (hasTargets)
        {
            csv.Write("log_density");
        }

        if (withMixture)
        {
            WriteNumbered(csv, "weight", model.Components);
            foreach (string target in model.TargetNames)
            {
                WriteNumbered(csv, $"{target}_mean", model.Components);
                WriteNumbered(csv, $"{target}_scale", model.Components);
            }

            if (model.Covariance == Covariance.Full)
            {
                for (int i = 0; i < model.Targets; i++)
                {
                    for (int j = i; j < model.Targets; j++)
                    {
                        WriteNumbered(csv, $"{model.TargetNames[i]}_{model.TargetNames[j]}_factor", model.Components);
                    }
                }
            }
        }

        csv.EndRow();
    }

    /// <summary>Writes a row.</summary>
    /// <param name="csv">Where to.</param>
    /// <param name="mixture">What was predicted.</param>
    /// <param name="target">The targets, NaN where unknown; not looked at unless their log density is a column.</param>
    public void WriteRow(CsvOutput csv, GaussianMixture<float> mixture, ReadOnlySpan<float> target)
    {
        for (int d = 0; d < mixture.Dimensions; d++)
        {
            csv.Write(mixture.Mean(d));
            csv.Write(mixture.StandardDeviation(d));
            foreach (double quantile in quantiles)
            {
                csv.Write(mixture.Quantile((float)quantile, d));
            }
        }

        if (hasTargets)
        {
            WriteLogDensity(csv, mixture, target);
        }

        if (withMixture)
        {
            WriteComponents(csv, mixture);
        }

        csv.EndRow();
    }

    private static void WriteLogDensity(CsvOutput csv, GaussianMixture<float> mixture, ReadOnlySpan<float> target)
    {
        if (target.ContainsAny(float.NaN, float.NaN))
        {
            csv.WriteEmpty();
        }
        else
        {
            csv.Write(mixture.LogDensity(target));
        }
    }

    private static void WriteNumbered(CsvOutput csv, string name, int count)
    {
        for (int k = 1; k <= count; k++)
        {
            csv.Write($"{name}_{k}");
        }
    }

    private static void WriteComponents(CsvOutput csv, GaussianMixture<float> mixture)
    {
        foreach (float weight in mixture.Weights)
        {
            csv.Write(weight);
        }

        for (int d = 0; d < mixture.Dimensions; d++)
        {
            WriteDimension(csv, mixture.Means, d, mixture.Dimensions);
            WriteDimension(csv, mixture.Scales, d, mixture.Dimensions);
        }

        for (int i = 0; i < mixture.Dimensions; i++)
        {
            for (int j = i; j < mixture.Dimensions; j++)
            {
                WriteDimension(
                    csv, mixture.PrecisionFactors, (i * mixture.Dimensions) + j, mixture.Dimensions * mixture.Dimensions);
            }
        }
    }

    /// <summary>One element of every component, out of values that lie component by component.</summary>
    private static void WriteDimension(CsvOutput csv, ReadOnlySpan<float> values, int element, int elements)
    {
        for (int i = element; i < values.Length; i += elements)
        {
            csv.Write(values[i]);
        }
    }
}
