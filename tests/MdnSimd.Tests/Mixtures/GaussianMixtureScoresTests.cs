using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureScoresTests
{
    [Fact]
    public void Crps_is_the_integral_of_the_squared_distance_of_the_cdf_from_a_step() =>
        MixtureCase.Check(MixtureCase.Gentle(), mixture => new[] { -4, 0.5, 11 }.All(t =>
        {
            (double from, double to) = mixture.Support();
            double below = mixture.Integrate(x => Square(mixture.View().Cdf(x)), Math.Min(from, t), t);
            double above = mixture.Integrate(x => Square(mixture.View().Survival(x)), t, Math.Max(to, t));
            return Near.Relative(below + above, mixture.View().Crps(t), 1e-11);
        }), 50);

    [Fact]
    public void Without_spread_it_is_the_absolute_error()
    {
        Near.AssertRelative(2.5, new GaussianMixture<double>([1], [3], [1e-12]).Crps(0.5), 1e-11);
        Near.AssertRelative(2.5, new GaussianMixture<double>([0.5, 0.5], [3, 3], [1e-200, 1e-250]).Crps(0.5), 1e-15);
    }

    [Fact]
    public void Order_shift_scale_and_equal_components_change_nothing() => MixtureCase.Check(MixtureCase.Gentle(), mixture =>
    {
        double expected = mixture.View().Crps(1.5);
        MixtureCase one = new([1], mixture.Means[..1], mixture.Scales[..1]);
        return Near.Absolute(expected, mixture.Reversed().View().Crps(1.5), 1e-13)
            && Near.Absolute(2 * expected, mixture.Moved(shift: 5, factor: 2).View().Crps(8), 1e-12)
            && Near.Absolute(one.View().Crps(1.5), mixture.AllLikeTheFirst().View().Crps(1.5), 1e-13);
    });

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.Check(MixtureCase.Nasty(), drawn =>
    {
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> single = new(weights, means, scales);
        return Near.Relative(drawn.Rounded().View().Crps(0.5), single.Crps(0.5f), 6.1e-8);
    });

    private static double Square(double x) => x * x;
}
