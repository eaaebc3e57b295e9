using MdnSimd.Kernels;
using MdnSimd.Networks;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

/// <summary>Steps beside steps by hand: the gradient of a second engine, clipped in scalar double, and the published update rules.</summary>
public sealed class TrainingStepperTests : IDisposable
{
    private const double Rate = 0.01;

    private static readonly MdnOptions Options =
        new MdnOptions { Inputs = 3, Targets = 2, Components = 2, Hidden = [9, 17] }.Checked();

    /// <summary>What the targets of each step are multiplied by: gradients of very different lengths.</summary>
    private static readonly double[] TargetUnits = [1, 30, 0.3, 5, 0.1, 100];

    private static readonly Dictionary<string, OptimizerOptions> Rules = new()
    {
        ["descent"] = new SgdOptions(),
        ["Adam"] = new AdamOptions(),
        ["AdamW"] = new AdamWOptions(),
        ["RMSProp"] = new RmsPropOptions(),
    };

    private readonly WorkerTeam team = new(1);

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    public void Dispose() => team.Dispose();

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Weights_decay_and_biases_do_not(string rule)
    {
        TrainingOptions training = new() { Optimizer = Rules[rule], WeightDecay = 0.4, ClipNorm = null };
        Assert.All(Compare(training), outcome => Assert.False(outcome.Clipped));
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void A_gradient_that_is_too_long_is_shortened_to_the_norm_and_the_others_are_left_alone(string rule)
    {
        TrainingOptions training = new() { Optimizer = Rules[rule], WeightDecay = 0, ClipNorm = 25 };
        StepOutcome[] outcomes = Compare(training);
        Assert.Contains(outcomes, outcome => outcome.Clipped);
        Assert.Contains(outcomes, outcome => !outcome.Clipped);
        Assert.All(outcomes, outcome => Assert.Equal(outcome.Norm > 25, outcome.Clipped));
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Large_elements_are_limited_one_by_one(string rule) =>
        Compare(new TrainingOptions { Optimizer = Rules[rule], WeightDecay = 0, ClipNorm = null, ClipValue = 0.05 });

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Decay_and_both_limits_go_together(string rule) =>
        Compare(new TrainingOptions { Optimizer = Rules[rule], WeightDecay = 0.1, ClipNorm = 2, ClipValue = 0.2 });

    [Theory]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("RMSProp")]
    public void A_huge_gradient_does_not_stop_a_parameter_for_good(string rule)
    {
        // Elements of 1e20 and 1e30: finite in float, but their squares are not.
        OptimizerOptions optimizer = Rules[rule] switch
        {
            AdamOptions adam => adam with { Beta1 = 0, Beta2 = 0.5 },
            AdamWOptions adam => adam with { Beta1 = 0, Beta2 = 0.5 },
            _ => new RmsPropOptions(Decay: 0.5),
        };
        MdnOptions line = new MdnOptions { Inputs = 1, Targets = 1, Components = 1, Hidden = [] }.Checked();
        TrainingOptions training = new() { Optimizer = optimizer, WeightDecay = 0, ClipNorm = null };
        using TrainingStepper<float> stepper = new(MdnModel<float>.LayoutOf(line), MdnModel<float>.HeadOf(line), team, training);

        // All parameters are 0: the mean is 0 and the scale of order 1, whatever the feature is.
        int[] own = [.. WeightsAndBiases(MdnModel<float>.LayoutOf(line)).Where(each => each.Index % 16 is 1 or 2).Select(each => each.Index)];
        Assert.Equal(4, own.Length);

        UserRows<float> far = Row(1e10f, 1e10f);
        StepOutcome outcome = stepper.Step(ref far, Rate);
        Assert.False(outcome.Skipped);
        Assert.InRange(outcome.Norm, 1e29, 1e33);
        Assert.All(own, i => Assert.InRange(Math.Abs(stepper.Engine.Parameters[i]), Rate / 2, Rate * 2));

        // The mean of squares halves 200 times: the giant is forgotten, and the gradients of every day count again.
        UserRows<float> near = Row(1, 1);
        float[] before = [];
        for (int step = 0; step < 200; step++)
        {
            before = stepper.Engine.Parameters.ToArray();
            stepper.Step(ref near, Rate);
        }

        Assert.All(own, i => Assert.InRange(Math.Abs(stepper.Engine.Parameters[i] - before[i]), Rate / 50, Rate * 2));
    }

    [Fact]
    public void A_step_that_is_not_finite_is_reported_and_leaves_no_trace()
    {
        MdnOptions line = new MdnOptions { Inputs = 1, Targets = 1, Components = 1, Hidden = [] }.Checked();
        using TrainingStepper<float> stepper = NewStepper();
        using TrainingStepper<float> spared = NewStepper();
        UserRows<float> near = Row(1, 1);
        UserRows<float> outOfRange = Row(1e15f, 1e15f);
        StepOutcome outcome = stepper.Step(ref outOfRange, Rate);
        Assert.True(outcome.Skipped);
        Assert.False(outcome.Clipped);
        Assert.False(double.IsFinite(outcome.Norm));
        Assert.Equal(spared.Engine.Parameters, stepper.Engine.Parameters);
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(spared.Step(ref near, Rate), stepper.Step(ref near, Rate));
            Assert.Equal(spared.Engine.Parameters, stepper.Engine.Parameters);
        }

        TrainingStepper<float> NewStepper() =>
            new(MdnModel<float>.LayoutOf(line), MdnModel<float>.HeadOf(line), team, new TrainingOptions { Optimizer = new AdamOptions() });
    }

