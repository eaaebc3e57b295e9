using System.CommandLine;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Cli.Querying;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn sample</c>: draws targets from the density at each row of a CSV file.</summary>
internal sealed class SampleCommand
{
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Argument<string> data = CommonArguments.Data("Rows to sample for, with the model's features in any order.");
    private readonly Option<int> count = OptionFactory.Whole("--count", "Samples per row.", 1, 1);
    private readonly Option<ulong> seed = OptionFactory.Seed("Seed of the samples: the same seed gives the same samples.", 1);
    private readonly Option<double> temperature = Temperature(
        "--temperature", "Both temperatures, 1 by default: below it draws are nearer to the likeliest, above more varied.");

    private readonly Option<double> weightTemperature = Temperature(
        "--weight-temperature", "What the logarithms of the weights are divided by; 0 leaves the heaviest component alone.");

    private readonly Option<double> scaleTemperature = Temperature(
        "--scale-temperature", "What the variances of the components are multiplied by; 0 leaves their means alone.");

    private readonly Option<string> method = OptionFactory.Choice(
        "--method", "How the draws of a row depend on each other", Choices.SamplingMethod.Names, "independent");

    private readonly Option<string?> output = CommonArguments.Output("OUT.csv", "File to write to instead of standard output.");

    public static Command Create(CommandContext context)
    {
        SampleCommand sample = new();
        sample.count.Required = true;
        sample.count.DefaultValueFactory = null;
        Command command = new("sample", "Writes random draws from every row's density as CSV: the row from 1, and the targets.")
        {
            sample.model, sample.data, sample.count, sample.seed, sample.temperature, sample.weightTemperature,
            sample.scaleTemperature, sample.method, sample.output,
        };
        command.SetAction(result => sample.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        double both = Given(result, temperature, 1);
        SampleRequest request = new(result.GetValue(seed), result.GetRequiredValue(count), new SamplingOptions
        {
            WeightTemperature = Given(result, weightTemperature, both),
            ScaleTemperature = Given(result, scaleTemperature, both),
            Method = Choices.SamplingMethod.Value(result.GetRequiredValue(method)),
        });
        (string modelPath, string dataPath) = (result.GetRequiredValue(this.model), result.GetRequiredValue(data));
        string? path = result.GetValue(output);
        OutputFile.RequireApart(path, ("model", modelPath), ("data", dataPath));
        MdnModel<float> model = ModelFile.Load(modelPath);
        using ModelQuery query = ModelQuery.Open(dataPath, model, TargetUse.None);
        OutputFile.Write(path, context.Output, writer =>
        {
            using CsvOutput csv = new(writer);

            // One thread: the place of a sample in the file, which its value depends on, is known once all before it are drawn.
            query.Run(1, () => new Samples(csv, model.Options, request, context.Cancellation), context.Cancellation);
        });
        return ExitCode.Success;
    }

    private static Option<double> Temperature(string name, string description)
    {
        Option<double> option = OptionFactory.Real(name, description, 1, value => value is >= 0 and <= 1000, "from 0 to 1000");
        option.HelpName = "T";
        option.DefaultValueFactory = null;
        return option;
    }

    private static double Given(ParseResult result, Option<double> option, double otherwise) =>
        result.GetResult(option) is null ? otherwise : result.GetValue(option);
}
