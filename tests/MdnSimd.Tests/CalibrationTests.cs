using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Tests.Mixtures;

namespace MdnSimd.Tests;

public class CalibrationTests
{
    private static readonly Calibration Some = new(0.7, 0.4, 0.02, 1.3);

    [Fact]
    public void A_calibrated_network_of_doubles_predicts_the_mixture_of_the_formula() =>
        Properties.ForAll(RandomModel.Any(), model => AssertMixtures<double>(model, 1e-8), cases: 200);

    [Fact]
    public void A_calibrated_network_of_floats_predicts_the_mixture_of_the_formula() =>
        Properties.ForAll(RandomModel.Any(), model => AssertMixtures<float>(model, 3e-4), cases: 200);

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void Raw_outputs_are_calibrated_as_the_output_layer_is(Covariance covariance)
    {
        MdnOptions options = new MdnOptions { Inputs = 2, Targets = 3, Components = 4, Hidden = [], Covariance = covariance }.Checked();
        NetworkLayout network = MdnModel<double>.LayoutOf(options);
        MixtureLayout mixture = MdnModel<double>.MixtureOf(options);
        double[] parameters = [.. Synthetic.Normal<double>(1, network.Length, 4).Cast<double>()];
        double[,] inputs = Synthetic.Normal<double>(6, 2, 5);
        double[] outputs = Outputs(parameters);
        Some.Apply(mixture, outputs.AsSpan());
        double[] calibrated = [.. parameters];
        Some.Apply(options, calibrated.AsSpan());
        Assert.All(Outputs(calibrated).Zip(outputs), pair => Assert.Equal(pair.First, pair.Second, 1e-13));

        double[] Outputs(double[] parameters)
        {
            LayerLayout layer = network.Layers[^1];
            double[] outputs = new double[6 * layer.Outputs];
            for (int i = 0; i < outputs.Length; i++)
            {
                (int row, int column) = (i / layer.Outputs, i % layer.Outputs);
                outputs[i] = parameters[layer.BiasOffset + column];
                for (int input = 0; input < layer.Inputs; input++)
                {
                    outputs[i] += inputs[row, input] * parameters[layer.WeightOffset + (input * layer.Stride) + column];
                }
            }

            return outputs;
        }
    }

    [Fact]
    public void None_leaves_every_bit_alone() => Properties.ForAll(RandomModel.Any(), random =>
    {
        MdnModel<float> model = random.Create<float>();
        float[] parameters = model.Parameters.ToArray();
        Calibration.None.Apply(random.Options, parameters.AsSpan());
        Assert.Equal(
            Array.ConvertAll(model.Parameters.ToArray(), BitConverter.SingleToInt32Bits),
            Array.ConvertAll(parameters, BitConverter.SingleToInt32Bits));
        Assert.Equal(random.Options, Calibration.None.Apply(random.Options));
    });

    [Fact]
    public void The_floor_never_exceeds_1()
    {
        MdnOptions options = new() { Inputs = 1, Targets = 1, ScaleFloor = 0.3 };
        Assert.Equal(0.7, new Calibration(1, 0, 0.4, 1).Apply(options).ScaleFloor, 1e-15);
        Assert.Equal(1, new Calibration(1, 0, 5, 1).Apply(options).ScaleFloor);
    }

    private static void AssertMixtures<T>(RandomModel random, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // In float, a scale just above a large floor has forgotten the raw output that it came from.
        RandomModel given = typeof(T) == typeof(float) ? random with { Floor = Math.Min(random.Floor, 1e-3) } : random;
        MdnModel<T> model = given.Create<T>();
        T[] parameters = model.Parameters.ToArray();
        Some.Apply(given.Options, parameters.AsSpan());
        MdnModel<T> calibrated = new(Some.Apply(given.Options), model.InputScaler, model.TargetScaler, parameters);
        using MdnPredictor<T> before = model.CreatePredictor();
        using MdnPredictor<T> after = calibrated.CreatePredictor();
        T[,] features = given.Features<T>(3);
        for (int row = 0; row < 3; row++)
        {
            ReadOnlySpan<T> inputs = new ReadOnlySpan2D<T>(features).GetRowSpan(row);
            AssertCalibrated(given, model, before.Predict(inputs), after.Predict(inputs), tolerance);
        }
    }

    private static void AssertCalibrated<T>(
        RandomModel given, MdnModel<T> model, GaussianMixture<T> plain, GaussianMixture<T> calibrated, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int dimensions = given.Dimensions;
        double[] powers = [.. plain.Weights.ToArray().Select(weight => Math.Pow(double.CreateTruncating(weight), 1 / Some.Temperature))];
        for (int k = 0; k < given.Components; k++)
        {
            Near.AssertAbsolute(powers[k] / powers.Sum(), double.CreateTruncating(calibrated.Weights[k]), tolerance, "weight");
            for (int d = 0; d < dimensions; d++)
            {
                int i = (k * dimensions) + d;
                Assert.Equal(plain.Means[i], calibrated.Means[i]);
                double unit = double.CreateTruncating(model.TargetScaler.Scales[d]);
                if (given.Covariance != Covariance.Full)
                {
                    double expected = unit * ScaleOf(given, double.CreateTruncating(plain.Scales[i]) / unit);
                    Near.AssertRelative(expected, double.CreateTruncating(calibrated.Scales[i]), tolerance, "scale");
                    continue;
                }

                // U_dj = c_dj / sigma_d: the couplings c stay.
                ReadOnlySpan<T> from = plain.PrecisionFactors.Slice(i * dimensions, dimensions);
                ReadOnlySpan<T> to = calibrated.PrecisionFactors.Slice(i * dimensions, dimensions);
                double own = double.CreateTruncating(from[d]);
                double wanted = 1 / (unit * ScaleOf(given, 1 / (own * unit)));
                Near.AssertRelative(wanted, double.CreateTruncating(to[d]), tolerance, "factor");
                for (int j = d + 1; j < dimensions; j++)
                {
                    Near.AssertRelative(wanted * double.CreateTruncating(from[j]) / own, double.CreateTruncating(to[j]), tolerance, "coupling");
                }
            }
        }
    }

    /// <summary>floor + Floor + link(Slope * s + Shift), where floor + link(s) is the scale given.</summary>
    private static double ScaleOf(RandomModel given, double scale)
    {
        double y = scale - given.Options.ScaleFloor;
        double raw = given.Link switch
        {
            ScaleLink.Exp => Math.Log(y),
            ScaleLink.Softplus => y > 30 ? y : Math.Log(Math.Exp(y) - 1),
            _ => y > 1 ? y - 1 : Math.Log(y),
        };
        double s = (Some.Slope * raw) + Some.Shift;
        double linked = given.Link switch
        {
            ScaleLink.Exp => Math.Exp(s),
            ScaleLink.Softplus => Math.Log(1 + Math.Exp(s)),
            _ => s > 0 ? s + 1 : Math.Exp(s),
        };
        return Math.Min(given.Options.ScaleFloor + Some.Floor, 1) + linked;
    }
}
