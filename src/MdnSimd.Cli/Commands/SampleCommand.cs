using System.CommandLine;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn sample</c>: draws targets from the density at each row of a CSV file.</summary>
internal sealed class SampleCommand
{
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Argument<string> data = CommonArguments.Data("Rows to sample for, with the model's features in any order.");
    private readonly Option<int> count = OptionFactory.Whole("--count", "Samples per row.", 1, 1);
    private readonly Option<ulong> seed = OptionFactory.Seed("Seed of the samples: the same seed gives the same samples.", 1);
    private readonly Option<string?> output = CommonArguments.Output("OUT.csv", "File to write to instead of standard output.");

    public static Command Create(CommandContext context)
    {
        SampleCommand sample = new();
        sample.count.Required = true;
        sample.count.DefaultValueFactory = null;
        Command command = new("sample", "Writes random draws from every row's density as CSV: the row from 1, and the targets.")
        {
            sample.model, sample.data, sample.count, sample.seed, sample.output,
        };
        command.SetAction(result => sample.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        int count = result.GetRequiredValue(this.count);
        ulong seed = result.GetValue(this.seed);
        (string modelPath, string dataPath) = (result.GetRequiredValue(this.model), result.GetRequiredValue(data));
        string? path = result.GetValue(output);
        OutputFile.RequireApart(path, ("model", modelPath), ("data", dataPath));
        MdnModel<float> model = ModelFile.Load(modelPath);
        using PredictedRows rows = PredictedRows.Open(dataPath, model, TargetUse.None);
        float[] sample = new float[model.Options.Targets];
        OutputFile.Write(path, context.Output, writer =>
        {
            CsvOutput csv = new(writer);
            ulong index = 0;
            for (long number = 1; rows.Read(context.Cancellation);)
            {
                if (number == 1)
                {
                    WriteHeader(csv, model.Options);
                }

                for (int row = 0; row < rows.Count; row++, number++)
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    WriteSamples(csv, rows[row], number, seed, index, count, sample);
                    index += (ulong)count;
                }
            }
        });
        return ExitCode.Success;
    }

    private static void WriteHeader(CsvOutput csv, MdnOptions model)
    {
        csv.Write("row");
        foreach (string target in model.TargetNames)
        {
            csv.Write(target);
        }

        csv.EndRow();
    }

    /// <summary>Writes the samples of one row; every sample of the file has an index of its own under the seed.</summary>
    private static void WriteSamples(
        CsvOutput csv, GaussianMixture<float> mixture, long number, ulong seed, ulong index, int count, float[] sample)
    {
        for (int i = 0; i < count; i++)
        {
            mixture.Sample(seed, index + (ulong)i, sample);
            csv.Write(number);
            foreach (float value in sample)
            {
                csv.Write(value);
            }

            csv.EndRow();
        }
    }
}
