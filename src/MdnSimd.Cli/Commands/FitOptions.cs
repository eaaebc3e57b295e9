using System.CommandLine;
using MdnSimd.Cli.Fitting;

namespace MdnSimd.Cli.Commands;

/// <summary>The options of <c>mdn fit</c> that shape the network and its training; their defaults are the engine's.</summary>
internal sealed class FitOptions
{
    private static readonly MdnOptions DefaultModel = new() { Inputs = 1, Targets = 1 };
    private static readonly TrainingOptions DefaultTraining = new();

    private static readonly AutoFitOptions DefaultAuto = new();

    private readonly Option<bool?> auto = new("--auto")
    {
        Description = "Choose how to train on rows held out in turns, and fit an ensemble. Default: true unless an option of training by hand is given.",
        HelpName = "true|false",
    };

    private readonly Option<double?> timeBudget = OptionFactory.RealOrNone(
        "--time-budget",
        "SECONDS",
        "Seconds that --auto may take, about: cheap candidates are tried first, and what cannot end in time is given up. Default: none, and the model does not depend on the machine's speed.",
        seconds => seconds is >= 1e-3 and <= 1e9,
        "from 0.001 to 1000000000");

    private readonly Option<int> components = OptionFactory.Whole(
        "--components", "Gaussians in the mixture; 8 by --auto unless given.", DefaultModel.Components, 1, MdnOptions.Largest);

    private readonly Option<string> covariance = OptionFactory.Choice(
        "--covariance", "One scale for all targets of a component, one for each, or one for each and their correlations",
        Choices.Covariance.Names, Choices.Covariance.Name(DefaultModel.Covariance));

    private readonly Option<string> hidden = new("--hidden")
    {
        Description = "Widths of the hidden layers; none for a network without; 64,64 by --auto unless given, or none if that is better.",
        HelpName = "N,N,...",
        DefaultValueFactory = _ => string.Join(',', DefaultModel.Hidden),
    };

    private readonly Option<string> activation = OptionFactory.Choice(
        "--activation", "Activation of the hidden layers; relu by --auto unless given",
        Choices.Activation.Names, Choices.Activation.Name(DefaultModel.Activation));

    private readonly Option<string> scaleLink = OptionFactory.Choice(
        "--scale-link", "How an output of the network becomes a positive scale",
        Choices.ScaleLink.Names, Choices.ScaleLink.Name(DefaultModel.ScaleLink));

    private readonly Option<string> inputTransform = OptionFactory.Choice(
        "--input-transform", "What becomes of features with long tails (skewness beyond 1); yeo-johnson by --auto unless given",
        Choices.InputTransform.Names, Choices.InputTransform.Name(DefaultTraining.InputTransform));

    private readonly Option<string> loss = OptionFactory.Choice(
        "--loss", "What training makes small, and what chooses the best epoch",
        Choices.Loss.Names, Choices.Loss.Name(DefaultTraining.Loss));

    private readonly Option<double> beta = OptionFactory.Real(
        "--beta", "Of beta-nll: the exponent of the variances that weigh the gradients.", new BetaNegativeLogLikelihood().Beta,
        beta => beta is >= 0 and <= 1, "from 0 to 1");

    private readonly Option<double> crpsShare = OptionFactory.Real(
        "--crps-share", "Of mixed: the share of the CRPS; the rest is the likelihood's.", new MixedLoss().CrpsShare,
        share => share is >= 0 and <= 1, "from 0 to 1");

    private readonly Option<double> weightPrior = OptionFactory.Real(
        "--weight-prior", "Concentration of a Dirichlet prior that keeps the mixture's weights alike; 1 for none.",
        DefaultTraining.WeightPrior, alpha => alpha is >= 1 and <= TrainingOptions.Largest, $"from 1 to {TrainingOptions.Largest}");

    private readonly Option<string> outputStart = OptionFactory.Choice(
        "--output-start", "Where the mixture starts: the same for any data, or at the density of the targets without the features",
        Choices.OutputStart.Names, Choices.OutputStart.Name(DefaultTraining.OutputStart));

    private readonly Option<int> epochs = OptionFactory.Whole(
        "--epochs", "Passes over the training rows, at most.", DefaultTraining.Epochs, 1);

    private readonly Option<int> batchSize = OptionFactory.Whole(
        "--batch-size", "Rows per step.", DefaultTraining.BatchSize, 1);

    private readonly Option<double> learningRate = OptionFactory.Real(
        "--learning-rate", "Step size at the start.", DefaultTraining.LearningRate,
        rate => rate is > 0 and <= TrainingOptions.Largest, $"above 0 and at most {TrainingOptions.Largest}");

    private readonly Option<string> optimizer = OptionFactory.Choice(
        "--optimizer", "Rule of the steps", Choices.Optimizer.Names, "adamw");

    private readonly Option<string> schedule = OptionFactory.Choice(
        "--schedule", "Course of the learning rate", Choices.Schedule.Names, "cosine");

    private readonly Option<int> warmup = OptionFactory.Whole(
        "--warmup", "Epochs over which the learning rate rises before the schedule begins; 0 for none.", 0, 0);