    /// <summary>Every step must move every parameter to where the reference goes from the same place.</summary>
    private StepOutcome[] Compare(TrainingOptions training)
    {
        NetworkLayout layout = MdnModel<double>.LayoutOf(Options);
        using TrainingStepper<double> stepper = new(layout, MdnModel<double>.HeadOf(Options), team, training);
        using TrainingEngine<double> second = new(layout, MdnModel<double>.HeadOf(Options), team);
        stepper.Reset(Options.Initialization, training.Seed);
        (int Index, bool IsBias)[] parameters = [.. WeightsAndBiases(layout)];
        CounterRandom random = new(7);
        foreach ((int index, _) in parameters)
        {
            // Biases start at 0: what decays there would hardly be seen.
            stepper.Engine.Parameters[index] += 0.5 * random.NextNormal();
        }

        stepper.Engine.ParametersChanged(resetMoments: true);
        ScalarOptimizer[] rules =
            [.. parameters.Select(each => new ScalarOptimizer(training.Optimizer, Rate, each.IsBias ? 0 : training.WeightDecay))];
        StepOutcome[] outcomes = new StepOutcome[TargetUnits.Length];
        for (int step = 0; step < outcomes.Length; step++)
        {
            UserRows<double> batch = Batch(step);
            double[] before = stepper.Engine.Parameters.ToArray();
            before.CopyTo(second.Parameters);
            second.ParametersChanged(resetMoments: false);
            double loss = second.Gradients(ref batch);
            double norm = Math.Sqrt(parameters.Sum(each => second.Gradient[each.Index] * second.Gradient[each.Index]));

            outcomes[step] = stepper.Step(ref batch, Rate);
            Assert.Equal(loss, outcomes[step].Loss);
            Assert.Equal(norm, outcomes[step].Norm, 1e-12 * norm);
            Assert.False(outcomes[step].Skipped);

            double factor = norm > training.ClipNorm ? training.ClipNorm.Value / norm : 1;
            double limit = training.ClipValue ?? double.MaxValue;
            double[] expected = new double[layout.Length];
            for (int i = 0; i < parameters.Length; i++)
            {
                int index = parameters[i].Index;
                expected[index] = rules[i].Step(before[index], Math.Clamp(factor * second.Gradient[index], -limit, limit));
            }

            for (int i = 0; i < expected.Length; i++)
            {
                double error = Math.Abs(stepper.Engine.Parameters[i] - expected[i]);
                Assert.True(
                    error <= 1e-12 * (1 + Math.Abs(expected[i])),
                    $"step {step + 1}: parameter {i} goes from {before[i]} to {stepper.Engine.Parameters[i]}, not to {expected[i]}");
            }
        }

        return outcomes;
    }

    private static UserRows<double> Batch(int step)
    {
        double[,] targets = Synthetic.Normal<double>(20, Options.Targets, 100 + (ulong)step);
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i / Options.Targets, i % Options.Targets] *= TargetUnits[step];
        }

        return new UserRows<double>
        {
            Inputs = Synthetic.Normal<double>(20, Options.Inputs, (ulong)step),
            Targets = targets,
            InputScaler = Standardizer<double>.Identity(Options.Inputs),
            TargetScaler = Standardizer<double>.Identity(Options.Targets),
        };
    }

    private static UserRows<float> Row(float input, float target) => new()
    {
        Inputs = new float[,] { { input } },
        Targets = new float[,] { { target } },
        InputScaler = Standardizer<float>.Identity(1),
        TargetScaler = Standardizer<float>.Identity(1),
    };

    /// <summary>Where the parameters lie among their padding.</summary>
    private static IEnumerable<(int Index, bool IsBias)> WeightsAndBiases(NetworkLayout layout)
    {
        foreach (LayerLayout layer in layout.Layers)
        {
            for (int output = 0; output < layer.Outputs; output++)
            {
                for (int input = 0; input < layer.Inputs; input++)
                {
                    yield return (layer.WeightOffset + (input * layer.Stride) + output, false);
                }

                yield return (layer.BiasOffset + output, true);
            }
        }
    }
}
