namespace MdnSimd.Tests;

public class TrainingOptionsTests
{
    private static readonly TrainingOptions Valid = new();

    /// <summary>The option, what the message shows of its value, and the options.</summary>
    public static TheoryData<string, string, TrainingOptions> Wrong => new()
    {
        { nameof(Valid.Loss), "null", Valid with { Loss = null! } },
        { nameof(Valid.Loss), "MixedLoss { CrpsShare = 1.1 }", Valid with { Loss = new MixedLoss(1.1) } },
        { nameof(Valid.Loss), "MixedLoss { CrpsShare = NaN }", Valid with { Loss = new MixedLoss(double.NaN) } },
        { nameof(Valid.Loss), "BetaNegativeLogLikelihood { Beta = -0.1 }", Valid with { Loss = new BetaNegativeLogLikelihood(-0.1) } },
        { nameof(Valid.WeightPrior), "0.9", Valid with { WeightPrior = 0.9 } },
        { nameof(Valid.WeightPrior), "NaN", Valid with { WeightPrior = double.NaN } },
        { nameof(Valid.Epochs), "0", Valid with { Epochs = 0 } },
        { nameof(Valid.BatchSize), "-1", Valid with { BatchSize = -1 } },
        { nameof(Valid.LearningRate), "0", Valid with { LearningRate = 0 } },
        { nameof(Valid.LearningRate), "NaN", Valid with { LearningRate = double.NaN } },
        { nameof(Valid.LearningRate), "Infinity", Valid with { LearningRate = double.PositiveInfinity } },
        { nameof(Valid.WeightDecay), "-0.5", Valid with { WeightDecay = -0.5 } },
        { nameof(Valid.WeightDecay), "NaN", Valid with { WeightDecay = double.NaN } },
        { nameof(Valid.ClipNorm), "0", Valid with { ClipNorm = 0 } },
        { nameof(Valid.ClipNorm), "NaN", Valid with { ClipNorm = double.NaN } },
        { nameof(Valid.ClipValue), "-2", Valid with { ClipValue = -2 } },
        { nameof(Valid.ValidationFraction), "1", Valid with { ValidationFraction = 1 } },
        { nameof(Valid.ValidationFraction), "NaN", Valid with { ValidationFraction = double.NaN } },
        { nameof(Valid.InputNoise), "-0.1", Valid with { InputNoise = -0.1 } },
        { nameof(Valid.InputNoise), "NaN", Valid with { InputNoise = double.NaN } },
        { nameof(Valid.TargetNoise), "11", Valid with { TargetNoise = 11 } },
        { nameof(Valid.InputTransform), "9", Valid with { InputTransform = (InputTransform)9 } },
        { nameof(Valid.OutputStart), "9", Valid with { OutputStart = (OutputStart)9 } },
        { nameof(Valid.Members), "0", Valid with { Members = 0 } },
        { nameof(Valid.Members), "1025", Valid with { Members = 1025 } },
        { nameof(Valid.Patience), "-1", Valid with { Patience = -1 } },
        { nameof(Valid.Threads), "-1", Valid with { Threads = -1 } },
        { nameof(Valid.Threads), "1025", Valid with { Threads = 1025 } },
        { nameof(Valid.Schedule), "null", Valid with { Schedule = null! } },
        { nameof(Valid.Schedule), "StepSchedule { Every = 0,", Valid with { Schedule = new StepSchedule(Every: 0) } },
        { nameof(Valid.Schedule), "StepSchedule { Every = 50, Decay = -1", Valid with { Schedule = new StepSchedule(Decay: -1) } },
        { nameof(Valid.Schedule), "ExponentialSchedule { Decay = NaN", Valid with { Schedule = new ExponentialSchedule(double.NaN) } },
        { nameof(Valid.Schedule), "CosineSchedule { Final = -1", Valid with { Schedule = new CosineSchedule(-1) } },
        { nameof(Valid.Schedule), "WarmupSchedule { Epochs = -1", Valid with { Schedule = new WarmupSchedule(-1, Valid.Schedule) } },
        { nameof(Valid.Schedule), "WarmupSchedule { Epochs = 5, Then =  }", Valid with { Schedule = new WarmupSchedule(5, null!) } },
        {
            nameof(Valid.Schedule), "WarmupSchedule { Epochs = 5, Then = StepSchedule { Every = 0",
            Valid with { Schedule = new WarmupSchedule(5, new StepSchedule(Every: 0)) }
        },
        { nameof(Valid.Optimizer), "null", Valid with { Optimizer = null! } },
        { nameof(Valid.Optimizer), "SgdOptions { Momentum = 1,", Valid with { Optimizer = new SgdOptions(Momentum: 1) } },
        { nameof(Valid.Optimizer), "AdamOptions { Beta1 = 1,", Valid with { Optimizer = new AdamOptions(Beta1: 1) } },
        { nameof(Valid.Optimizer), "AdamOptions { Beta1 = 0.9, Beta2 = -0.1", Valid with { Optimizer = new AdamOptions(Beta2: -0.1) } },
        { nameof(Valid.Optimizer), "AdamWOptions { Beta1 = 0.9, Beta2 =", Valid with { Optimizer = new AdamWOptions(Epsilon: 0) } },
        {
            nameof(Valid.Optimizer), "AdamWOptions { Beta1 = 0.1, Beta2 =",
            Valid with { Optimizer = new AdamWOptions(0.1, Epsilon: 1e-50) }
        },
        { nameof(Valid.Optimizer), "RmsPropOptions { Decay = NaN,", Valid with { Optimizer = new RmsPropOptions(Decay: double.NaN) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_out_of_range_is_refused_by_name_and_value(string option, string value, TrainingOptions options) =>
        OptionsChecks.AssertRefused(option, value, options.Checked);

    [Fact]
    public void Every_option_that_can_be_wrong_is_checked() => Assert.Equal(
        OptionsChecks.Of<TrainingOptions>(nameof(Valid.Seed)),
        Wrong.Select(wrong => wrong.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Defaults_and_the_ends_of_the_ranges_are_accepted()
    {
        Assert.Same(Valid, Valid.Checked());
        TrainingOptions ends = new()
        {
            Epochs = 1,
            BatchSize = 1,
            LearningRate = double.Epsilon,
            Optimizer = new SgdOptions(Momentum: 0),
            Schedule = new WarmupSchedule(0.5, new CosineSchedule(Final: 0)),
            WeightDecay = 0,
            ClipNorm = null,
            ClipValue = null,
            ValidationFraction = 0,
            Patience = 0,
            Threads = 1024,
            Members = 1024,
            InputNoise = 0,
            TargetNoise = 10,
            Loss = new MixedLoss(1),
            WeightPrior = 1000,
        };
        Assert.Same(ends, ends.Checked());
    }
}
