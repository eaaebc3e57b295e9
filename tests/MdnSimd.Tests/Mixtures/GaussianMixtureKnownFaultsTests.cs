using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

/// <summary>Faults that other implementations of mixtures have or had, one test each. Those of the head have theirs beside it.</summary>
public class GaussianMixtureKnownFaultsTests
{
    [Fact]
    public void The_quadratic_form_is_the_sum_of_squares_not_the_square_of_the_sum()
    {
        // z = (1, -1) and v = U t = (1, -1): the sum is 0, the sum of squares 2.
        double expected = -Math.Log(2 * Math.PI) - 1;
        Near.AssertRelative(expected, new GaussianMixture<double>([1], [0, 0], [1, 1]).LogDensity([1, -1]), 1e-15);
        GaussianMixture<double> coupled = GaussianMixture<double>.FromPrecisionFactors([1], [0, 0], [1, 2, 0, 1], new double[2]);
        Near.AssertRelative(expected, coupled.LogDensity([3, -1]), 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(32)]
    public void The_constant_of_two_pi_is_there_once_for_every_dimension(int dimensions)
    {
        double[] zeros = new double[dimensions], ones = new double[dimensions], factors = new double[dimensions * dimensions];
        Array.Fill(ones, 1);
        for (int i = 0; i < dimensions; i++)
        {
            factors[i * (dimensions + 1)] = 1;
        }

        double expected = -0.5 * dimensions * Math.Log(2 * Math.PI);
        Near.AssertRelative(expected, new GaussianMixture<double>([1], zeros, ones).LogDensity(zeros), 1e-14);
        GaussianMixture<double> coupled = GaussianMixture<double>.FromPrecisionFactors([1], zeros, factors, new double[dimensions]);
        Near.AssertRelative(expected, coupled.LogDensity(zeros), 1e-14);
    }

    [Fact]
    public void What_is_in_the_quadratic_form_is_in_the_determinant_too()
    {
        // Twice the factor: the same density, narrower by 2 in both dimensions.
        GaussianMixture<double> one = GaussianMixture<double>.FromPrecisionFactors([1], [0, 0], [1, 0.5, 0, 3], new double[2]);
        GaussianMixture<double> two = GaussianMixture<double>.FromPrecisionFactors([1], [0, 0], [2, 1, 0, 6], new double[2]);
        Near.AssertRelative(one.LogDensity([0.4, -0.8]) + (2 * Math.Log(2)), two.LogDensity([0.2, -0.4]), 1e-15);
    }

    [Fact]
    public void A_conditional_is_right_also_where_the_free_dimensions_come_last()
    {
        // A chain 0 -> 1 -> 2 with steps of variance 1: t1 = t0 + e1, t2 = t1 + e2, t0 of variance 1.
        double[] covariances = [1, 1, 1, 1, 2, 2, 1, 2, 3];
        double[] memory = new double[GaussianMixture<double>.MemoryLength(1, 2)], factors = new double[9], scales = new double[3];
        GaussianMixture<double> chain = GaussianMixture<double>.FromCovariances([1], [0, 0, 0], covariances, factors, scales);
        GaussianMixture<double> last = chain.Conditional([0, 1], [7, 5], memory);
        Near.AssertRelative(5, last.Mean(), 1e-14);
        Near.AssertRelative(1, last.Variance(), 1e-14);
        GaussianMixture<double> middle = chain.Conditional([2, 0], [8, 4], memory);
        Near.AssertRelative(6, middle.Mean(), 1e-14);
        Near.AssertRelative(0.5, middle.Variance(), 1e-14);
        GaussianMixture<double> two = chain.Conditional([0], [3], memory);
        Near.AssertRelative(3, two.Mean(1), 1e-14);
        Near.AssertRelative(2, two.Variance(1), 1e-14);
        double[,] covariance = new double[2, 2];
        two.CovarianceMatrix(covariance);
        Near.AssertRelative(1, covariance[0, 1], 1e-14);
    }

    [Fact]
    public void The_scale_is_a_standard_deviation_and_no_variance_in_the_cdf()
    {
        GaussianMixture<double> mixture = new([1], [0], [4]);
        Near.AssertRelative(Normal.CDF(0, 4, 3), mixture.Cdf(3), 1e-14);
        Near.AssertRelative(Normal.InvCDF(0, 4, 0.9), mixture.Quantile(0.9), 1e-12);
        GaussianMixture<double> coupled = GaussianMixture<double>.FromPrecisionFactors([1], [0, 0], [0.25, 0, 0, 1], new double[2]);
        Near.AssertRelative(Normal.CDF(0, 4, 3), coupled.Cdf(3), 1e-14);
    }

    [Fact]
    public void The_scale_is_a_standard_deviation_and_no_variance_in_the_sampler()
    {
        const int Count = 20_000;
        double[,] independent = new double[Count, 1], coupled = new double[Count, 2];
        new GaussianMixture<double>([1], [0], [4]).Sample(1, independent);
        GaussianMixture<double>.FromPrecisionFactors([1], [0, 0], [0.25, 0, 0, 1], new double[2]).Sample(2, coupled);

        // The mean of the squares is 16 with a standard error of 16 sqrt(2 / n): four of them.
        double error = 4 * 16 * Math.Sqrt(2.0 / Count);
        Near.AssertAbsolute(16, Enumerable.Range(0, Count).Average(i => independent[i, 0] * independent[i, 0]), error);
        Near.AssertAbsolute(16, Enumerable.Range(0, Count).Average(i => coupled[i, 0] * coupled[i, 0]), error);
    }

    [Fact]
    public void The_log_density_of_a_point_is_no_random_number() => CoupledCase.ForAll(CoupledCase.Nasty(2), mixture =>
    {
        double first = mixture.View().LogDensity([0.5, 1]);
        mixture.View().Sample(1, new double[3, 2]);
        Assert.Equal(first, mixture.View().LogDensity([0.5, 1]));
    });

    [Fact]
    public void Weights_are_probabilities_and_no_logits()
    {
        double expected = (0.9 * Normal.PDF(0, 1, 0.5)) + (0.1 * Normal.PDF(3, 2, 0.5));
        Near.AssertRelative(expected, new GaussianMixture<double>([0.9, 0.1], [0, 3], [1, 2]).Density([0.5]), 1e-14);
        Near.AssertRelative(0.3, new GaussianMixture<double>([0.9, 0.1], [0, 3], [1, 2]).Mean(), 1e-14);
    }

    [Theory]
    [InlineData(0.123456789)]
    [InlineData(1e-6)]
    [InlineData(0.999999)]
    public void Quantiles_lie_on_no_grid_and_within_no_bracket(double probability)
    {
        // Means beyond any fixed bracket, a gap that a grid would step over, widths that differ by 1e9.
        GaussianMixture<double> mixture = new([0.4, 0.6], [-1e6, 5e7], [1e-3, 1e6]);
        double quantile = mixture.Quantile(probability);

        // And what the quantile's own rounding is worth.
        double rounding = mixture.Density([quantile]) * (Math.BitIncrement(Math.Abs(quantile)) - Math.Abs(quantile));
        Near.AssertAbsolute(probability, mixture.Cdf(quantile), 1e-12 + rounding);
    }
}
