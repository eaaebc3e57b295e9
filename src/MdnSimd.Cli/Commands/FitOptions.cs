using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;

namespace MdnSimd.Cli.Commands;

/// <summary>The options of <c>mdn fit</c> that shape the network and its training; their defaults are the engine's.</summary>
internal sealed class FitOptions
{
    private static readonly MdnOptions s_model = new() { Inputs = 1, Targets = 1 };
    private static readonly TrainingOptions s_training = new();

    private readonly Option<int> _components = OptionFactory.Whole(
        "--components", "Gaussians in the mixture.", s_model.Components, 1);

    private readonly Option<string> _covariance = OptionFactory.Choice(
        "--covariance", "One scale for all targets of a component, or one for each",
        Choices.Covariance.Names, Choices.Covariance.Name(s_model.Covariance));

    private readonly Option<string> _hidden = new("--hidden")
    {
        Description = "Widths of the hidden layers; none for a network without.",
        HelpName = "N,N,...",
        DefaultValueFactory = _ => string.Join(',', s_model.Hidden),
    };

    private readonly Option<string> _activation = OptionFactory.Choice(
        "--activation", "Activation of the hidden layers",
        Choices.Activation.Names, Choices.Activation.Name(s_model.Activation));

    private readonly Option<string> _scaleLink = OptionFactory.Choice(
        "--scale-link", "How an output of the network becomes a positive scale",
        Choices.ScaleLink.Names, Choices.ScaleLink.Name(s_model.ScaleLink));

    private readonly Option<int> _epochs = OptionFactory.Whole(
        "--epochs", "Passes over the training rows, at most.", s_training.Epochs, 1);

    private readonly Option<int> _batchSize = OptionFactory.Whole(
        "--batch-size", "Rows per step.", s_training.BatchSize, 1);

    private readonly Option<double> _learningRate = OptionFactory.Real(
        "--learning-rate", "Step size at the start.", s_training.LearningRate, rate => rate > 0, "above 0");

    private readonly Option<string> _optimizer = OptionFactory.Choice(
        "--optimizer", "Rule of the steps", Choices.Optimizer.Names, "adamw");

    private readonly Option<string> _schedule = OptionFactory.Choice(
        "--schedule", "Course of the learning rate", Choices.Schedule.Names, "cosine");

    private readonly Option<double> _weightDecay = OptionFactory.Real(
        "--weight-decay", "Pull of the weights towards 0.", s_training.WeightDecay, decay => decay >= 0, "of at least 0");

    private readonly Option<double> _clipNorm = OptionFactory.Real(
        "--clip-norm", "Largest norm of the gradient; 0 for any.", s_training.ClipNorm ?? 0, norm => norm >= 0, "of at least 0");

    private readonly Option<double> _clipValue = OptionFactory.Real(
        "--clip-value", "Largest magnitude of one derivative; 0 for any.", s_training.ClipValue ?? 0, value => value >= 0,
        "of at least 0");

    private readonly Option<double> _validation = OptionFactory.Real(
        "--validation", "Share of the rows that is held out to choose the best epoch; 0 for none.",
        s_training.ValidationFraction, share => share is >= 0 and < 1, "from 0 to below 1");

    private readonly Option<int> _patience = OptionFactory.Whole(
        "--patience", "Epochs without a better validation loss before training stops; 0 for never.", s_training.Patience, 0);

    private readonly Option<ulong> _seed = OptionFactory.Seed(
        "Seed of all that is random: the same seed gives the same model.", s_training.Seed);

    private readonly Option<int> _threads = OptionFactory.Whole(
        "--threads", "Worker threads; 0 for all cores. The model does not depend on it.", s_training.Threads, 0);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _hidden.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && ParseHidden(result.Tokens[0].Value) is null)
            {
                result.AddError(
                    $"--hidden: {OneLine.Quote(result.Tokens[0].Value)} is not a list of widths such as 64,64, nor none");
            }
        });
        Option[] options =
        [
            _components, _covariance, _hidden, _activation, _scaleLink, _epochs, _batchSize, _learningRate, _optimizer,
            _schedule, _weightDecay, _clipNorm, _clipValue, _validation, _patience, _seed, _threads,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>The network that a command line asks for.</summary>
    public MdnOptions Model(ParseResult result, string[] features, string[] targets) => new()
    {
        Inputs = features.Length,
        Targets = targets.Length,
        InputNames = [.. features],
        TargetNames = [.. targets],
        Components = result.GetValue(_components),
        Covariance = Choices.Covariance.Value(result.GetRequiredValue(_covariance)),
        Hidden = ParseHidden(result.GetRequiredValue(_hidden))!.Value,
        Activation = Choices.Activation.Value(result.GetRequiredValue(_activation)),
        ScaleLink = Choices.ScaleLink.Value(result.GetRequiredValue(_scaleLink)),
    };

    /// <summary>The training that a command line asks for.</summary>
    public TrainingOptions Training(ParseResult result) => new()
    {
        Epochs = result.GetValue(_epochs),
        BatchSize = result.GetValue(_batchSize),
        LearningRate = result.GetValue(_learningRate),
        Optimizer = Choices.Optimizer.Value(result.GetRequiredValue(_optimizer)),
        Schedule = Choices.Schedule.Value(result.GetRequiredValue(_schedule)),
        WeightDecay = result.GetValue(_weightDecay),
        ClipNorm = PositiveOrNull(result.GetValue(_clipNorm)),
        ClipValue = PositiveOrNull(result.GetValue(_clipValue)),
        ValidationFraction = result.GetValue(_validation),
        Patience = result.GetValue(_patience),
        Seed = result.GetValue(_seed),
        Threads = result.GetValue(_threads),
    };

    private static double? PositiveOrNull(double value) => value > 0 ? value : null;

    private static ImmutableArray<int>? ParseHidden(string text)
    {
        if (text == "none")
        {
            return [];
        }

        ImmutableArray<int>.Builder widths = ImmutableArray.CreateBuilder<int>();
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out int width) || width < 1)
            {
                return null;
            }

            widths.Add(width);
        }

        return widths.ToImmutable();
    }
}
