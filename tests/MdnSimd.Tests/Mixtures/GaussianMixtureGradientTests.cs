using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureGradientTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public void The_gradient_is_the_central_difference(int dimensions) => MixtureCase.ForAll(MixtureCase.Gentle(dimensions), mixture =>
    {
        const double Step = 1e-5;
        double[] t = Point(dimensions), gradient = Gradient(mixture, t);
        for (int d = 0; d < dimensions; d++)
        {
            double[] above = [.. t], below = [.. t];
            above[d] += Step;
            below[d] -= Step;
            double expected = (mixture.View().LogDensity(above) - mixture.View().LogDensity(below)) / (2 * Step);
            double size = 1 + Math.Abs(mixture.View().LogDensity(t)) + Math.Abs(expected);
            Near.AssertAbsolute(expected, gradient[d], 1e-6 * size, $"{d}");
        }
    }, 30);

    [Fact]
    public void It_vanishes_where_one_component_peaks_and_scales_along() => MixtureCase.ForAll(MixtureCase.Gentle(2), mixture =>
    {
        double[] peak = mixture.Means[..2];
        Assert.Equal([0, 0], Gradient(mixture.AllLikeTheFirst(), peak));
        double[] expected = Gradient(mixture, [0.5, -1]), moved = Gradient(mixture.Moved(shift: 5, factor: 2), [6, 3]);
        double[] turned = Gradient(mixture.Reversed(), [0.5, -1]);
        for (int d = 0; d < 2; d++)
        {
            Near.AssertAbsolute(expected[d], 2 * moved[d], 1e-11 * (1 + Math.Abs(expected[d])));
            Near.AssertAbsolute(expected[d], turned[d], 1e-11 * (1 + Math.Abs(expected[d])));
        }
    });

    [Fact]
    public void Finite_points_have_finite_gradients_and_others_none()
    {
        GaussianMixture<float> single = new([0.5f, 0.5f], [0, 1], [1e-30f, 1e-30f]);
        float[] slope = new float[1];
        single.LogDensityGradient([1e30f], slope);
        Assert.Equal(float.MinValue, slope[0]);
        MixtureCase tiny = new([0.5, 0.5], [-1, 1], [1e-200, 1e-200]);
        Assert.All([-1e300, 0, 1, 1e300], t => Assert.True(double.IsFinite(Gradient(tiny, [t])[0])));
        Assert.True(double.IsNaN(Gradient(tiny, [double.PositiveInfinity])[0]));
        Assert.True(double.IsNaN(Gradient(tiny, [double.NaN])[0]));
    }

    private static double[] Point(int dimensions) => [.. Enumerable.Range(0, dimensions).Select(d => 0.5 + (d % 3))];

    private static double[] Gradient(MixtureCase mixture, double[] t)
    {
        double[] gradient = new double[t.Length];
        mixture.View().LogDensityGradient(t, gradient);
        return gradient;
    }
}
