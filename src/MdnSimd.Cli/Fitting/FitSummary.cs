using System.Text.Json;
using MdnSimd.Cli.Commands;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Fitting;

/// <summary>What <c>mdn fit</c> says when it is done.</summary>
internal sealed class FitSummary
{
    /// <summary>From this share on unused components are told of: a few fewer do no harm.</summary>
    private const double ManyUnused = 1.0 / 3;

    private readonly TrainingData data;
    private readonly MdnOptions options;
    private readonly int members;
    private readonly FitReport report;
    private readonly float[]? at;
    private readonly MixtureSummary? mixture;
    private readonly string? path;

    /// <param name="data">What was learnt from.</param>
    /// <param name="fit">What came out.</param>
    /// <param name="at">The features at which to show the mixture, or null.</param>
    /// <param name="path">Where the model was saved, or null.</param>
    public FitSummary(TrainingData data, FitResult<float> fit, float[]? at, string? path)
    {
        (this.data, options, members, report, this.at, this.path) = (data, fit.Model.Options, fit.Model.Members, fit.Report, at, path);
        if (at is not null)
        {
            using MdnPredictor<float> predictor = fit.Model.CreatePredictor();
            GaussianMixture<float> mixture = predictor.Predict(at);
            this.mixture = new MixtureSummary(mixture, data.TargetNames);
        }
    }

    private IEnumerable<string> DrawnInFeatures => report.DrawnInInputs.Select(column => data.FeatureNames[column]);

    private IEnumerable<string> ConstantFeatures => report.ConstantInputs.Select(column => data.FeatureNames[column]);

    private IEnumerable<string> ConstantTargets => report.ConstantTargets.Select(column => data.TargetNames[column]);

    /// <summary>Components are counted from 1, as in the columns of predict.</summary>
    private IEnumerable<int> DeadComponents => report.DeadComponents.Select(component => component + 1);

    private string Point => string.Join(", ", data.FeatureNames.Zip(at!, (name, value) => $"{name} = {value}"));

    /// <summary>Names what may well be a mistake in the data or the options.</summary>
    public void Warn(CommandContext context)
    {
        foreach (string name in ConstantFeatures)
        {
            context.Warn($"feature {OneLine.Quote(name)} has the same value in every training row: it tells nothing");
        }

        foreach (string name in ConstantTargets)
        {
            context.Warn($"target {OneLine.Quote(name)} has the same value in every training row: its density is a spike");
        }

        if (report.SkippedSteps > 0)
        {
            context.Warn($"{NumberText.Count(report.SkippedSteps)} steps were skipped: {report.FirstSkip}");
        }

        if (report.StopReason == StopReason.Diverged)
        {
            context.Warn(FitRemarks.Diverged);
        }

        if (report.StopReason == StopReason.Cancelled)
        {
            context.Warn("training was interrupted; the model is the best one so far");
        }
    }

