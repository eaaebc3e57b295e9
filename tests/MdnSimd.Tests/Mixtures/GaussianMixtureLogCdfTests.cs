using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureLogCdfTests
{
    private static readonly double[] Points = [-1e7, -12, -0.5, 0, 3, 1e4];

    [Fact]
    public void They_are_the_logarithms_where_those_have_digits() => MixtureCase.ForAll(MixtureCase.Nasty(), mixture =>
    {
        foreach (double t in Points)
        {
            double cdf = mixture.View().Cdf(t), survival = mixture.View().Survival(t);
            if (cdf is > 1e-290 and < 0.9)
            {
                Near.AssertRelative(Math.Log(cdf), mixture.View().LogCdf(t), 3e-14, $"log cdf({t})");
            }

            if (survival is > 1e-290 and < 0.9)
            {
                Near.AssertRelative(Math.Log(survival), mixture.View().LogSurvival(t), 3e-14, $"log survival({t})");
            }
        }
    });

    [Fact]
    public void They_never_fall_with_the_probability_and_are_finite_far_beyond_it() => MixtureCase.ForAll(MixtureCase.Nasty(), mixture =>
    {
        double last = double.MinValue;
        foreach (double t in Points.Concat(mixture.Means).Concat([-1e300, 1e300]).Order())
        {
            double cdf = mixture.View().LogCdf(t), survival = mixture.View().LogSurvival(t);
            Assert.InRange(cdf, last - (1e-14 * Math.Abs(last)), 0);
            Assert.InRange(survival, double.MinValue, 0);
            last = cdf;
        }
    });

    [Fact]
    public void The_density_over_the_mass_is_their_slope() => MixtureCase.ForAll(MixtureCase.Gentle(), mixture =>
    {
        const double Step = 1e-4;
        foreach (double t in (double[])[-40, -3, 0.25, 5, 40])
        {
            double slope = (mixture.View().LogCdf(t + Step) - mixture.View().LogCdf(t - Step)) / (2 * Step);
            double expected = Math.Exp(mixture.View().LogDensity([t]) - mixture.View().LogCdf(t));
            Near.AssertAbsolute(expected, slope, 1e-5 * Math.Max(1, expected), $"at {t}");
        }
    });

    [Fact]
    public void The_two_tails_mirror_each_other_and_move_along() => MixtureCase.ForAll(MixtureCase.Gentle(), mixture =>
    {
        MixtureCase mirror = mixture.Moved(shift: 0, factor: -1) with { Scales = mixture.Scales };
        MixtureCase moved = mixture.Moved(shift: 5, factor: 2);
        foreach (double t in (double[])[-1000, -3, 1.5, 1000])
        {
            Assert.Equal(mixture.View().LogCdf(t), mirror.View().LogSurvival(-t));
            Near.AssertRelative(mixture.View().LogCdf(t), moved.View().LogCdf((2 * t) + 5), 1e-12);
            Near.AssertRelative(mixture.View().LogCdf(t), mixture.Reversed().View().LogCdf(t), 1e-12);
        }
    });

    [Fact]
    public void Ends_are_exact_and_float_saturates()
    {
        GaussianMixture<float> mixture = new([0.25f, 0.75f], [0, 1], [1e-10f, 1]);
        Assert.Equal(float.NegativeInfinity, mixture.LogCdf(float.NegativeInfinity));
        Assert.Equal(0, mixture.LogCdf(float.PositiveInfinity));
        Assert.Equal(float.NegativeInfinity, mixture.LogSurvival(float.PositiveInfinity));
        Assert.Equal(0, mixture.LogSurvival(float.NegativeInfinity));
        Assert.True(float.IsNaN(mixture.LogCdf(float.NaN)));
        Assert.Equal(float.MinValue, mixture.LogCdf(float.MinValue));
        Near.AssertRelative(-5e7, new GaussianMixture<float>([1], [0], [1]).LogCdf(-1e4f), 1e-6);
    }

    [Fact]
    public void A_weight_that_is_zero_by_underflow_still_counts_where_it_is_all_there_is()
    {
        GaussianMixture<double> mixture = new([1, 0], [0, -1000], [0, -100], [1, 1], [], 1);
        Near.AssertRelative(-1000 - Math.Log(2), mixture.LogCdf(-100), 1e-14);
    }

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.ForAll(MixtureCase.Nasty(), drawn =>
    {
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> single = new(weights, means, scales);
        GaussianMixture<double> same = drawn.Rounded().View();
        AssertRounded(same.LogCdf(-2), single.LogCdf(-2));
        AssertRounded(same.LogSurvival(0.5), single.LogSurvival(0.5f));

        static void AssertRounded(double expected, float actual) => // next to 1 the logarithm may be too small for a float
            Near.AssertAbsolute(expected, actual, (6.1e-8 * Math.Abs(expected)) + float.Epsilon);
    });
}
