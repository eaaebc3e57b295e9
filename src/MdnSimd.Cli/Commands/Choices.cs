using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Commands;

/// <summary>The names of an engine's choices on the command line, in the order in which help lists them.</summary>
/// <typeparam name="T">What is chosen.</typeparam>
internal sealed class Choices<T>(params (string Name, T Value)[] entries)
    where T : notnull
{
    /// <summary>All names.</summary>
    public string[] Names { get; } = [.. entries.Select(entry => entry.Name)];

    /// <summary>What <paramref name="name"/>, one of <see cref="Names"/>, stands for.</summary>
    public T Value(string name) => entries.First(entry => entry.Name == name).Value;

    /// <summary>The name of <paramref name="value"/>, one of those that the table holds.</summary>
    public string Name(T value) => entries.First(entry => entry.Value.Equals(value)).Name;

    /// <summary>The name of what has the type of <paramref name="value"/>, whatever its numbers are.</summary>
    public string NameOfKind(T value) => entries.First(entry => entry.Value.GetType() == value.GetType()).Name;
}

/// <summary>The tables of names.</summary>
internal static class Choices
{
    public static readonly Choices<Covariance> Covariance = new(
        ("isotropic", MdnSimd.Covariance.Isotropic),
        ("diagonal", MdnSimd.Covariance.Diagonal),
        ("full", MdnSimd.Covariance.Full));

    public static readonly Choices<Activation> Activation = new(
        ("identity", MdnSimd.Activation.Identity),
        ("tanh", MdnSimd.Activation.Tanh),
        ("relu", MdnSimd.Activation.Relu),
        ("leaky-relu", MdnSimd.Activation.LeakyRelu),
        ("elu", MdnSimd.Activation.Elu),
        ("gelu", MdnSimd.Activation.Gelu),
        ("silu", MdnSimd.Activation.Silu),
        ("softplus", MdnSimd.Activation.Softplus),
        ("sigmoid", MdnSimd.Activation.Sigmoid));

    public static readonly Choices<Initialization> Initialization = new(
        ("automatic", MdnSimd.Initialization.Automatic),
        ("glorot", MdnSimd.Initialization.Glorot),
        ("he", MdnSimd.Initialization.He),
        ("lecun", MdnSimd.Initialization.LeCun));

    public static readonly Choices<ScaleLink> ScaleLink = new(
        ("exp", MdnSimd.ScaleLink.Exp),
        ("softplus", MdnSimd.ScaleLink.Softplus),
        ("elu-plus-one", MdnSimd.ScaleLink.EluPlusOne));

    public static readonly Choices<TrainingLoss> Loss = new(
        ("nll", new NegativeLogLikelihood()),
        ("beta-nll", new BetaNegativeLogLikelihood()),
        ("crps", new ContinuousRankedProbabilityScore()),
        ("mixed", new MixedLoss()));

    public static readonly Choices<InputTransform> InputTransform = new(
        ("none", MdnSimd.InputTransform.None),
        ("yeo-johnson", MdnSimd.InputTransform.YeoJohnson));

    public static readonly Choices<OutputStart> OutputStart = new(
        ("spread", MdnSimd.OutputStart.Spread),
        ("marginal", MdnSimd.OutputStart.Marginal));

    public static readonly Choices<OptimizerOptions> Optimizer = new(
        ("sgd", new SgdOptions()),
        ("adam", new AdamOptions()),
        ("adamw", new AdamWOptions()),
        ("rmsprop", new RmsPropOptions()));

    public static readonly Choices<LearningRateSchedule> Schedule = new(
        ("constant", new ConstantSchedule()),
        ("step", new StepSchedule()),
        ("exponential", new ExponentialSchedule()),
        ("cosine", new CosineSchedule()),
        ("one-cycle", new OneCycleSchedule()));

    public static readonly Choices<SamplingMethod> SamplingMethod = new(
        ("independent", Mixtures.SamplingMethod.Independent),
        ("antithetic", Mixtures.SamplingMethod.Antithetic),
        ("quasi-random", Mixtures.SamplingMethod.QuasiRandom));

    public static readonly Choices<StopReason> StopReason = new(
        ("completed", MdnSimd.StopReason.Completed),
        ("early_stopped", MdnSimd.StopReason.EarlyStopped),
        ("cancelled", MdnSimd.StopReason.Cancelled),
        ("diverged", MdnSimd.StopReason.Diverged));
}
