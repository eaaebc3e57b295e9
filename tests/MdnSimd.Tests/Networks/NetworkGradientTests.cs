using CommunityToolkit.HighPerformance;
using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Kernels;
using MdnSimd.Networks;
using MdnSimd.Training;

namespace MdnSimd.Tests.Networks;

/// <summary>The whole way back: from the mixture's loss through every layer to each parameter and each feature.</summary>
public class NetworkGradientTests
{
    [Fact]
    public void Parameter_and_input_gradients_agree_with_central_differences() =>
        Properties.ForAll(Any(), Check, cases: 150, shrink: Simpler);

    [Theory]
    [InlineData(Activation.Identity)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.LeakyRelu)]
    [InlineData(Activation.Elu)]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Softplus)]
    [InlineData(Activation.Sigmoid)]
    public void Every_activation_is_differentiated_at_every_depth(Activation activation)
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            for (int depth = 0; depth <= 3; depth++)
            {
                Check(new NetworkCase(
                    new MdnOptions
                    {
                        Inputs = 3,
                        Targets = 2,
                        Components = 3,
                        Covariance = covariance,
                        Hidden = [.. Enumerable.Repeat(9, depth)],
                        Activation = activation,
                    }.Checked(),
                    Rows: 11,
                    Seed: 17 + depth));
            }
        }
    }

    private static void Check(NetworkCase @case)
    {
        MdnOptions options = @case.Options;
        NetworkLayout layout = MdnModel<double>.LayoutOf(options);
        using WorkerTeam team = new(1);
        using TrainingEngine<double> engine = new(layout, MdnModel<double>.HeadOf(options), team);
        WeightInitializer.Fill(layout, options.Initialization, (ulong)@case.Seed, engine.Parameters);
        double[] inputs = @case.Normal(100, options.Inputs);
        double[] targets = @case.Normal(101, options.Targets);
        SpreadBiases(engine, layout, @case);

        double loss = Gradients(engine, @case, inputs, targets);
        Assert.True(double.IsFinite(loss));
        double[] gradient = engine.Gradient.ToArray();
        double[] inputGradient = engine.InputGradients.ToArray();

        CounterRandom random = new((ulong)@case.Seed, 102);
        for (int i = 0; i < 24; i++)
        {
            LayerLayout layer = layout.Layers[random.NextBelow((ulong)layout.Layers.Length)];
            int output = (int)random.NextBelow((ulong)layer.Outputs);
            int row = (int)random.NextBelow((ulong)layer.Inputs + 1);
            int index = row == layer.Inputs ? layer.BiasOffset + output : layer.WeightOffset + (row * layer.Stride) + output;
            FiniteDifferences.Check(
                $"dE/dparameter[{index}]", ref engine.Parameters[index], () => Loss(engine, @case, inputs, targets), gradient[index]);
        }

        for (int i = 0; i < 6; i++)
        {
            int element = (int)random.NextBelow((ulong)inputs.Length);
            int padded = (element / options.Inputs * layout.InputStride) + (element % options.Inputs);
            FiniteDifferences.Check(
                $"dE/dx[{element}]", ref inputs[element], () => Loss(engine, @case, inputs, targets), inputGradient[padded]);
        }

        AssertPaddingIsZero(layout, gradient);
    }

    private static double Gradients(TrainingEngine<double> engine, NetworkCase @case, double[] inputs, double[] targets)
    {
        engine.ParametersChanged(resetMoments: false);
        UserRows<double> rows = Rows(@case, inputs, targets);
        return engine.Gradients(ref rows, inputs: true);
    }

    private static double Loss(TrainingEngine<double> engine, NetworkCase @case, double[] inputs, double[] targets)
    {
        UserRows<double> rows = Rows(@case, inputs, targets);
        return engine.Loss(ref rows);
    }

    private static UserRows<double> Rows(NetworkCase @case, double[] inputs, double[] targets) => new()
    {
        Inputs = new ReadOnlySpan2D<double>(inputs, @case.Rows, @case.Options.Inputs),
        Targets = new ReadOnlySpan2D<double>(targets, @case.Rows, @case.Options.Targets),
        InputScaler = Standardizer<double>.Identity(@case.Options.Inputs),
        TargetScaler = Standardizer<double>.Identity(@case.Options.Targets),
    };

    /// <summary>Biases start at 0, where rectifiers have their kink and nothing tells one from another.</summary>
    private static void SpreadBiases(TrainingEngine<double> engine, NetworkLayout layout, NetworkCase @case)
    {
        CounterRandom random = new((ulong)@case.Seed, 103);
        foreach (LayerLayout layer in layout.Layers)
        {
            foreach (ref double bias in engine.Parameters.Slice(layer.BiasOffset, layer.Outputs))
            {
                bias = 0.3 * random.NextNormal();
            }
        }
    }

    private static void AssertPaddingIsZero(NetworkLayout layout, double[] gradient)
    {
        HashSet<int> used = [];
        foreach (LayerLayout layer in layout.Layers)
        {
            for (int row = 0; row < layer.Inputs; row++)
            {
                used.UnionWith(Enumerable.Range(layer.WeightOffset + (row * layer.Stride), layer.Outputs));
            }

            used.UnionWith(Enumerable.Range(layer.BiasOffset, layer.Outputs));
        }

        Assert.Equal(layout.ParameterCount, used.Count);
        Assert.DoesNotContain(Enumerable.Range(0, gradient.Length), i => gradient[i] != 0 && !used.Contains(i));
    }

    private static Gen<NetworkCase> Any() =>
        from covariance in Properties.Any<Covariance>()
        from link in Properties.Any<ScaleLink>()
        from activation in Properties.Any<Activation>()
        from inputs in Gen.Choose(1, 19)
        from dimensions in Gen.Choose(1, 5)
        from components in Gen.Choose(1, 20)
        from depth in Gen.Choose(0, 3)
        from hidden in Gen.Choose(1, 20).ArrayOf(depth)
        from rows in Gen.Choose(1, 20)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new NetworkCase(
            new MdnOptions
            {
                Inputs = inputs,
                Targets = dimensions,
                Components = components,
                Covariance = covariance,
                ScaleLink = link,
                Activation = activation,
                Hidden = [.. hidden],
            }.Checked(),
            rows,
            seed);

    private static IEnumerable<NetworkCase> Simpler(NetworkCase @case)
    {
        if (@case.Options.Hidden.Length > 0)
        {
            yield return @case with { Options = @case.Options with { Hidden = @case.Options.Hidden.RemoveAt(0) } };
        }

        if (@case.Options.Components > 1)
        {
            yield return @case with { Options = @case.Options with { Components = 1 } };
        }

        if (@case.Options.Targets > 1)
        {
            yield return @case with { Options = (@case.Options with { Targets = 1, TargetNames = [] }).Checked() };
        }

        if (@case.Rows > 1)
        {
            yield return @case with { Rows = 1 };
        }
    }

    public sealed record NetworkCase(MdnOptions Options, int Rows, int Seed)
    {
        internal double[] Normal(ulong stream, int columns)
        {
            CounterRandom random = new((ulong)Seed, stream);
            double[] values = new double[Rows * columns];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.NextNormal();
            }

            return values;
        }

        public override string ToString() =>
            $"inputs {Options.Inputs}, hidden [{string.Join(", ", Options.Hidden)}], {Options.Activation}, K {Options.Components}, "
            + $"D {Options.Targets}, {Options.Covariance}, {Options.ScaleLink}, rows {Rows}, seed {Seed}";
    }
}
