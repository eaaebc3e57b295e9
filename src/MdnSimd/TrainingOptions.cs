namespace MdnSimd;

/// <summary>How a network is trained. The defaults work.</summary>
public sealed record TrainingOptions
{
    /// <summary>The largest learning rate, decay and schedule factor: beyond lies nothing but overflow.</summary>
    internal const double Largest = 1000;

    /// <summary>The widest noise, in standard deviations: there is hardly anything of the data left in it.</summary>
    internal const double MostNoise = 10;

    /// <summary>The most threads that are accepted.</summary>
    internal const int MostThreads = 1024;

    /// <summary>What training makes small, and what chooses the best epoch. Default the negative log-likelihood.</summary>
    public TrainingLoss Loss { get; init; } = new NegativeLogLikelihood();

    /// <summary>
    /// The concentration of a symmetric Dirichlet prior on the mixture's weights, 1 to 1000: above 1 it pulls them towards equal
    /// shares, so that no component dies. It acts on the gradient and is no part of the losses reported. Default 1, none.
    /// </summary>
    public double WeightPrior { get; init; } = 1;

    /// <summary>What becomes of features with long tails. Default none.</summary>
    public InputTransform InputTransform { get; init; }

    /// <summary>What mixture a fit starts from. Default spread.</summary>
    public OutputStart OutputStart { get; init; } = OutputStart.Spread;

    /// <summary>Passes over the training rows at most, at least 1. Default 200.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>Rows per step, at least 1. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The learning rate before the schedule, above 0 and at most 1000. Default 0.002.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>The update rule. Default AdamW.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamWOptions();

    /// <summary>The learning rate's course. Default cosine.</summary>
    public LearningRateSchedule Schedule { get; init; } = new CosineSchedule();

    /// <summary>Weight decay, 0 to 1000; of weights, not of biases. Default 1e-4.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>The gradient is scaled down to this Euclidean norm where it is longer; null for no limit. Default 5.</summary>
    public double? ClipNorm { get; init; } = 5;

    /// <summary>After <see cref="ClipNorm"/>, each element of the gradient is limited to this magnitude; null for no limit.</summary>
    public double? ClipValue { get; init; }

    /// <summary>
    /// Standard deviation of the normal noise that is added to the features, anew in every epoch, in standard deviations of each
    /// feature: 0 to 10; null for a rule of thumb in the numbers of rows and columns. Never in validation. Default null.
    /// </summary>
    public double? InputNoise { get; init; }

    /// <summary>The same for the targets; it widens the density a little. Default null.</summary>
    public double? TargetNoise { get; init; }

    /// <summary>The part of the rows that is held out to choose the best epoch, in [0, 1). Default 0.15.</summary>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>Epochs without a better validation loss after which training stops; 0 to go on to the end. Default 30.</summary>
    public int Patience { get; init; } = 30;

    /// <summary>Decides the split, the first weights and the order of rows. One seed, one result. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Networks of an ensemble, 1 to 1024. They differ in their first weights and in the order of rows, share the rows held out, and
    /// answer with the mean of their densities. The first is the network that a fit of one member gives. Default 1.
    /// </summary>
    public int Members { get; init; } = 1;

    /// <summary>Threads to use; 0 for one per core, which more do not outrun. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>These options, once every one is in its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the value.</exception>
    internal TrainingOptions Checked()
    {
        Require(
            Loss is not null && Loss.RankedShare is >= 0 and <= 1 && Loss.VarianceExponent is >= 0 and <= 1,
            nameof(Loss), Loss, "a share or beta from 0 to 1");
        Require(WeightPrior is >= 1 and <= Largest, nameof(WeightPrior), WeightPrior, $"1 to {Largest}");
        Require(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        CheckRate(LearningRate);
        Require(WeightDecay is >= 0 and <= Largest, nameof(WeightDecay), WeightDecay, $"0 to {Largest}");
        Require(ClipNorm is null or > 0, nameof(ClipNorm), ClipNorm, "a positive number or null");
        Require(ClipValue is null or > 0, nameof(ClipValue), ClipValue, "a positive number or null");
        Require(InputNoise is null or (>= 0 and <= MostNoise), nameof(InputNoise), InputNoise, $"0 to {MostNoise} or null");
        Require(TargetNoise is null or (>= 0 and <= MostNoise), nameof(TargetNoise), TargetNoise, $"0 to {MostNoise} or null");
        Require(ValidationFraction is >= 0 and < 1, nameof(ValidationFraction), ValidationFraction, "0 or more and less than 1");
        Require(Patience >= 0, nameof(Patience), Patience, "0 or more");
        Require(Enum.IsDefined(InputTransform), nameof(InputTransform), InputTransform, "a defined value");
        Require(Enum.IsDefined(OutputStart), nameof(OutputStart), OutputStart, "a defined value");
        Require(Members is >= 1 and <= MdnOptions.MostMembers, nameof(Members), Members, $"1 to {MdnOptions.MostMembers}");
        Require(Threads is >= 0 and <= MostThreads, nameof(Threads), Threads, $"0 to {MostThreads}");
        Require(InRange(Schedule), nameof(Schedule), Schedule, "positive numbers");
        Require(
            Optimizer switch
            {
                SgdOptions sgd => sgd.Momentum is >= 0 and < 1,
                AdamOptions adam => Adam(adam.Beta1, adam.Beta2, adam.Epsilon),
                AdamWOptions adam => Adam(adam.Beta1, adam.Beta2, adam.Epsilon),
                RmsPropOptions rms => Adam(0, rms.Decay, rms.Epsilon),
                _ => false,
            },
            nameof(Optimizer), Optimizer, "decays in [0, 1) and an epsilon of at least 1e-30");
        return this;

        // An epsilon that is 0 in float would make 0 / 0 of every gradient that is 0.
        static bool Adam(double beta1, double beta2, double epsilon) =>
            beta1 is >= 0 and < 1 && beta2 is >= 0 and < 1 && epsilon >= 1e-30;

        static bool InRange(LearningRateSchedule? schedule) => schedule switch
        {
            StepSchedule step => step.Every > 0 && step.Decay is > 0 and <= 1,
            ExponentialSchedule exponential => exponential.Decay is > 0 and <= 1,
            OneCycleSchedule cycle => cycle.RiseShare is > 0 and < 1 && cycle.Final is >= 0 and <= 1,
            CosineSchedule cosine => cosine.Final is >= 0 and <= 1,
            WarmupSchedule warmup => warmup.Epochs > 0 && InRange(warmup.Then),
            _ => schedule is not null,
        };
    }

    /// <summary>What the loss gains on the way to the target's units: scores stay in standard deviations.</summary>
    /// <param name="logScale">The sum of the logarithms of the target's standard deviations.</param>
    internal double LossShift(double logScale) => (1 - Loss.RankedShare) * logScale;

    /// <summary>Throws unless <paramref name="rate"/> is a learning rate.</summary>
    internal static void CheckRate(double rate) =>
        Require(rate is > 0 and <= Largest, nameof(LearningRate), rate, $"above 0 and at most {Largest}");

    /// <summary>Throws unless an option is in its range.</summary>
    internal static void Require(bool condition, string option, object? value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException(FormattableString.Invariant($"{option} is {value ?? "null"}: expected {expected}"), option);
        }
    }
}
