using System.Numerics;
using MdnSimd.Networks;

namespace MdnSimd.Tests.Networks;

public class WeightInitializerTests
{
    private const int Inputs = 150;
    private const int Hidden = 203;
    private const int Outputs = 90;

    /// <summary>The rule, the activation, and the variances expected of the hidden and of the output layer.</summary>
    public static TheoryData<Initialization, Activation, double, double> Rules
    {
        get
        {
            const double Glorot = 2.0 / (Inputs + Hidden);
            const double He = 2.0 / Inputs;
            const double LeCun = 1.0 / Inputs;
            const double LinearOutput = 1.0 / Hidden;
            TheoryData<Initialization, Activation, double, double> rules = new()
            {
                { Initialization.Glorot, Activation.Relu, Glorot, 2.0 / (Hidden + Outputs) },
                { Initialization.He, Activation.Tanh, He, 2.0 / Hidden },
                { Initialization.LeCun, Activation.Tanh, LeCun, LinearOutput },
                { Initialization.Automatic, Activation.Identity, LeCun, LinearOutput },
            };
            foreach (Activation activation in (Activation[])[Activation.Tanh, Activation.Softplus, Activation.Sigmoid])
            {
                rules.Add(Initialization.Automatic, activation, Glorot, LinearOutput);
            }

            Activation[] rectifiers = [Activation.Relu, Activation.LeakyRelu, Activation.Elu, Activation.Gelu, Activation.Silu];
            foreach (Activation activation in rectifiers)
            {
                rules.Add(Initialization.Automatic, activation, He, LinearOutput);
            }

            return rules;
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Weights_are_normal_with_the_variance_of_the_rule(
        Initialization rule, Activation activation, double hidden, double output)
    {
        NetworkLayout layout = Layout<double>(activation);
        double[] parameters = Fill<double>(layout, rule, seed: 3);
        AssertNormal(Weights(layout.Layers[0], parameters), hidden);
        AssertNormal(Weights(layout.Layers[1], parameters), output);
    }

    [Fact]
    public void Every_activation_has_a_rule() => Assert.Equal(
        Enum.GetValues<Activation>(),
        Rules.Where(rule => rule.Data.Item1 == Initialization.Automatic).Select(rule => rule.Data.Item2).Order());

    [Fact]
    public void Biases_and_padding_are_zero()
    {
        NetworkLayout layout = Layout<float>(Activation.Tanh);
        float[] parameters = Fill<float>(layout, Initialization.Automatic, seed: 1);
        foreach (LayerLayout layer in layout.Layers)
        {
            Assert.Equal(layer.Inputs * layer.Outputs, Weights(layer, parameters).Count(weight => weight != 0));
            for (int input = 0; input < layer.Inputs; input++)
            {
                parameters.AsSpan(layer.WeightOffset + (input * layer.Stride), layer.Outputs).Clear();
            }
        }

        Assert.False(parameters.AsSpan().ContainsAnyExcept(0f), "Something other than a weight is not zero.");
    }

    [Fact]
    public void One_seed_gives_one_result_in_float_and_double_and_another_seed_another()
    {
        NetworkLayout layout = Layout<float>(Activation.Tanh);
        float[] first = Fill<float>(layout, Initialization.He, seed: 5);
        Assert.Equal(first, Fill<float>(layout, Initialization.He, seed: 5));

        NetworkLayout wide = Layout<double>(Activation.Tanh);
        double[] inDouble = Fill<double>(wide, Initialization.He, seed: 5);
        Assert.Equal(Weights(layout.Layers[1], first), Weights(wide.Layers[1], inDouble).Select(weight => (float)weight));

        float[] other = Fill<float>(layout, Initialization.He, seed: 6);
        int same = Weights(layout.Layers[0], first).Zip(Weights(layout.Layers[0], other)).Count(pair => pair.First == pair.Second);
        Assert.InRange(same, 0, 20);
    }

    [Fact]
    public void Layers_of_one_seed_are_unrelated()
    {
        NetworkLayout layout = NetworkLayout.Create<double>(100, [100], 100, Activation.Tanh);
        double[] parameters = Fill<double>(layout, Initialization.LeCun, seed: 8);
        IEnumerable<double> second = Weights(layout.Layers[1], parameters);
        double product = Weights(layout.Layers[0], parameters).Zip(second, (x, y) => x * y * 100).Average();
        Assert.InRange(product, -5 / Math.Sqrt(10_000), 5 / Math.Sqrt(10_000));
    }

    private static NetworkLayout Layout<T>(Activation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        NetworkLayout.Create<T>(Inputs, [Hidden], Outputs, activation);

    private static T[] Fill<T>(NetworkLayout layout, Initialization rule, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] parameters = new T[layout.Length];
        Array.Fill(parameters, T.NaN);
        WeightInitializer.Fill(layout, rule, seed, parameters.AsSpan());
        return parameters;
    }

    private static IEnumerable<T> Weights<T>(LayerLayout layer, T[] parameters) => Enumerable.Range(0, layer.Inputs).SelectMany(
        input => parameters.AsSpan(layer.WeightOffset + (input * layer.Stride), layer.Outputs).ToArray());

    /// <summary>Mean, variance and the share within one standard deviation, each within five standard errors.</summary>
    private static void AssertNormal(IEnumerable<double> weights, double variance)
    {
        double[] all = [.. weights.Select(weight => weight / Math.Sqrt(variance))];
        double root = Math.Sqrt(all.Length);
        Assert.InRange(all.Average(), -5 / root, 5 / root);
        Assert.InRange(all.Average(weight => weight * weight) - 1, -5 * Math.Sqrt(2) / root, 5 * Math.Sqrt(2) / root);
        double within = all.Count(weight => Math.Abs(weight) < 1) / (double)all.Length;
        Assert.InRange(within, 0.6827 - (5 * 0.4654 / root), 0.6827 + (5 * 0.4654 / root));
    }
}
