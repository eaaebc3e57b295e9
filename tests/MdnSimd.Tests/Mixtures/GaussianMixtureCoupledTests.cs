using FsCheck.Fluent;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureCoupledTests
{
    [Fact]
    public void Two_correlated_dimensions_have_the_textbook_density()
    {
        // Variances 4 and 9, correlation 0.6: covariance 3.6.
        double[] factors = new double[4], scales = new double[2];
        GaussianMixture<double> mixture = GaussianMixture<double>.FromCovariances([1], [1, -2], [4, 3.6, 3.6, 9], factors, scales);
        Near.AssertRelative(2, scales[0], 1e-15);
        Near.AssertRelative(3, scales[1], 1e-15);
        double x = 0.5, y = -1;
        double quadratic = ((x * x) - (2 * 0.6 * x * y) + (y * y)) / (1 - 0.36);
        double expected = -Math.Log(2 * Math.PI * 2 * 3 * Math.Sqrt(1 - 0.36)) - (0.5 * quadratic);
        Near.AssertRelative(expected, mixture.LogDensity([1 + (2 * x), -2 + (3 * y)]), 1e-15);
    }

    [Fact]
    public void At_the_mean_the_density_is_the_constant_of_every_dimension_and_the_determinant() => CoupledCase.ForAll(
        CoupledCase.Nasty(3),
        drawn =>
        {
            CoupledCase one = new([1], drawn.Means[..3], drawn.Factors[..9]);
            double expected = (-1.5 * Math.Log(2 * Math.PI)) + Math.Log(one.Factors[0] * one.Factors[4] * one.Factors[8]);
            Near.AssertAbsolute(expected, one.View().LogDensity(one.Means), 1e-14 * (10 + Math.Abs(expected)));
        });

    [Fact]
    public void Covariances_and_factors_are_two_ways_to_say_the_same() => CoupledCase.ForAll(CoupledCase.Nasty(4), mixture =>
    {
        double[,] square = new double[4, 4];
        double[] covariances = new double[mixture.Factors.Length], factors = new double[mixture.Factors.Length];
        double[] scales = new double[mixture.Means.Length];
        for (int k = 0; k < mixture.Components; k++)
        {
            mixture.View().ComponentCovariance(k, square);
            square.Cast<double>().ToArray().CopyTo(covariances, k * 16);
        }

        GaussianMixture<double> back =
            GaussianMixture<double>.FromCovariances(mixture.Weights, mixture.Means, covariances, factors, scales);
        for (int i = 0; i < factors.Length; i++)
        {
            // In units of the diagonal of its column.
            double unit = mixture.Factors[(i / 16 * 16) + (i % 4 * 5)];
            Near.AssertAbsolute(mixture.Factors[i] / unit, back.PrecisionFactors[i] / unit, 1e-8);
        }

        for (int i = 0; i < scales.Length; i++)
        {
            Near.AssertRelative(mixture.Scale(i / 4, i % 4), scales[i], 1e-13);
            Near.AssertRelative(Math.Sqrt(covariances[(i / 4 * 16) + (i % 4 * 5)]), scales[i], 1e-13);
        }
    });

    [Fact]
    public void The_covariance_has_the_variances_of_each_dimension_and_the_correlation_of_the_samples()
    {
        const int Count = 40_000;
        CoupledCase mixture = new([0.3, 0.7], [0, 1, 2, -1], [1, -0.8, 0, 0.5, 0.5, 1, 0, 2]);
        double[,] covariance = new double[2, 2], samples = new double[Count, 2];
        mixture.View().CovarianceMatrix(covariance);
        mixture.View().Sample(5, samples);
        Near.AssertRelative(mixture.View().Variance(0), covariance[0, 0], 1e-14);
        Near.AssertRelative(mixture.View().Variance(1), covariance[1, 1], 1e-14);
        Assert.Equal(covariance[0, 1], covariance[1, 0]);
        double[] products = [.. Enumerable.Range(0, Count)
            .Select(i => (samples[i, 0] - mixture.View().Mean(0)) * (samples[i, 1] - mixture.View().Mean(1)))];
        double error = Math.Sqrt((products.Sum(x => x * x) / Count) - (covariance[0, 1] * covariance[0, 1])) / Math.Sqrt(Count);
        Near.AssertAbsolute(covariance[0, 1], products.Average(), 3.3 * error);
    }

    [Fact]
    public void Samples_whitened_by_the_factor_are_standard_normal()
    {
        const int Count = 20_000;
        double[] factor = [2, -3, 0.5, 0, 0.25, 1, 0, 0, 4];
        CoupledCase mixture = new([1], [10, 20, 30], factor);
        double[,] samples = new double[Count, 3];
        mixture.View().Sample(3, samples);
        for (int row = 0; row < 3; row++)
        {
            double[] v = [.. Enumerable.Range(0, Count)
                .Select(i => Enumerable.Range(0, 3).Sum(j => factor[(row * 3) + j] * (samples[i, j] - mixture.Means[j]))).Order()];
            double distance = v.Select((x, i) => Math.Abs(StandardNormal.Cdf(x) - ((i + 0.5) / Count))).Max();
            Assert.InRange(distance * Math.Sqrt(Count), 0, 1.95); // one seed in a thousand
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Samples_of_each_dimension_pass_kolmogorov_and_smirnov_against_its_cdf(int dimension)
    {
        const int Count = 20_000;
        CoupledCase mixture = new([0.3, 0.7], [0, 1, 2, -1], [1, -0.8, 0, 0.5, 0.5, 1, 0, 2]);
        double[,] samples = new double[Count, 2];
        mixture.View().Sample(9, samples);
        double[] sorted = [.. Enumerable.Range(0, Count).Select(i => samples[i, dimension]).Order()];
        double distance = sorted.Select((x, i) => Math.Abs(mixture.View().Cdf(x, dimension) - ((i + 0.5) / Count))).Max();
        Assert.InRange(distance * Math.Sqrt(Count), 0, 1.95);
    }

    [Fact]
    public void The_gradient_is_the_central_difference() => CoupledCase.ForAll(CoupledCase.Gentle(3), mixture =>
    {
        const double Step = 1e-5;
        double[] t = [0.5, -1, 2], gradient = new double[3];
        mixture.View().LogDensityGradient(t, gradient);
        for (int d = 0; d < 3; d++)
        {
            double[] above = [.. t], below = [.. t];
            above[d] += Step;
            below[d] -= Step;
            double expected = (mixture.View().LogDensity(above) - mixture.View().LogDensity(below)) / (2 * Step);
            Near.AssertAbsolute(expected, gradient[d], 1e-5 * (1 + Math.Abs(mixture.View().LogDensity(t)) + Math.Abs(expected)));
        }
    });

    [Fact]
    public void Order_shift_scale_and_equal_components_change_nothing() => CoupledCase.ForAll(CoupledCase.Gentle(3), mixture =>
    {
        double[] t = [0.5, -1, 2];
        double expected = mixture.View().LogDensity(t), tolerance = 1e-12 * (10 + Math.Abs(expected));
        Near.AssertAbsolute(expected, mixture.Reversed().View().LogDensity(t), tolerance);
        double moved = mixture.Moved(shift: 3, factor: 4).View().LogDensity([5, -1, 11]);
        Near.AssertAbsolute(expected - (3 * Math.Log(4)), moved, tolerance);
        Near.AssertAbsolute(expected, mixture.LogMarginal([2, 0, 1], t), 1e-10 * (10 + Math.Abs(expected)));
        double one = new CoupledCase([1], mixture.Means[..3], mixture.Factors[..9]).View().LogDensity(t);
        Near.AssertAbsolute(one, mixture.AllLikeTheFirst().View().LogDensity(t), 1e-13 * (10 + Math.Abs(one)));
    });

    [Fact]
    public void Any_finite_point_has_a_finite_log_density_and_gradient()
    {
        double[] extremes = [0, 1e-300, 1, -1e160, 1.5e308], scales = new double[2], gradient = new double[2];
        foreach (double x in extremes)
        {
            foreach (double y in extremes)
            {
                GaussianMixture<double> mixture =
                    GaussianMixture<double>.FromPrecisionFactors([1], [-1.5e308, 1], [1e150, -1e150, 0, 1e-100], scales);
                Assert.True(double.IsFinite(mixture.LogDensity([x, y])), $"{x}, {y}");
                mixture.LogDensityGradient([x, y], gradient);
                Assert.True(double.IsFinite(gradient[0]) && double.IsFinite(gradient[1]), $"{x}, {y}");
            }
        }

        GaussianMixture<double> gentle = GaussianMixture<double>.FromPrecisionFactors([1], [0, 0], [1, -1, 0, 1], scales);
        Assert.Equal(double.NegativeInfinity, gentle.LogDensity([double.PositiveInfinity, double.PositiveInfinity]));
        Assert.Equal(double.NegativeInfinity, gentle.LogDensity([0, double.NegativeInfinity]));
        Assert.True(double.IsNaN(gentle.LogDensity([double.NaN, 0])));
    }

    [Fact]
    public void Components_whose_distances_overflow_on_the_way_count_beside_others()
    {
        // t and the first mean lie further apart than the largest number, and yet at 3.4 standard deviations.
        double[] scales = new double[4], shares = new double[2], t = [1.7e308, 0];
        GaussianMixture<double> far = GaussianMixture<double>.FromPrecisionFactors(
            [0.5, 0.5], [-1.7e308, 0, 1.6e308, 0], [1e-308, 0, 0, 1, 1e-308, 0, 0, 1], scales);
        double other = Math.Exp((0.1 * 0.1 / 2) - (3.4 * 3.4 / 2));
        double expected = Math.Log(0.5 * (1 + other)) - Math.Log(2 * Math.PI) - (0.1 * 0.1 / 2) + Math.Log(1e-308);
        Near.AssertRelative(expected, far.LogDensity(t), 1e-14);
        far.Responsibilities(t, shares);
        Near.AssertRelative(other / (1 + other), shares[0], 1e-11);

        // 1e310 - 1e310 in the first row of the first factor: v = (0, 1).
        GaussianMixture<double> thin = GaussianMixture<double>.FromPrecisionFactors(
            [0.5, 0.5], [0, 0, 1e110, 1e110], [1e200, -1e200, 0, 1e-110, 1e-110, 0, 0, 1e-110], scales);
        expected = Math.Log(0.5) - Math.Log(2 * Math.PI) - 0.5 + (90 * Math.Log(10));
        Near.AssertRelative(expected, thin.LogDensity([1e110, 1e110]), 1e-14);
        thin.Responsibilities([1e110, 1e110], shares);
        Near.AssertAbsolute(1, shares[0], 1e-300);
        Near.AssertAbsolute(0, shares[1], 1e-300);
    }

    [Fact]
    public void What_is_no_factor_and_no_covariance_is_refused_by_name()
    {
        Refused.ByName(() => Factors([1, 2, 0.5, 1]), "precisionFactors", "zeros below the diagonal, got 0.5 in row 1, column 0");
        Refused.ByName(() => Factors([1, 2, 0, 0]), "precisionFactors", "a diagonal above 0, got 0 in row 1, column 1");
        Refused.ByName(() => Factors([1, double.NaN, 0, 1]), "precisionFactors", "finite values, got NaN in row 0, column 1");
        Refused.ByName(() => Factors([1, 2, 0]), "precisionFactors", "[K*D*D] = [4] values, got [3]");
        Refused.ByName(() => Factors([1e-300, 1e300, 0, 1e-300]), "precisionFactors", "standard deviations above 0");
        Refused.ByName(() => Covariances([1, 2, 2, 1]), "covariances", "positive definite matrices, got one of component 0");
        Refused.ByName(() => Covariances([1, 0.5, 0.4, 1]), "covariances", "got 0.5 in row 0, column 1 of component 0");
        Refused.ByName(() => Covariances([1, 0, 0, -1]), "covariances", "a diagonal above 0, got -1");
        Refused.ByName(
            () => GaussianMixture<double>.FromPrecisionFactors([1], new double[33], new double[33 * 33], new double[33]),
            "means", "up to 32 dimensions for full covariances, got D = 33");
        Refused.ByName(() => Example().CovarianceMatrix(new double[2, 3]), "destination", "[D, D] = [2, 2] values, got [2, 3]");
        Refused.ByName(() => Example().ComponentCovariance(1, new double[2, 2]), "component", "from 0 to 0, got 1");

        static GaussianMixture<double> Example() => Factors([1, 0.5, 0, 1]);
        static GaussianMixture<double> Factors(double[] factors) =>
            GaussianMixture<double>.FromPrecisionFactors([1], [0, 0], factors, new double[2]);
        static GaussianMixture<double> Covariances(double[] covariances) =>
            GaussianMixture<double>.FromCovariances([1], [0, 0], covariances, new double[4], new double[2]);
    }
}