    /// <summary>Writes the summary in words, and the mixture.</summary>
    public void Write(TextWriter writer)
    {
        string targets = string.Join(", ", data.TargetNames);
        string features = string.Join(", ", data.FeatureNames);
        writer.WriteLine(OneLine.Of($"Density of {targets} given {features}"));
        WriteLine(writer, "rows", report.Selection is null
            ? $"{NumberText.Count(data.Rows)}: {NumberText.Count(report.TrainingRows)} to train, {NumberText.Count(report.ValidationRows)} to validate"
            : $"{NumberText.Count(data.Rows)}, {NumberText.Count(report.Selection.HeldOutRows)} of them held out in turns to choose");
        if (report.DrawnInInputs.Length > 0)
        {
            WriteLine(writer, "long tails", OneLine.Of($"of {string.Join(", ", DrawnInFeatures)}, drawn in before the network"));
        }

        if (report.Selection is SelectionReport selection)
        {
            WriteSelection(writer, selection);
        }

        WriteLine(
            writer, "network", $"{Ensemble}{Components(options.Components)}, hidden layers {HiddenLayers.Text(options)}, "
            + $"{NumberText.Count(report.ParameterCount)} parameters");
        if (report.Loss is not NegativeLogLikelihood)
        {
            WriteLine(writer, "loss", Loss);
        }

        WriteLine(writer, "epochs", $"{Range(report.Members.Select(member => member.Epochs))}, {Reason}");
        if (report.Selection is null)
        {
            WriteLine(writer, "best epoch", members == 1 ? BestEpoch : BestEpochs);
        }

        if (members > 1 && report.HeldOutLoss is double loss)
        {
            WriteLine(writer, "ensemble", $"{(report.Loss is NegativeLogLikelihood ? "validation loss" : "negative log-likelihood")} {NumberText.Of(loss)} nats");
        }

        WriteLine(
            writer, "steps", $"{NumberText.Count(report.Steps)}: {NumberText.Count(report.ClippedSteps)} clipped, "
            + $"{NumberText.Count(report.SkippedSteps)} skipped");
        if (report.DeadComponents.Length >= ManyUnused * members * options.Components)
        {
            WriteLine(writer, "unused", $"component {string.Join(", ", DeadComponents)} (weight below 0.001 on average)");
        }

        if (report.ScalesAtFloor > 0)
        {
            WriteLine(writer, "at the floor", $"{NumberText.Percent(report.ScalesAtFloor)} of the predicted scales");
        }

        // Of divergence a warning tells.
        foreach (string remark in report.Remarks.Where(remark => remark != FitRemarks.Diverged))
        {
            WriteLine(writer, "note", remark);
        }

        WriteLine(writer, "time", NumberText.Of(report.Elapsed));
        WriteLine(writer, "model", path is null ? "not saved; -o FILE saves it" : $"saved to {path}");
        if (mixture is not null)
        {
            writer.WriteLine();
            writer.WriteLine(OneLine.Of($"Mixture at {Point}"));
            mixture.Write(writer);
        }
    }

    /// <summary>Writes the properties of a JSON object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("model", path);
        json.WriteTexts("features", data.FeatureNames);
        json.WriteTexts("targets", data.TargetNames);
        json.WriteString("loss", Choices.Loss.NameOfKind(report.Loss));
        json.WriteNumber("rows", data.Rows);
        json.WriteNumber("training_rows", report.TrainingRows);
        json.WriteNumber("validation_rows", report.ValidationRows);
        json.WriteNumber("parameters", report.ParameterCount);
        json.WriteFinite("held_out_loss", report.HeldOutLoss ?? double.NaN);
        json.WriteStartArray("members");
        foreach (MemberReport member in report.Members)
        {
            json.WriteStartObject();
            json.WriteNumber("epochs", member.Epochs);
            json.WriteNumber("best_epoch", member.BestEpoch);
            json.WriteFinite("best_loss", member.BestLoss);
            json.WriteString("stop_reason", Choices.StopReason.Name(member.StopReason));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("epochs", report.Epochs);
        json.WriteNumber("best_epoch", report.BestEpoch);
        json.WriteString("stop_reason", Choices.StopReason.Name(report.StopReason));
        json.WriteNumbers("training_loss", report.TrainingLoss);
        json.WriteNumbers("validation_loss", report.ValidationLoss);
        json.WriteNumbers("gradient_norm", report.GradientNorm);
        json.WriteNumbers("learning_rate", report.LearningRate);
        json.WriteNumber("steps", report.Steps);
        json.WriteNumber("clipped_steps", report.ClippedSteps);
        json.WriteNumber("skipped_steps", report.SkippedSteps);
        json.WriteString("first_skip", report.FirstSkip);
        json.WriteNumbers("dead_components", DeadComponents.Select(component => (double)component));
        json.WriteFinite("scales_at_floor", report.ScalesAtFloor);
        json.WriteTexts("drawn_in_features", DrawnInFeatures);
        json.WriteTexts("constant_features", ConstantFeatures);
        json.WriteTexts("constant_targets", ConstantTargets);
        if (report.Selection is SelectionReport selection)
        {
            WriteSelection(json, selection);
        }

        json.WriteTexts("remarks", [.. report.Remarks]);
        json.WriteFinite("seconds", report.Elapsed.TotalSeconds);
        if (mixture is not null)
        {
            json.WriteStartObject("at");
            json.WriteObject("features", data.FeatureNames, at!.Select(value => (double)value));
            mixture.Write(json);
            json.WriteEndObject();
        }
    }

    private string Loss => report.Loss switch
    {
        BetaNegativeLogLikelihood beta => $"negative log-likelihood, gradients weighed by variance^{beta.Beta}",
        MixedLoss mixed => $"CRPS in standard deviations by {NumberText.Percent(mixed.CrpsShare)}, the rest negative log-likelihood",
        _ => "CRPS, in standard deviations of the targets",
    };

