using System.CommandLine;
using System.Globalization;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn predict</c>: one line of answers for each row of a CSV file.</summary>
internal sealed class PredictCommand
{
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Argument<string> data = CommonArguments.Data("Rows to predict for, with the model's features.");
    private readonly Option<string?> output = CommonArguments.Output("OUT.csv", "File to write to instead of standard output.");
    private readonly Option<double[]> quantiles = OptionFactory.Reals(
        "--quantile", "Q", "Probabilities whose quantiles to add; after the files, as in 0.05 0.5 0.95.",
        probability => probability is > 0 and < 1, "between 0 and 1");

    private readonly Option<bool> mixture = new("--mixture")
    {
        Description = "Add the weight, mean and scale of every component.",
    };

    public static Command Create(CommandContext context)
    {
        PredictCommand predict = new();
        Command command = new("predict", "Writes mean, standard deviation and more of every row's density as CSV.")
        {
            predict.model, predict.data, predict.output, predict.quantiles, predict.mixture,
        };
        command.SetAction(result => predict.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        double[] quantiles = result.GetValue(this.quantiles) ?? [];
        if (quantiles.Length > quantiles.Distinct().Count())
        {
            throw CommandException.Usage("--quantile: a probability is named more than once");
        }

        (string modelPath, string dataPath) = (result.GetRequiredValue(this.model), result.GetRequiredValue(data));
        string? path = result.GetValue(output);
        OutputFile.RequireApart(path, ("model", modelPath), ("data", dataPath));
        MdnModel<float> model = ModelFile.Load(modelPath);
        using PredictedRows rows = PredictedRows.Open(dataPath, model, TargetUse.WhenPresent);
        bool withMixture = result.GetValue(mixture);
        OutputFile.Write(path, context.Output, writer =>
        {
            CsvOutput csv = new(writer);
            for (bool isFirst = true; rows.Read(context.Cancellation); isFirst = false)
            {
                if (isFirst)
                {
                    WriteHeader(csv, model.Options, quantiles, rows.HasTargets, withMixture);
                }

                for (int row = 0; row < rows.Count; row++)
                {
                    WriteRow(csv, rows[row], quantiles, rows.Target(row), withMixture);
                }
            }
        });
        return ExitCode.Success;
    }

    private static void WriteHeader(CsvOutput csv, MdnOptions model, double[] quantiles, bool hasTargets, bool withMixture)
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
        }

        csv.EndRow();
    }

    private static void WriteNumbered(CsvOutput csv, string name, int count)
    {
        for (int k = 1; k <= count; k++)
        {
            csv.Write($"{name}_{k}");
        }
    }

    private static void WriteRow(
        CsvOutput csv, GaussianMixture<float> mixture, double[] quantiles, ReadOnlySpan<float> target, bool withMixture)
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

        if (target.ContainsAny(float.NaN, float.NaN))
        {
            csv.WriteEmpty();
        }
        else if (!target.IsEmpty)
        {
            csv.Write(mixture.LogDensity(target));
        }

        if (withMixture)
        {
            WriteComponents(csv, mixture);
        }

        csv.EndRow();
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
    }

    /// <summary>One dimension of every component, out of values that lie component by component.</summary>
    private static void WriteDimension(CsvOutput csv, ReadOnlySpan<float> values, int dimension, int dimensions)
    {
        for (int i = dimension; i < values.Length; i += dimensions)
        {
            csv.Write(values[i]);
        }
    }
}
