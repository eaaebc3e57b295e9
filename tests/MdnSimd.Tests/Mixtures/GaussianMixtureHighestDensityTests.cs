using FsCheck.Fluent;
using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureHighestDensityTests
{
    private static readonly double[] Probabilities = [1e-3, 0.1, 0.5, 0.9, 0.999];

    [Fact]
    public void It_has_the_mass_asked_for_by_numerical_integration() => Properties.ForAll(MixtureCase.Gentle().Generator, mixture =>
    {
        foreach (double p in Probabilities)
        {
            double mass = RegionOf(mixture, p).Ends.Sum(i => mixture.Integrate(x => mixture.View().Density([x]), i.Low, i.High));
            Near.AssertAbsolute(p, mass, 1e-10);
        }
    });

    [Fact]
    public void Every_point_inside_is_denser_than_every_point_outside() => Properties.ForAll(
        MixtureCase.Gentle().Generator,
        mixture =>
        {
            (double from, double to) = mixture.Support();
            foreach (double p in Probabilities)
            {
                ((double Low, double High)[] ends, double threshold) = RegionOf(mixture, p);
                for (double t = from; t < to; t += (to - from) / 3000)
                {
                    double density = mixture.View().Density([t]);
                    bool inside = ends.Any(i => t >= i.Low && t <= i.High);
                    Assert.True(inside ? density >= threshold * (1 - 1e-9) : density <= threshold * (1 + 1e-9), $"at {t}, p = {p}");
                }
            }
        });

    [Fact]
    public void The_mass_is_right_however_the_components_lie() => Properties.ForAll(MixtureCase.Nasty().Generator, mixture =>
    {
        foreach (double p in Probabilities)
        {
            ((double Low, double High)[] ends, _) = RegionOf(mixture, p);
            double[] flat = [.. ends.SelectMany(i => new[] { i.Low, i.High })];
            Assert.Equal(flat.Order(), flat);

            // The spacing of numbers at each end, and that of thresholds where one is about to reach another mode.
            double loose = ends.Sum(i => Slack(mixture, i.Low) + Slack(mixture, i.High));
            double mass = ends.Sum(i => mixture.View().Cdf(i.High) - mixture.View().Cdf(i.Low));
            Near.AssertAbsolute(p, mass, 1e-8 + loose, $"p = {p}");
        }
    }, 500);

    [Fact]
    public void A_float_mixture_has_the_mass_to_a_millionth() => Properties.ForAll(MixtureCase.Gentle().Generator, drawn =>
    {
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> mixture = new(weights, means, scales);
        GaussianMixture<double> exact = drawn.Rounded().View();
        float[] lows = new float[weights.Length], highs = new float[weights.Length];
        int count = mixture.HighestDensityRegion(0.8f, lows, highs, out _);
        double mass = 0, slack = 0;
        for (int i = 0; i < count; i++)
        {
            mass += exact.Cdf(highs[i]) - exact.Cdf(lows[i]);
            slack += exact.Density([highs[i]]) * 6e-8 * Math.Abs(highs[i]) + exact.Density([lows[i]]) * 6e-8 * Math.Abs(lows[i]);
        }

        Near.AssertAbsolute(0.8f, mass, 1e-7 + slack);
    });

    [Fact]
    public void Of_one_component_or_many_alike_it_is_the_central_interval() => Properties.ForAll(
        MixtureCase.Gentle().Generator,
        mixture =>
        {
            double mean = mixture.Means[0], scale = mixture.Scales[0];
            ((double Low, double High)[] ends, double threshold) = RegionOf(mixture.AllLikeTheFirst(), 0.9);
            (double low, double high) = Assert.Single(ends);
            Near.AssertAbsolute(Normal.InvCDF(mean, scale, 0.05), low, 1e-10);
            Near.AssertAbsolute(Normal.InvCDF(mean, scale, 0.95), high, 1e-10);
            Near.AssertRelative(Normal.PDF(mean, scale, low), threshold, 1e-10);
        });

    [Fact]
    public void It_moves_and_stretches_with_the_outcome() => Properties.ForAll(MixtureCase.Gentle().Generator, mixture =>
    {
        ((double Low, double High)[] ends, double threshold) = RegionOf(mixture, 0.7);
        ((double Low, double High)[] moved, double thinner) = RegionOf(mixture.Moved(shift: 5, factor: 2), 0.7);
        Near.AssertRelative(threshold, 2 * thinner, 1e-9);
        Assert.Equal(ends.Length, moved.Length);
        Assert.All(ends.Zip(moved), pair => Near.AssertAbsolute((2 * pair.First.Low) + 5, pair.Second.Low, 1e-5));
    });

    [Fact]
    public void Components_apart_have_an_interval_each_and_more_than_are_kept_are_found_again()
    {
        double[] means = [.. Enumerable.Range(0, 40).Select(k => 20.0 * k)];
        MixtureCase mixture = new([.. means.Select(_ => 0.025)], means, [.. means.Select(_ => 1.0)]);
        (double Low, double High)[] ends = RegionOf(mixture, 0.9).Ends;
        Assert.Equal(40, ends.Length);
        Near.AssertAbsolute(0.9, ends.Sum(i => mixture.View().Cdf(i.High) - mixture.View().Cdf(i.Low)), 1e-10);
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.99, 1)]
    public void Two_intervals_merge_where_the_valley_between_them_is_inside(double probability, int expected) =>
        Assert.Equal(expected, RegionOf(new([0.5, 0.5], [-1.5, 1.5], [1, 1]), probability).Ends.Length);

    [Fact]
    public void Nothing_and_everything()
    {
        MixtureCase mixture = new([0.5, 0.5], [-3, 3], [1, 2]);
        Assert.Empty(RegionOf(mixture, 0).Ends);
        Near.AssertRelative(mixture.View().Density([mixture.View().Mode()]), RegionOf(mixture, 0).Threshold, 1e-14);
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), Assert.Single(RegionOf(mixture, 1).Ends));
        Assert.Equal(0, RegionOf(mixture, 1).Threshold);
    }

    [Fact]
    public void What_cannot_be_answered_is_refused_by_name()
    {
        Assert.Equal("probability", Refused(double.NaN, 2, 2).ParamName);
        Assert.Equal("probability", Refused(1.5, 2, 2).ParamName);
        Assert.Equal("lows", Refused(0.5, 1, 2).ParamName);
        Assert.Equal("highs", Refused(0.5, 2, 1).ParamName);

        static ArgumentException Refused(double probability, int lows, int highs) => Assert.ThrowsAny<ArgumentException>(
            () => new GaussianMixture<double>([0.5, 0.5], [0, 1], [1, 1])
                .HighestDensityRegion(probability, new double[lows], new double[highs], out _));
    }

    private static double Slack(MixtureCase mixture, double end) =>
        mixture.View().Cdf(Math.BitIncrement(end)) - mixture.View().Cdf(Math.BitDecrement(end));

    private static ((double Low, double High)[] Ends, double Threshold) RegionOf(MixtureCase mixture, double probability)
    {
        double[] lows = new double[mixture.Components], highs = new double[mixture.Components];
        int count = mixture.View().HighestDensityRegion(probability, lows, highs, out double threshold);
        return ([.. lows.Zip(highs).Take(count)], threshold);
    }
}