    private string Unit => report.Loss.RankedShare > 0 ? "" : " nats";

    private string Reason => report.StopReason switch
    {
        StopReason.Completed => report.Selection is null ? "as many as asked for" : "as many as chosen",
        StopReason.EarlyStopped => "stopped early: the validation loss no longer fell",
        StopReason.Cancelled => "interrupted",
        _ => "diverged",
    };

    private string BestEpoch
    {
        get
        {
            int epoch = report.BestEpoch;
            if (epoch < 1 || epoch > report.TrainingLoss.Length)
            {
                return "none";
            }

            string training = NumberText.Of(report.TrainingLoss[epoch - 1]);
            return epoch <= report.ValidationLoss.Length
                ? $"{epoch}: validation loss {NumberText.Of(report.ValidationLoss[epoch - 1])}{Unit}, training {training}"
                : $"{epoch}: training loss {training}{Unit}";
        }
    }

    private static void WriteSelection(TextWriter writer, SelectionReport selection)
    {
        IEnumerable<string> tried = selection.Candidates.Select(candidate =>
            !candidate.IsFinished ? $"{candidate.Name} not {(candidate.Elapsed == TimeSpan.Zero ? "tried" : "finished")}"
            : double.IsFinite(candidate.Loss) ? $"{candidate.Name} {NumberText.Of(candidate.Loss)}"
            : $"{candidate.Name} broke down");
        WriteLine(writer, "tried", $"on rows held out, in nats: {string.Join(", ", tried)}");
        WriteLine(writer, "chosen", $"{selection.Best.Name}; {(selection.Best.Calibration == Calibration.None ? "not calibrated" : "calibrated: " + Scales(selection.Best.ScaleFactor))}");
    }

    /// <summary>What a calibration did to the scales.</summary>
    private static string Scales(double factor) => factor switch
    {
        >= 2 => $"scales widened {NumberText.Of(factor)} times on average",
        >= 1.005 => $"scales widened by {100 * (factor - 1):f0} % on average",
        <= 0.995 => $"scales narrowed by {100 * (1 - factor):f0} % on average",
        _ => "scales kept on average",
    };

    private static string Components(int count) => count == 1 ? "1 component" : $"{count} components";

    private static void WriteSelection(Utf8JsonWriter json, SelectionReport selection)
    {
        json.WriteStartObject("selection");
        json.WriteNumber("held_out_rows", selection.HeldOutRows);
        json.WriteString("chosen", selection.Best.Name);
        json.WriteStartArray("candidates");
        foreach (CandidateReport candidate in selection.Candidates)
        {
            json.WriteStartObject();
            json.WriteString("name", candidate.Name);
            json.WriteFinite("held_out_loss", candidate.Loss);
            json.WriteBoolean("finished", candidate.IsFinished);
            json.WriteFinite("seconds", candidate.Elapsed.TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Calibration calibration = selection.Best.Calibration;
        json.WriteStartObject("calibration");
        json.WriteFinite("slope", calibration.Slope);
        json.WriteFinite("shift", calibration.Shift);
        json.WriteFinite("floor", calibration.Floor);
        json.WriteFinite("temperature", calibration.Temperature);
        json.WriteFinite("scale_factor", selection.Best.ScaleFactor);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private string Ensemble => members > 1 ? $"{members} members of " : "";

    private string BestEpochs
    {
        get
        {
            MemberReport[] good = [.. report.Members.Where(member => member.BestEpoch > 0)];
            string loss = report.ValidationRows > 0 ? "validation loss" : "training loss";
            return good.Length == 0
                ? "none"
                : $"{Range(good.Select(member => member.BestEpoch))}: {loss} of a member "
                    + $"{NumberText.Of(good.Min(member => member.BestLoss))} to {NumberText.Of(good.Max(member => member.BestLoss))}{Unit}";
        }
    }

    /// <summary>The smallest and the largest of some numbers, or the one that all are.</summary>
    private static string Range(IEnumerable<int> numbers)
    {
        (int least, int most) = (numbers.Min(), numbers.Max());
        return least == most ? $"{least}" : $"{least} to {most}";
    }

    private static void WriteLine(TextWriter writer, string label, string text) => writer.WriteLine($"  {label,-13}{text}");
}
