using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureDensityTests
{
    [Fact]
    public void The_density_integrates_to_one() => MixtureCase.Check(MixtureCase.Gentle(), mixture =>
    {
        (double from, double to) = mixture.Support();
        return Near.Absolute(1, mixture.Integrate(t => mixture.View().Density([t]), from, to), 1e-12);
    }, 50);

    [Fact]
    public void The_density_of_two_dimensions_integrates_to_the_cdf_of_each() => MixtureCase.Check(MixtureCase.Gentle(2), drawn =>
    {
        MixtureCase mixture = drawn.FirstTwo();
        (double from0, double to0) = mixture.Support(0);
        (double from1, double to1) = mixture.Support(1);
        double split = 0.5 * (mixture.Means[1] + mixture.Means[^1]);
        double below = Mass(from1, split), above = Mass(split, to1);
        return Near.Absolute(1, below + above, 1e-12) && Near.Absolute(below, mixture.View().Cdf(split, 1), 1e-12);

        double Mass(double from, double to) =>
            mixture.Integrate(x => mixture.Integrate(y => mixture.View().Density([x, y]), from, to, 1), from0, to0);
    }, 3);

    [Fact]
    public void In_several_dimensions_a_component_is_a_product() => MixtureCase.Check(MixtureCase.Gentle(3), mixture =>
    {
        double[] t = [0.5, -2, 3];
        double[] logarithms = new double[mixture.Components];
        for (int k = 0; k < mixture.Components; k++)
        {
            logarithms[k] = Math.Log(mixture.Weights[k]) + Enumerable.Range(k * 3, 3)
                .Sum(i => Normal.PDFLn(mixture.Means[i], mixture.Scales[i], t[i - (k * 3)]));
        }

        double expected = logarithms.Max() + Math.Log(logarithms.Sum(x => Math.Exp(x - logarithms.Max())));
        double tolerance = 1e-14 * (10 + Math.Abs(expected));
        return Near.Absolute(expected, mixture.View().LogDensity(t), tolerance)
            && Near.Relative(Math.Exp(expected), mixture.View().Density(t), tolerance);
    });

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.Check(MixtureCase.Nasty(2), drawn =>
    {
        MixtureCase mixture = drawn.Rounded();
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        double expected = mixture.View().LogDensity([0.5, -1]);
        return Near.Relative(expected, new GaussianMixture<float>(weights, means, scales).LogDensity([0.5f, -1]), 6.1e-8);
    });

    [Fact]
    public void The_order_of_the_components_does_not_matter() => MixtureCase.Check(MixtureCase.Nasty(2), mixture =>
    {
        MixtureCase turned = mixture.Reversed();
        double[] t = [0.5, -1];
        double[] pi = new double[mixture.Components], turnedPi = new double[mixture.Components];
        mixture.View().Responsibilities(t, pi);
        turned.View().Responsibilities(t, turnedPi);
        Array.Reverse(turnedPi);
        return Near.Relative(mixture.View().LogDensity(t), turned.View().LogDensity(t), 1e-14)
            && pi.Zip(turnedPi).All(pair => Near.Absolute(pair.First, pair.Second, 1e-14));
    });

    [Fact]
    public void Equal_components_are_one() => MixtureCase.Check(MixtureCase.Gentle(2), mixture =>
    {
        MixtureCase equal = mixture.AllLikeTheFirst();
        MixtureCase one = new([1], mixture.Means[..2], mixture.Scales[..2]);
        double[] pi = new double[mixture.Components];
        equal.View().Responsibilities([1, 2], pi);
        double expected = one.View().LogDensity([1, 2]);
        return Near.Absolute(expected, equal.View().LogDensity([1, 2]), 1e-14 * (10 + Math.Abs(expected)))
            && pi.Zip(mixture.Weights).All(pair => Near.Absolute(pair.Second, pair.First, 1e-15 * (10 + Math.Abs(expected))));
    });

    [Fact]
    public void Shift_and_scale_move_the_density_along() => MixtureCase.Check(MixtureCase.Gentle(2), mixture =>
    {
        MixtureCase moved = mixture.Moved(shift: 3, factor: 4);
        double expected = mixture.View().LogDensity([1, 2]) - (2 * Math.Log(4));
        return Near.Absolute(expected, moved.View().LogDensity([(4 * 1) + 3, (4 * 2) + 3]), 1e-13 * (10 + Math.Abs(expected)));
    });

    [Fact]
    public void Responsibilities_are_shares_of_the_density_and_sum_to_one() => MixtureCase.Check(MixtureCase.Nasty(2), mixture =>
    {
        double[] t = [-1, 3], pi = new double[mixture.Components];
        mixture.View().Responsibilities(t, pi);
        double logDensity = mixture.View().LogDensity(t);
        for (int k = 0; k < mixture.Components; k++)
        {
            double alone = new GaussianMixture<double>(
                [1], mixture.Means.AsSpan(k * 2, 2), mixture.Scales.AsSpan(k * 2, 2)).LogDensity(t);
            double share = Math.Exp(Math.Log(mixture.Weights[k]) + alone - logDensity);
            if (logDensity > -1e4 && !Near.Absolute(share, pi[k], 1e-14 * (1 + Math.Abs(logDensity))))
            {
                return false;
            }
        }

        return Near.Absolute(1, pi.Sum(), 1e-14);
    });

    [Fact]
    public void Given_logarithms_are_used_even_where_the_weight_has_underflowed()
    {
        float[] weights = [1, 0], logWeights = [0, -200], means = [0, 50], scales = [1, 1];
        GaussianMixture<float> mixture = new(weights, logWeights, means, scales, [], 1);
        double expected = -200 - (0.5 * Math.Log(2 * Math.PI));
        Near.AssertRelative(expected, mixture.LogDensity([50]), 6e-8);
        float[] pi = new float[2];
        mixture.Responsibilities([50], pi);
        Assert.Equal([0, 1], pi);
    }

    [Fact]
    public void Any_finite_numbers_give_a_finite_log_density()
    {
        float[] extremes = [0, float.Epsilon, 1e-38f, 1e-20f, 1, 1e20f, float.MaxValue];
        double[] doubles = [0, double.Epsilon, 1e-308, 1e-160, 1, 1e160, double.MaxValue];
        for (int i = 0; i < 7 * 7 * 7 * 2; i++)
        {
            int sign = i % 2 == 0 ? 1 : -1, t = i / 2 % 7, mean = i / 14 % 7, scale = i / 98 % 7;
            if (scale > 0)
            {
                float[] pi = new float[2];
                GaussianMixture<float> single =
                    new([0.5f, 0.5f], [sign * extremes[mean], 1, 1, 1], [extremes[scale], 1, extremes[scale], 2]);
                Assert.True(float.IsFinite(single.LogDensity([extremes[t], 1])));
                single.Responsibilities([extremes[t], 1], pi);
                Near.AssertAbsolute(1, pi.Sum(), 1e-6);

                GaussianMixture<double> twice = new([1], [sign * doubles[mean], 1], [doubles[scale], 1]);
                Assert.True(double.IsFinite(twice.LogDensity([doubles[t], 1])));
            }
        }
    }

    [Fact]
    public void Far_beyond_the_range_of_float_responsibilities_still_tell_wide_from_narrow()
    {
        float[] pi = new float[3];
        new GaussianMixture<float>([0.5f, 0.5f, 0], [0, 0, 0], [1, 10, 100]).Responsibilities([1e30f], pi);
        Assert.Equal([0, 1, 0], pi);
    }

    [Fact]
    public void Beyond_the_range_of_double_components_share_and_those_of_weight_zero_take_no_part()
    {
        double[] pi = new double[3];
        new GaussianMixture<double>([0.5, 0, 0.5], [0, 1, 2], [1, 1, 1]).Responsibilities([1e300], pi);
        Assert.Equal([0.5, 0, 0.5], pi);
    }

    [Fact]
    public void Distances_beyond_the_largest_number_are_still_divided_by_the_scale()
    {
        GaussianMixture<double> mixture = new([1], [-1.5e308], [1e308]);
        Near.AssertRelative(StandardNormal.LogPdf(3.0) - Math.Log(1e308), mixture.LogDensity([1.5e308]), 1e-15);
        Near.AssertRelative(StandardNormal.Cdf(-3.0), mixture.Survival(1.5e308), 1e-14);
    }

    [Fact]
    public void What_is_not_finite_is_answered_in_kind()
    {
        double[] weights = [0.5, 0.5], means = [0, 1], scales = [1, 2];
        GaussianMixture<double> mixture = new(weights, means, scales);
        Assert.Equal(double.NegativeInfinity, mixture.LogDensity([double.PositiveInfinity]));
        Assert.Equal(0, mixture.Density([double.NegativeInfinity]));
        Assert.True(double.IsNaN(mixture.LogDensity([double.NaN])));
    }
}
