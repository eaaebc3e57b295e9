using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureShapeTests
{
    [Fact]
    public void Skewness_and_excess_kurtosis_are_the_integrals() => MixtureCase.ForAll(MixtureCase.Gentle(), mixture =>
    {
        (double from, double to) = mixture.Support();
        double mean = mixture.View().Mean(), deviation = mixture.View().StandardDeviation();
        Near.AssertAbsolute(Moment(3), mixture.View().Skewness(), 1e-11);
        Near.AssertAbsolute(Moment(4) - 3, mixture.View().ExcessKurtosis(), 1e-11);

        double Moment(int power) => mixture.Integrate(
            t => Math.Pow((t - mean) / deviation, power) * mixture.View().Density([t]), from, to);
    }, 50);

    [Fact]
    public void One_gaussian_has_none_even_at_extreme_scales()
    {
        foreach (double scale in (double[])[1e-200, 1e-6, 1, 1e6, 1e200])
        {
            GaussianMixture<double> mixture = new([1], [3], [scale]), equal = new([0.25, 0.75], [3, 3], [scale, scale]);
            Assert.Equal(0, mixture.Skewness());
            Assert.Equal(0, mixture.ExcessKurtosis());
            Assert.Equal(0, equal.Skewness());
            Assert.Equal(0, equal.ExcessKurtosis());
        }

        // Two narrow peaks of the same weight: the smallest kurtosis there is.
        Near.AssertRelative(-2, new GaussianMixture<double>([0.5, 0.5], [-1, 1], [1e-9, 1e-9]).ExcessKurtosis(), 1e-15);
    }

    [Fact]
    public void Shift_scale_and_order_change_nothing_and_a_mirror_the_sign() => MixtureCase.ForAll(MixtureCase.Gentle(2), mixture =>
    {
        MixtureCase moved = mixture.Moved(shift: -7, factor: 3), marginal = mixture.Marginal(1);
        MixtureCase mirror = mixture.Moved(shift: 0, factor: -1) with { Scales = mixture.Scales };
        double skewness = mixture.View().Skewness(1), kurtosis = mixture.View().ExcessKurtosis(1);
        Near.AssertAbsolute(skewness, moved.View().Skewness(1), 1e-12);
        Near.AssertAbsolute(kurtosis, moved.View().ExcessKurtosis(1), 1e-12);
        Near.AssertAbsolute(skewness, mixture.Reversed().View().Skewness(1), 1e-12);
        Near.AssertAbsolute(kurtosis, mixture.Reversed().View().ExcessKurtosis(1), 1e-12);
        Assert.Equal(-skewness, mirror.View().Skewness(1));
        Assert.Equal(kurtosis, mirror.View().ExcessKurtosis(1));
        Assert.Equal(skewness, marginal.View().Skewness());
        Assert.Equal(kurtosis, marginal.View().ExcessKurtosis());
    });

    [Fact]
    public void No_density_has_less_kurtosis_than_its_skewness_demands() => MixtureCase.ForAll(MixtureCase.Nasty(), mixture =>
    {
        // Pearson's inequality: kurtosis is at least 1 + skewness^2.
        double skewness = mixture.View().Skewness(), least = (skewness * skewness) - 2;
        Assert.True(mixture.View().ExcessKurtosis() >= least - (1e-13 * Math.Max(1, Math.Abs(least))));
    });

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.ForAll(MixtureCase.Nasty(), drawn =>
    {
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> single = new(weights, means, scales);
        GaussianMixture<double> same = drawn.Rounded().View();
        Near.AssertRelative(same.Skewness(), single.Skewness(), 6.1e-8);
        Near.AssertRelative(same.ExcessKurtosis(), single.ExcessKurtosis(), 6.1e-8);
    });
}
