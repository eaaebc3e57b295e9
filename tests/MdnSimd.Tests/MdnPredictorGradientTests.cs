using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;
using MdnSimd.Networks;
using MdnSimd.Tests.Mixtures;

namespace MdnSimd.Tests;

public class MdnPredictorGradientTests
{
    private const int Inputs = 3;
    private const int Targets = 3;

    public static TheoryData<Activation> Activations => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Gradients_agree_with_differences_of_the_answers(Activation activation)
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            foreach (ScaleLink link in Enum.GetValues<ScaleLink>())
            {
                for (int depth = 0; depth <= 2; depth++)
                {
                    Check(activation, covariance, link, depth);
                }
            }
        }
    }

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void So_do_those_of_an_ensemble(Covariance covariance) => Check(Activation.Tanh, covariance, ScaleLink.Softplus, 1, members: 3);

    [Fact]
    public void So_do_those_for_features_whose_tails_are_drawn_in() =>
        Check(Activation.Tanh, Covariance.Diagonal, ScaleLink.Softplus, 1, members: 2, new PowerTransform<double>([0, 0.5, 2], [0.5, -1, 2], [2, 0.5, 3]));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Answers_are_those_of_a_prediction(int members)
    {
        using MdnPredictor<float> predictor = Model<float>(Activation.Tanh, Covariance.Diagonal, ScaleLink.Softplus, 2, members).CreatePredictor();
        float[] x = [1, -2, 0.5f], t = [10, 0.25f, -1], gradient = new float[Inputs];
        float[,] jacobian = new float[Targets, Inputs];
        for (int d = 0; d < Targets; d++)
        {
            Assert.Equal(predictor.Predict(x).Quantile(0.3f, d), predictor.QuantileInputGradient(x, 0.3f, d, gradient));
            Assert.Equal(predictor.Predict(x).Mean(d), predictor.MeanInputGradient(x, jacobian).Mean(d));
        }

        Assert.Equal(predictor.Predict(x).LogDensity(t), predictor.LogDensityInputGradient(x, t, gradient));
    }

    [Fact]
    public void Float_agrees_with_double()
    {
        MdnModel<double> model = Model<double>(Activation.Silu, Covariance.Diagonal, ScaleLink.Exp, 2);
        MdnModel<float> single = new(
            model.Options, Round(model.InputScaler), Round(model.TargetScaler), Model<float>(Activation.Silu, Covariance.Diagonal, ScaleLink.Exp, 2).Parameters);
        using MdnPredictor<double> exact = model.CreatePredictor();
        using MdnPredictor<float> rounded = single.CreatePredictor();
        double[] expected = new double[Inputs];
        float[] actual = new float[Inputs];
        exact.QuantileInputGradient([1, -2, 0.5], 0.9, 1, expected);
        rounded.QuantileInputGradient([1, -2, 0.5f], 0.9f, 1, actual);
        double size = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Near.AssertAbsolute(pair.First, pair.Second, 2e-5 * size));
        exact.LogDensityInputGradient([1, -2, 0.5], [10, 0.25, -1], expected);
        rounded.LogDensityInputGradient([1, -2, 0.5f], [10, 0.25f, -1], actual);
        size = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Near.AssertAbsolute(pair.First, pair.Second, 2e-5 * size));
    }

    [Fact]
    public void Wrong_shapes_and_values_are_refused_by_name()
    {
        using MdnPredictor<float> predictor = Model<float>(Activation.Tanh, Covariance.Diagonal, ScaleLink.Softplus, 1).CreatePredictor();
        float[] one = new float[1], two = new float[2], three = new float[3];
        Refused.ByName(() => predictor.LogDensityInputGradient(two, three, three), "inputs", "2", "3");
        Refused.ByName(() => predictor.LogDensityInputGradient(three, two, three), "t", "2", "3");
        Refused.ByName(() => predictor.LogDensityInputGradient(three, three, one), "destination", "1", "3");
        Refused.ByName(() => predictor.LogDensityInputGradient([1, float.NaN, 1], three, three), "inputs", "column 1", "NaN");
        Refused.ByName(() => predictor.LogDensityInputGradient(three, [1, float.NaN, 1], three), "t", "column 1", "NaN");
        Refused.ByName(() => predictor.MeanInputGradient(three, new float[3, 2]), "destination", "3 x 2", "3 x 3");
        Refused.ByName(() => predictor.QuantileInputGradient(three, 0.5f, 3, three), "dimension", "3");
        Refused.ByName(() => predictor.QuantileInputGradient(three, 0, 0, three), "probability", "0");
        Refused.ByName(() => predictor.QuantileInputGradient(three, 1, 0, three), "probability", "1");
        Refused.ByName(() => predictor.QuantileInputGradient(three, 0.5f, 0, two), "destination", "2", "3");
    }

    private static void Check(Activation activation, Covariance covariance, ScaleLink link, int depth, int members = 1, PowerTransform<double>? power = null)
    {
        MdnModel<double> plain = Model<double>(activation, covariance, link, depth, members);
        Standardizer<double> scaler = new(plain.InputScaler.Means, plain.InputScaler.Scales, power);
        using MdnPredictor<double> predictor = new MdnModel<double>(plain.Options, scaler, plain.TargetScaler, plain.Parameters).CreatePredictor();
        double[] x = [1.25, -2, 0.5], t = [10, 0.25, -1], gradient = new double[Inputs];
        string what = $"{activation} {covariance} {link} {depth}";

        _ = predictor.LogDensityInputGradient(x, t, gradient);
        AgainstDifferences($"log-density {what}", x, () => predictor.Predict(x).LogDensity(t), gradient);

        double[,] jacobian = new double[Targets, Inputs];
        _ = predictor.MeanInputGradient(x, jacobian);
        for (int d = 0; d < Targets; d++)
        {
            AgainstDifferences($"mean {d} {what}", x, () => predictor.Predict(x).Mean(d), new Span2D<double>(jacobian).GetRowSpan(d).ToArray());
            foreach (double p in (double[])[1e-4, 0.3, 0.75, 1 - 1e-4])
            {
                _ = predictor.QuantileInputGradient(x, p, d, gradient);
                AgainstDifferences($"quantile {p} {d} {what}", x, () => predictor.Predict(x).Quantile(p, d), gradient);
            }
        }
    }

    private static void AgainstDifferences(string what, double[] x, Func<double> answer, double[] gradient)
    {
        for (int i = 0; i < x.Length; i++)
        {
            FiniteDifferences.Check($"{what} x{i}", ref x[i], answer, gradient[i]);
        }
    }

    /// <summary>Random weights, units of every size.</summary>
    private static MdnModel<T> Model<T>(Activation activation, Covariance covariance, ScaleLink link, int depth, int members = 1)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        MdnModel<T> plain = Synthetic.Untrained<T>(new MdnOptions
        {
            Inputs = Inputs,
            Targets = Targets,
            Components = 3,
            Covariance = covariance,
            ScaleLink = link,
            Hidden = [.. Enumerable.Repeat(9, depth)],
            Activation = activation,
        });
        CounterRandom random = new(7);
        T[] parameters = new T[members * plain.Layout.Length];
        for (int member = 0; member < members; member++)
        {
            int start = member * plain.Layout.Length;
            foreach (LayerLayout layer in plain.Layout.Layers)
            {
                // All but the padding, also what starts at zero.
                for (int i = 0; i < layer.Inputs * layer.Outputs; i++)
                {
                    int place = layer.WeightOffset + (i / layer.Outputs * layer.Stride) + (i % layer.Outputs);
                    parameters[start + place] = T.CreateTruncating(0.6 * random.NextNormal());
                }

                for (int i = 0; i < layer.Outputs; i++)
                {
                    parameters[start + layer.BiasOffset + i] = T.CreateTruncating(0.6 * random.NextNormal());
                }
            }
        }

        return new MdnModel<T>(plain.Options, Scaler<T>([0.5, -1, 0.25], [2, 0.5, 1]), Scaler<T>([10, 0, -3], [20, 0.125, 1]), parameters);
    }

    private static Standardizer<T> Scaler<T>(double[] means, double[] scales)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        new(Array.ConvertAll(means, T.CreateTruncating), Array.ConvertAll(scales, T.CreateTruncating));

    private static Standardizer<float> Round(Standardizer<double> scaler) => new(
        Array.ConvertAll(scaler.Means.ToArray(), m => (float)m), Array.ConvertAll(scaler.Scales.ToArray(), s => (float)s));
}
