using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureMomentsTests
{
    [Fact]
    public void Mean_and_variance_are_the_integrals() => MixtureCase.Check(MixtureCase.Gentle(), mixture =>
    {
        (double from, double to) = mixture.Support();
        double mean = mixture.Integrate(t => t * mixture.View().Density([t]), from, to);
        double variance = mixture.Integrate(t => (t - mean) * (t - mean) * mixture.View().Density([t]), from, to);
        return Near.Absolute(mean, mixture.View().Mean(), 1e-12)
            && Near.Relative(variance, mixture.View().Variance(), 1e-12)
            && Near.Relative(Math.Sqrt(variance), mixture.View().StandardDeviation(), 1e-12);
    }, 50);

    [Fact]
    public void Each_dimension_has_its_own() => MixtureCase.Check(MixtureCase.Nasty(3), mixture =>
    {
        for (int d = 0; d < 3; d++)
        {
            GaussianMixture<double> whole = mixture.View(), marginal = mixture.Marginal(d).View();
            if (whole.Mean(d) != marginal.Mean() || whole.Variance(d) != marginal.Variance()
                || whole.Cdf(0.5, d) != marginal.Cdf(0.5) || whole.Survival(0.5, d) != marginal.Survival(0.5)
                || whole.Quantile(0.2, d) != marginal.Quantile(0.2) || whole.Crps(0.5, d) != marginal.Crps(0.5))
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void A_small_variance_far_from_zero_keeps_its_digits()
    {
        double[] weights = [0.3, 0.7], means = [1e8, 1e8 + 0.015625], scales = [1e-3, 2e-3];
        double expected = (0.3 * 1e-6) + (0.7 * 4e-6) + (0.3 * 0.7 * 0.015625 * 0.015625);
        Near.AssertRelative(expected, new GaussianMixture<double>(weights, means, scales).Variance(), 1e-6);

        // In float, weights that miss 1 in their last digit must not drag the mean away from where all components are.
        GaussianMixture<float> single = new([0.3f, 0.7000001f], default, [1000, 1000], [1e-3f, 1e-3f], [], 1);
        Assert.Equal(1000, single.Mean());
        Near.AssertRelative(1e-6, single.Variance(), 3e-7);
    }

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.Check(MixtureCase.Nasty(), drawn =>
    {
        MixtureCase mixture = drawn.Rounded();
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> single = new(weights, means, scales);
        return Near.Relative(mixture.View().Mean(), single.Mean(), 6.1e-8)
            && Near.Relative(mixture.View().Variance(), single.Variance(), 6.1e-8)
            && Near.Relative(mixture.View().StandardDeviation(), single.StandardDeviation(), 6.1e-8);
    });

    [Fact]
    public void Shift_and_scale_move_them_along_and_order_does_not() => MixtureCase.Check(MixtureCase.Gentle(), mixture =>
    {
        MixtureCase moved = mixture.Moved(shift: -7, factor: 3), turned = mixture.Reversed();
        return Near.Absolute((3 * mixture.View().Mean()) - 7, moved.View().Mean(), 1e-13)
            && Near.Relative(9 * mixture.View().Variance(), moved.View().Variance(), 1e-13)
            && Near.Absolute(mixture.View().Mean(), turned.View().Mean(), 1e-14 * 10)
            && Near.Relative(mixture.View().Variance(), turned.View().Variance(), 1e-13);
    });

    [Fact]
    public void Equal_components_are_one() => MixtureCase.Check(MixtureCase.Gentle(), mixture =>
    {
        MixtureCase equal = mixture.AllLikeTheFirst();
        return equal.View().Mean() == mixture.Means[0]
            && Near.Relative(mixture.Scales[0], equal.View().StandardDeviation(), 1e-15 * 4);
    });
}
