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
        Assert.Equal([2, 3], scales);
        double x = 0.5, y = -1;
        double quadratic = ((x * x) - (2 * 0.6 * x * y) + (y * y)) / (1 - 0.36);
        double expected = -Math.Log(2 * Math.PI * 2 * 3 * Math.Sqrt(1 - 0.36)) - (0.5 * quadratic);
        Near.AssertRelative(expected, mixture.LogDensity([1 + (2 * x), -2 + (3 * y)]), 1e-15);
    }
}
