using System.Text.Json;
using MdnSimd.Cli.Commands;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Fitting;

/// <summary>What <c>mdn fit</c> says when it is done.</summary>
internal sealed class FitSummary
{
    private readonly TrainingData _data;
    private readonly MdnOptions _options;
    private readonly FitReport _report;
    private readonly float[]? _at;
    private readonly MixtureSummary? _mixture;
    private readonly string? _path;

    /// <param name="data">What was learnt from.</param>
    /// <param name="fit">What came out.</param>
    /// <param name="at">The features at which to show the mixture, or null.</param>
    /// <param name="path">Where the model was saved, or null.</param>
    public FitSummary(TrainingData data, FitResult<float> fit, float[]? at, string? path)
    {
        (_data, _options, _report, _at, _path) = (data, fit.Model.Options, fit.Report, at, path);
        if (at is not null)
        {
            using MdnPredictor<float> predictor = fit.Model.CreatePredictor();
            GaussianMixture<float> mixture = predictor.Predict(at);
            _mixture = new MixtureSummary(mixture, data.TargetNames);
        }
    }

    private IEnumerable<string> ConstantFeatures => _report.ConstantInputs.Select(column => _data.FeatureNames[column]);

    private IEnumerable<string> ConstantTargets => _report.ConstantTargets.Select(column => _data.TargetNames[column]);

    /// <summary>Components are counted from 1, as in the columns of predict.</summary>
    private IEnumerable<int> DeadComponents => _report.DeadComponents.Select(component => component + 1);

    private string Point => string.Join(", ", _data.FeatureNames.Zip(_at!, (name, value) => $"{name} = {value}"));

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

        if (_report.SkippedSteps > 0)
        {
            context.Warn($"{NumberText.Count(_report.SkippedSteps)} steps were skipped: {_report.FirstSkip}");
        }

        if (_report.StopReason == StopReason.Diverged)
        {
            context.Warn("training diverged; the model is the best one before. A lower --learning-rate may help");
        }

        if (_report.StopReason == StopReason.Cancelled)
        {
            context.Warn("training was interrupted; the model is the best one so far");
        }
    }

    /// <summary>Writes the summary in words, and the mixture.</summary>
    public void Write(TextWriter writer)
    {
        string targets = string.Join(", ", _data.TargetNames);
        string features = string.Join(", ", _data.FeatureNames);
        writer.WriteLine(OneLine.Of($"Density of {targets} given {features}"));
        WriteLine(
            writer, "rows", $"{NumberText.Count(_data.Rows)}: {NumberText.Count(_report.TrainingRows)} to train, "
            + $"{NumberText.Count(_report.ValidationRows)} to validate");
        WriteLine(
            writer, "network", $"{_options.Components} components, hidden layers {Hidden}, "
            + $"{NumberText.Count(_report.ParameterCount)} parameters");
        WriteLine(writer, "epochs", $"{_report.Epochs}, {Reason}");
        WriteLine(writer, "best epoch", BestEpoch);
        WriteLine(
            writer, "steps", $"{NumberText.Count(_report.Steps)}: {NumberText.Count(_report.ClippedSteps)} clipped, "
            + $"{NumberText.Count(_report.SkippedSteps)} skipped");
        if (_report.DeadComponents.Length > 0)
        {
            WriteLine(writer, "unused", $"component {string.Join(", ", DeadComponents)} (weight below 0.001 on average)");
        }

        if (_report.ScalesAtFloor > 0)
        {
            WriteLine(writer, "at the floor", $"{NumberText.Percent(_report.ScalesAtFloor)} of the predicted scales");
        }

        WriteLine(writer, "time", NumberText.Of(_report.Elapsed));
        WriteLine(writer, "model", _path is null ? "not saved; -o FILE saves it" : $"saved to {_path}");
        if (_mixture is not null)
        {
            writer.WriteLine();
            writer.WriteLine(OneLine.Of($"Mixture at {Point}"));
            _mixture.Write(writer);
        }
    }

    /// <summary>Writes the properties of a JSON object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("model", _path);
        json.WriteTexts("features", _data.FeatureNames);
        json.WriteTexts("targets", _data.TargetNames);
        json.WriteNumber("rows", _data.Rows);
        json.WriteNumber("training_rows", _report.TrainingRows);
        json.WriteNumber("validation_rows", _report.ValidationRows);
        json.WriteNumber("parameters", _report.ParameterCount);
        json.WriteNumber("epochs", _report.Epochs);
        json.WriteNumber("best_epoch", _report.BestEpoch);
        json.WriteString("stop_reason", Choices.StopReason.Name(_report.StopReason));
        json.WriteNumbers("training_loss", _report.TrainingLoss);
        json.WriteNumbers("validation_loss", _report.ValidationLoss);
        json.WriteNumbers("gradient_norm", _report.GradientNorm);
        json.WriteNumbers("learning_rate", _report.LearningRate);
        json.WriteNumber("steps", _report.Steps);
        json.WriteNumber("clipped_steps", _report.ClippedSteps);
        json.WriteNumber("skipped_steps", _report.SkippedSteps);
        json.WriteString("first_skip", _report.FirstSkip);
        json.WriteNumbers("dead_components", DeadComponents.Select(component => (double)component));
        json.WriteFinite("scales_at_floor", _report.ScalesAtFloor);
        json.WriteTexts("constant_features", ConstantFeatures);
        json.WriteTexts("constant_targets", ConstantTargets);
        json.WriteFinite("seconds", _report.Elapsed.TotalSeconds);
        if (_mixture is not null)
        {
            json.WriteStartObject("at");
            json.WriteObject("features", _data.FeatureNames, _at!.Select(value => (double)value));
            _mixture.Write(json);
            json.WriteEndObject();
        }
    }

    private string Hidden => _options.Hidden.Length == 0 ? "none" : string.Join(", ", _options.Hidden);

    private string Reason => _report.StopReason switch
    {
        StopReason.Completed => "as many as asked for",
        StopReason.EarlyStopped => "stopped early: the validation loss no longer fell",
        StopReason.Cancelled => "interrupted",
        _ => "diverged",
    };

    private string BestEpoch
    {
        get
        {
            int epoch = _report.BestEpoch;
            if (epoch < 1 || epoch > _report.TrainingLoss.Length)
            {
                return "none";
            }

            string training = NumberText.Of(_report.TrainingLoss[epoch - 1]);
            return epoch <= _report.ValidationLoss.Length
                ? $"{epoch}: validation loss {NumberText.Of(_report.ValidationLoss[epoch - 1])} nats, training {training}"
                : $"{epoch}: training loss {training} nats";
        }
    }

    private static void WriteLine(TextWriter writer, string label, string text) => writer.WriteLine($"  {label,-13}{text}");
}
