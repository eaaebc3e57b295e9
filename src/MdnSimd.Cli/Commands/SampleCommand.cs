using System.CommandLine;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Cli.Querying;

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
        using ModelQuery query = ModelQuery.Open(dataPath, model, TargetUse.None);
        OutputFile.Write(path, context.Output, writer =>
        {
            using CsvOutput csv = new(writer);

            // One thread: the place of a sample in the file, which its value depends on, is known once all before it are drawn.
            query.Run(1, () => new Samples(csv, model.Options, seed, count, context.Cancellation), context.Cancellation);
        });
        return ExitCode.Success;
    }
}
