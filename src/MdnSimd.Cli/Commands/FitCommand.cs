using System.CommandLine;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Fitting;
using MdnSimd.Cli.Output;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn fit</c>: learns a model from a CSV file.</summary>
internal sealed class FitCommand
{
    private readonly Argument<string> data = CommonArguments.Data("Rows to learn from; the first line names the columns.");
    private readonly Option<string[]> targets = Names("--target", "Column whose density is learnt; repeat for a joint density.");
    private readonly Option<string[]> features = Names(
        "--feature", "Columns to predict from; after the file. Default: all others that hold numbers.");

    private readonly Option<string?> weight = new("--weight")
    {
        Description = "Column that tells what each row counts for, 0 or more; no feature.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> at = Names("--at", "Values of the features at which to print the mixture when done.");
    private readonly Option<string?> output = CommonArguments.Output("MODEL.safetensors", "File to save the model to.");
    private readonly Option<bool> json = CommonArguments.Json();
    private readonly FitOptions options = new();

    public static Command Create(CommandContext context)
    {
        FitCommand fit = new();
        Command command = new("fit", "Learns the density of the targets given the features, and reports how it went.")
        {
            fit.data, fit.targets, fit.features, fit.weight, fit.at, fit.output, fit.json,
        };
        fit.targets.Required = true;
        fit.features.AllowMultipleArgumentsPerToken = true;
        fit.at.HelpName = "NAME=VALUE";
        fit.options.AddTo(command);
        command.SetAction(result => fit.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        string[] targets = result.GetRequiredValue(this.targets);
        string[] features = result.GetValue(this.features) ?? [];
        string? weight = result.GetValue(this.weight);
        RequireDistinct(targets, features, weight);

        // What the engine would refuse whatever the file holds is refused before it is read.
        options.Plan(result, features.Length > 0 ? features : ["x"], targets);
        string file = result.GetRequiredValue(this.data);
        string? path = result.GetValue(output);
        OutputFile.RequireApart(path, ("data", file));
        if (path is not null)
        {
            OutputFile.RequireWritable(path);
        }

        TrainingData data = TrainingData.Read(file, targets, features, weight, context.Cancellation);
        float[]? at = FeaturePoint.Parse(result.GetValue(this.at) ?? [], data.FeatureNames);
        foreach (string note in data.Notes)
        {
            context.Note(note);
        }

        FitResult<float> fit = Fit(options.Plan(result, data.FeatureNames, data.TargetNames), data, context);
        if (path is not null)
        {
            OutputFile.Save(fit.Model, path);
        }

        FitSummary summary = new(data, fit, at, path);
        summary.Warn(context);
        if (result.GetValue(json))
        {
            JsonOutput.Write(context.Output, summary.Write);
        }
        else
        {
            summary.Write(context.Output);
        }

        return fit.Report.StopReason switch
        {
            StopReason.Cancelled => ExitCode.Interrupted,
            StopReason.Diverged => ExitCode.Failed,
            _ => ExitCode.Success,
        };
    }

    private static FitResult<float> Fit(FitPlan plan, TrainingData data, CommandContext context)
    {
        return context.ErrorIsTerminal ? FitProgressBar.Run(context, Run) : Run(new FitProgressLines(context.Error));

        FitResult<float> Run(IProgress<FitProgress> progress) => plan.Run(data, progress, context.Cancellation);
    }

    private static void RequireDistinct(string[] targets, string[] features, string? weight)
    {
        if (weight is not null && (targets.Contains(weight) || features.Contains(weight)))
        {
            throw CommandException.Usage($"column {OneLine.Quote(weight)} cannot be a weight and a target or feature");
        }

        if (targets.FirstOrDefault(features.Contains) is string both)
        {
            throw CommandException.Usage($"column {OneLine.Quote(both)} cannot be a target and a feature");
        }

        foreach ((string option, string[] names) in new[] { ("--target", targets), ("--feature", features) })
        {
            if (names.Length > names.Distinct().Count())
            {
                throw CommandException.Usage($"{option}: a column is named more than once");
            }
        }
    }

    private static Option<string[]> Names(string name, string description) =>
        new(name) { Description = description, HelpName = "NAME" };
}