    private readonly Option<double> weightDecay = OptionFactory.Real(
        "--weight-decay", "Pull of the weights towards 0.", DefaultTraining.WeightDecay,
        decay => decay is >= 0 and <= TrainingOptions.Largest, $"from 0 to {TrainingOptions.Largest}");

    private readonly Option<double> clipNorm = OptionFactory.Real(
        "--clip-norm", "Largest norm of the gradient; 0 for any.", DefaultTraining.ClipNorm ?? 0, norm => norm >= 0, "of at least 0");

    private readonly Option<double> clipValue = OptionFactory.Real(
        "--clip-value", "Largest magnitude of one derivative; 0 for any.", DefaultTraining.ClipValue ?? 0, value => value >= 0,
        "of at least 0");

    private readonly Option<double> inputNoise = OptionFactory.RealOrAuto(
        "--input-noise", "Noise on the features in training, in standard deviations; 0 for none, auto for a rule of thumb.",
        noise => noise is >= 0 and <= TrainingOptions.MostNoise, $"from 0 to {TrainingOptions.MostNoise}");

    private readonly Option<double> targetNoise = OptionFactory.RealOrAuto(
        "--target-noise", "The same on the targets.",
        noise => noise is >= 0 and <= TrainingOptions.MostNoise, $"from 0 to {TrainingOptions.MostNoise}");

    private readonly Option<double> validation = OptionFactory.Real(
        "--validation", "Share of the rows that is held out to choose the best epoch; 0 for none.",
        DefaultTraining.ValidationFraction, share => share is >= 0 and < 1, "from 0 to below 1");

    private readonly Option<int> patience = OptionFactory.Whole(
        "--patience", "Epochs without a better validation loss before training stops; 0 for never.", DefaultTraining.Patience, 0);

    private readonly Option<int> members = OptionFactory.Whole(
        "--members", $"Networks of an ensemble, whose densities are averaged; {DefaultAuto.Members} by --auto unless given.", DefaultTraining.Members, 1, MdnOptions.MostMembers);

    private readonly Option<ulong> seed = OptionFactory.Seed(
        "Seed of all that is random: the same seed gives the same model.", DefaultTraining.Seed);

