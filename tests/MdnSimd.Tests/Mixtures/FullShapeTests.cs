using MathNet.Numerics.LinearAlgebra;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Mixtures;

/// <summary>What only a full covariance has: couplings, and a factor that has to be taken to other units and inverted.</summary>
public class FullShapeTests
{
    [Fact]
    public void Without_couplings_it_is_the_diagonal_shape_bit_for_bit() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            HeadCase full = @case with { Covariance = Covariance.Full };
            HeadCase diagonal = @case with { Covariance = Covariance.Diagonal };
            int[] shared = [.. Enumerable.Range(0, full.Layout.Outputs).Where(output => !IsCoupling(full, output))];
            double[] diagonalRaw = diagonal.Raw();
            double[] targets = full.Targets();
            double[] raw = new double[full.Rows * full.Layout.Outputs];
            for (int i = 0; i < diagonalRaw.Length; i++)
            {
                raw[(i / shared.Length * full.Layout.Outputs) + shared[i % shared.Length]] = diagonalRaw[i];
            }

            double[] gradient = new double[raw.Length];
            double[] diagonalGradient = new double[diagonalRaw.Length];
            Assert.Equal(
                HeadRunner.Loss<double, RawOutputSpace>(diagonal.Layout, @case.Link, diagonalRaw, targets, diagonalGradient),
                HeadRunner.Loss<double, RawOutputSpace>(full.Layout, @case.Link, raw, targets, gradient));
            Assert.Equal(diagonalGradient, gradient.Where((_, i) => !IsCoupling(full, i % full.Layout.Outputs)));

            (double[] weights, _, double[] means, double[] scales, double[] factors) =
                HeadRunner.Predict(full.Layout, @case.Link, raw);
            (double[] w, _, double[] m, double[] s, double[] none) = HeadRunner.Predict(diagonal.Layout, @case.Link, diagonalRaw);
            Assert.Equal(w, weights);
            Assert.Equal(m, means);
            Assert.Equal(s, scales);
            Assert.Empty(none);
            int d = @case.Dimensions;
            Assert.Equal(
                Enumerable.Range(0, factors.Length).Select(i => i / d % d == i % d ? 1 / s[i / d] : 0),
                factors);
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void Two_dimensions_of_known_correlation_have_the_textbook_density()
    {
        // Given the second, the first has the mean m_0 + rho s_0 / s_1 (t_1 - m_1) and the scale s_0 sqrt(1 - rho^2).
        const double S0 = 0.7, S1 = 2.5, Rho = -0.8, M0 = 0.3, M1 = -1.1;
        MixtureLayout layout = new(1, 2, Covariance.Full);
        double[] raw =
        [
            0, M0, M1,
            Math.Log((S0 * Math.Sqrt(1 - (Rho * Rho))) - HeadCase.Floor), -Rho * S0 / S1, Math.Log(S1 - HeadCase.Floor),
        ];
        (double a, double b) = ((0.9 - M0) / S0, (0.4 - M1) / S1);
        double expected = Math.Log(2 * Math.PI * S0 * S1 * Math.Sqrt(1 - (Rho * Rho)))
            + (((a * a) - (2 * Rho * a * b) + (b * b)) / (2 * (1 - (Rho * Rho))));
        Assert.Equal(expected, HeadRunner.Loss<double, RawOutputSpace>(layout, ScaleLink.Exp, raw, [0.9, 0.4])[0], 1e-13);
        (_, _, _, double[] scales, _) = HeadRunner.Predict(layout, ScaleLink.Exp, raw);
        Assert.Equal(S0, scales[0], 1e-14);
        Assert.Equal(S1, scales[1], 1e-14);
    }

    [Fact]
    public void The_scales_are_the_roots_of_the_diagonal_of_the_inverted_precision() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            HeadCase full = @case with { Covariance = Covariance.Full, Rows = 1 };
            int dimensions = full.Dimensions;
            (_, _, _, double[] scales, double[] factors) = HeadRunner.Predict(full.Layout, full.Link, full.Raw());
            for (int k = 0; k < full.Components; k++)
            {
                double[] matrix = factors[(k * dimensions * dimensions)..((k + 1) * dimensions * dimensions)];
                Matrix<double> inverse = Matrix<double>.Build.DenseOfRowMajor(dimensions, dimensions, matrix).Inverse();
                Matrix<double> covariance = inverse * inverse.Transpose();
                for (int d = 0; d < dimensions; d++)
                {
                    double expected = Math.Sqrt(covariance[d, d]);
                    Assert.Equal(expected, scales[(k * dimensions) + d], 1e-10 * expected);
                }
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void A_prediction_is_the_density_in_the_units_of_the_targets()
    {
        double[] units = [0.002, 300, 5];
        double[] offsets = [7, -1e4, 0.1];
        HeadCase @case = new(Covariance.Full, ScaleLink.Softplus, 4, 3, 1, 11);
        double[] raw = @case.Raw();
        double[] standardised = @case.Targets();
        MdnOptions options = new MdnOptions
        {
            Inputs = 1,
            Targets = 3,
            Components = 4,
            Covariance = Covariance.Full,
            Hidden = [],
            ScaleFloor = HeadCase.Floor,
        }.Checked();
        NetworkLayout layout = MdnModel<double>.LayoutOf(options);
        double[] parameters = new double[layout.Length];
        raw.CopyTo(parameters, layout.Layers[0].BiasOffset);
        MdnModel<double> model = new(
            options, Standardizer<double>.Identity(1), new Standardizer<double>(offsets, units), parameters);
        using MdnPredictor<double> predictor = model.CreatePredictor();
        GaussianMixture<double> mixture = predictor.Predict([0]);
        double[] t = [.. standardised.Select((y, d) => offsets[d] + (units[d] * y))];
        double loss = HeadRunner.Loss<double, RawOutputSpace>(@case.Layout, @case.Link, raw, standardised)[0];
        Assert.Equal(-loss - units.Sum(Math.Log), mixture.LogDensity(t), 1e-8);
    }

    [Fact]
    public void Every_vector_width_gives_the_same_bits()
    {
        MixtureLayout layout = new(3, 5, Covariance.Full);
        HeadCase @case = new(Covariance.Full, ScaleLink.Softplus, 3, 5, 21, 3);
        float[] raw = [.. @case.Raw().Select(z => (float)z)];
        float[] targets = [.. @case.Targets().Select(t => (float)t)];
        float[][] results = [.. AtWidth.Stated.Select(bits =>
        {
            float[] gradient = new float[raw.Length];
            float[] losses = HeadRunner.Loss<float, RawOutputSpace>(layout, @case.Link, raw, targets, gradient, bits: bits);
            return (float[])[.. losses, .. gradient];
        })];
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    /// <summary>Whether a raw output is an element beside the diagonal: every row of a factor begins with its scale.</summary>
    private static bool IsCoupling(HeadCase full, int output)
    {
        int element = (output - full.Layout.ScaleOffset) % full.Layout.ScalesPerComponent;
        for (int length = full.Dimensions; element > 0; length--)
        {
            element -= length;
        }

        return output >= full.Layout.ScaleOffset && element < 0;
    }
}
