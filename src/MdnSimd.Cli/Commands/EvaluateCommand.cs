using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Cli.Querying;
using MdnSimd.Cli.Scoring;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn evaluate</c>: scores a model on rows whose targets are known.</summary>
internal sealed class EvaluateCommand
{
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Argument<string> data = CommonArguments.Data("Rows to score, with the model's features and targets.");
    private readonly Option<int> threads = CommonArguments.Threads();
    private readonly Option<bool> json = CommonArguments.Json();

    public static Command Create(CommandContext context)
    {
        EvaluateCommand evaluate = new();
        Command command = new("evaluate", "Scores a model on rows whose targets are known.")
        {
            evaluate.model, evaluate.data, evaluate.threads, evaluate.json,
        };
        command.SetAction(result => evaluate.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        MdnModel<float> model = ModelFile.Load(result.GetRequiredValue(this.model));
        Scores scores = Score(model, result.GetRequiredValue(data), result.GetValue(threads), context.Cancellation);
        if (result.GetValue(json))
        {
            JsonOutput.Write(context.Output, json => Write(json, scores, model.Options));
        }
        else
        {
            Write(context.Output, scores, model.Options);
        }

        return ExitCode.Success;
    }

    private static Scores Score(MdnModel<float> model, string path, int threads, CancellationToken cancellation)
    {
        using ModelQuery query = ModelQuery.Open(path, model, TargetUse.Required);
        Scores scores = new(model.Options.Targets);
        query.Run(threads, () => new ChunkScores(scores, model.Options.Targets), cancellation);
        return scores;
    }

    private static void Write(Utf8JsonWriter json, Scores scores, MdnOptions model)
    {
        json.WriteNumber("rows", scores.Rows);
        json.WriteFinite("nll", scores.NegativeLogLikelihood);
        json.WriteObject("rmse", model.TargetNames, scores.RootMeanSquaredError);
        json.WriteObject("mae", model.TargetNames, scores.MeanAbsoluteError);
        json.WriteObject("crps", model.TargetNames, scores.ContinuousRankedProbabilityScore);
        json.WriteObject("sharpness", model.TargetNames, scores.Sharpness);
        json.WriteObject("calibration_error", model.TargetNames, scores.CalibrationError);
        if (model.Targets > 1)
        {
            json.WriteFinite("energy_score", scores.EnergyScore);
        }

        json.WriteObject(
            "coverage", Scores.Levels.Select(level => level.ToString(CultureInfo.InvariantCulture)), scores.Coverage);
        json.WriteStartObject("pit");
        foreach ((string target, double[] shares) in model.TargetNames.Zip(scores.PitHistogram))
        {
            json.WriteNumbers(target, shares);
        }

        json.WriteEndObject();
    }

    private static void Write(TextWriter writer, Scores scores, MdnOptions model)
    {
        string likelihood = NumberText.Of(scores.NegativeLogLikelihood);
        writer.WriteLine($"{NumberText.Count(scores.Rows)} rows, mean negative log-likelihood {likelihood} nats");
        if (model.Targets > 1)
        {
            writer.WriteLine($"mean energy score {NumberText.Of(scores.EnergyScore)}");
        }

        writer.WriteLine();
        TextTable targets = new("target", "rmse", "mae", "crps", "sharpness", "calibration error");
        for (int d = 0; d < model.Targets; d++)
        {
            targets.Add(
                model.TargetNames[d],
                NumberText.Of(scores.RootMeanSquaredError[d]),
                NumberText.Of(scores.MeanAbsoluteError[d]),
                NumberText.Of(scores.ContinuousRankedProbabilityScore[d]),
                NumberText.Of(scores.Sharpness[d]),
                NumberText.Of(scores.CalibrationError[d]));
        }

        targets.Write(writer);
        writer.WriteLine();
        TextTable coverage = new("central interval", "covers");
        foreach ((int level, double share) in Scores.Levels.Zip(scores.Coverage))
        {
            coverage.Add($"{level} %", Percent(share));
        }

        coverage.Write(writer);
        foreach ((string target, double[] shares) in model.TargetNames.Zip(scores.PitHistogram))
        {
            writer.WriteLine();
            Write(writer, target, shares);
        }
    }

    /// <summary>The histogram of a target's PIT: a mark for each percent of the values.</summary>
    private static void Write(TextWriter writer, string target, double[] shares)
    {
        TextTable histogram = new($"pit of {target}", "", "share") { NameColumns = 2 };
        for (int i = 0; i < shares.Length; i++)
        {
            string low = ((double)i / shares.Length).ToString("0.0", CultureInfo.InvariantCulture);
            string high = ((i + 1.0) / shares.Length).ToString("0.0", CultureInfo.InvariantCulture);
            histogram.Add($"{low} to {high}", new string('#', (int)Math.Round(100 * shares[i])), Percent(shares[i]));
        }

        histogram.Write(writer);
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