    private readonly Option<int> threads = OptionFactory.Whole(
        "--threads", "Worker threads; 0 for all cores. The model does not depend on it.", DefaultTraining.Threads, 0,
        TrainingOptions.MostThreads);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        hidden.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && HiddenLayers.Parse(result.Tokens[0].Value) is null)
            {
                result.AddError(
                    $"--hidden: {OneLine.Quote(result.Tokens[0].Value)} is not a list of widths such as 64,64, nor none");
            }
        });
        Option[] options =
        [
            auto, timeBudget, components, covariance, hidden, activation, scaleLink, inputTransform, loss, beta, crpsShare, weightPrior, outputStart, epochs, batchSize, learningRate, optimizer,
            schedule, warmup, weightDecay, clipNorm, clipValue, inputNoise, targetNoise, validation, patience, members, seed, threads,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>The fit that a command line asks for.</summary>
    /// <exception cref="CommandException">Options contradict each other, or the engine does not accept one.</exception>
    public FitPlan Plan(ParseResult result, string[] features, string[] targets) => IsAutomatic(result)
        ? new FitPlan(Automatic(result, features, targets))
        : new FitPlan(Model(result, features, targets), Training(result));

    /// <summary>Whether a command line asks for a fit without settings.</summary>
    /// <exception cref="CommandException">It asks for both, or for a time budget by hand.</exception>
    private bool IsAutomatic(ParseResult result)
    {
        Option[] byHand =
        [
            loss, beta, crpsShare, weightPrior, outputStart, epochs, batchSize, learningRate, optimizer, schedule, warmup, weightDecay, clipNorm,
            clipValue, inputNoise, targetNoise, validation, patience,
        ];
        string? given = byHand.FirstOrDefault(option => IsGiven(result, option))?.Name;
        bool automatic = result.GetValue(auto) ?? given is null;
        return (automatic, given, IsGiven(result, timeBudget)) switch
        {
            (true, string option, _) => throw CommandException.Usage($"{option} is for training by hand: not with --auto"),
            (false, _, true) => throw CommandException.Usage(
                given is null ? "--time-budget is not with --auto false" : $"--time-budget is for --auto: not with {given}"),
            _ => automatic,
        };
    }

    /// <summary>What a command line leaves to be chosen.</summary>
    /// <exception cref="CommandException">The engine does not accept it: a usage error that names the option.</exception>
    private AutoFitOptions Automatic(ParseResult result, string[] features, string[] targets) => Checked(new AutoFitOptions
    {
        Components = IsGiven(result, components) ? result.GetValue(components) : null,
        Hidden = IsGiven(result, hidden) ? HiddenLayers.Parse(result.GetRequiredValue(hidden))!.Value : default,
        Activation = IsGiven(result, activation) ? Choices.Activation.Value(result.GetRequiredValue(activation)) : null,
        Covariance = Choices.Covariance.Value(result.GetRequiredValue(covariance)),
        ScaleLink = Choices.ScaleLink.Value(result.GetRequiredValue(scaleLink)),
        InputTransform = IsGiven(result, inputTransform)
            ? Choices.InputTransform.Value(result.GetRequiredValue(inputTransform))
            : DefaultAuto.InputTransform,
        InputNames = [.. features],
        TargetNames = [.. targets],
        Members = IsGiven(result, members) ? result.GetValue(members) : DefaultAuto.Members,
        TimeBudget = result.GetValue(timeBudget) is double seconds ? TimeSpan.FromSeconds(seconds) : null,
        Seed = result.GetValue(seed),
        Threads = result.GetValue(threads),
    }, options => options.Checked(features.Length, targets.Length));

    /// <summary>The network that a command line asks for.</summary>
    /// <exception cref="CommandException">The engine does not accept it: a usage error that names the option.</exception>
    private MdnOptions Model(ParseResult result, string[] features, string[] targets) => Checked(new MdnOptions
    {
        Inputs = features.Length,
        Targets = targets.Length,
        InputNames = [.. features],
        TargetNames = [.. targets],
        Components = result.GetValue(components),
        Covariance = Choices.Covariance.Value(result.GetRequiredValue(covariance)),
        Hidden = HiddenLayers.Parse(result.GetRequiredValue(hidden))!.Value,
        Activation = Choices.Activation.Value(result.GetRequiredValue(activation)),
        ScaleLink = Choices.ScaleLink.Value(result.GetRequiredValue(scaleLink)),
    }, options =>
    {
        MdnOptions whole = options.Checked();
        whole.CheckMembers(result.GetValue(members));
        return whole;
    });

    /// <summary>The training that a command line asks for.</summary>
    /// <exception cref="CommandException">The engine does not accept it: a usage error that names the option.</exception>
    private TrainingOptions Training(ParseResult result) => Checked(new TrainingOptions
    {
        Loss = Loss(result),
        WeightPrior = result.GetValue(weightPrior),
        OutputStart = Choices.OutputStart.Value(result.GetRequiredValue(outputStart)),
        InputTransform = Choices.InputTransform.Value(result.GetRequiredValue(inputTransform)),
        Epochs = result.GetValue(epochs),
        BatchSize = result.GetValue(batchSize),
        LearningRate = result.GetValue(learningRate),
        Optimizer = Choices.Optimizer.Value(result.GetRequiredValue(optimizer)),
        Schedule = Schedule(result),
        WeightDecay = result.GetValue(weightDecay),
        ClipNorm = PositiveOrNull(result.GetValue(clipNorm)),
        ClipValue = PositiveOrNull(result.GetValue(clipValue)),
        InputNoise = NumberOrNull(result, inputNoise),
        TargetNoise = NumberOrNull(result, targetNoise),
        ValidationFraction = result.GetValue(validation),
        Patience = result.GetValue(patience),
        Members = result.GetValue(members),
        Seed = result.GetValue(seed),
        Threads = result.GetValue(threads),
    }, options => options.Checked());

    private TrainingLoss Loss(ParseResult result) => Choices.Loss.Value(result.GetRequiredValue(loss)) switch
    {
        BetaNegativeLogLikelihood => new BetaNegativeLogLikelihood(result.GetValue(beta)),
        MixedLoss => new MixedLoss(result.GetValue(crpsShare)),
        TrainingLoss plain => plain,
    };

    private LearningRateSchedule Schedule(ParseResult result)
    {
        LearningRateSchedule then = Choices.Schedule.Value(result.GetRequiredValue(schedule));
        int rise = result.GetValue(warmup);
        return rise == 0 ? then : new WarmupSchedule(rise, then);
    }

    /// <summary>Has the engine check its options, and puts what it finds into the words of the command line.</summary>
    private static T Checked<T>(T options, Func<T, T> check)
    {
        try
        {
            return check(options);
        }
        catch (ArgumentException error) when (error.ParamName is string property)
        {
            string message = ErrorMessage.Of(error).Message;
            string prefix = $"{property} is ";
            throw CommandException.Usage(
                $"{OptionOf(property)}: {(message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message)}");
        }
    }

    /// <summary>The option behind a property of the engine's options, such as --learning-rate for LearningRate.</summary>
    private static string OptionOf(string property) => property switch
    {
        nameof(MdnOptions.Inputs) or nameof(MdnOptions.InputNames) => "--feature",
        nameof(MdnOptions.Targets) or nameof(MdnOptions.TargetNames) => "--target",
        nameof(TrainingOptions.ValidationFraction) => "--validation",
        _ => string.Concat(property.Select(
            (letter, i) => char.IsUpper(letter) ? $"{(i == 0 ? "--" : "-")}{char.ToLowerInvariant(letter)}" : $"{letter}")),
    };

    private static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>The number given; null for auto, and where nothing is given.</summary>
    private static double? NumberOrNull(ParseResult result, Option<double> option) =>
        result.GetResult(option) is not null && result.GetValue(option) is double number && !double.IsNaN(number) ? number : null;

    private static double? PositiveOrNull(double value) => value > 0 ? value : null;
}
