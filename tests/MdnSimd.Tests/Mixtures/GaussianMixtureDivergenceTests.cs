using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureDivergenceTests
{
    private const int Count = 5_000;

    [Fact]
    public void Of_two_gaussians_the_bounds_meet_in_the_textbook_value()
    {
        // Variances (4, 9) with correlation 0.6 against independent variances (1, 16): trace, distance and determinants by hand.
        double[] factors = new double[4], scales = new double[2];
        GaussianMixture<double> p = GaussianMixture<double>.FromCovariances([1], [1, -2], [4, 3.6, 3.6, 9], factors, scales);
        GaussianMixture<double> q = new([1], [0, 0], [1, 4]);
        double expected = 0.5 * (4 + (9.0 / 16) - 2 + 1 + (4.0 / 16) + Math.Log(16 / (36 * 0.64)));
        Bounds bounds = p.KullbackLeiblerBounds(q);
        Near.AssertAbsolute(expected, bounds.Upper, 1e-14);
        Assert.InRange(bounds.Lower, 0, expected);
        Estimate estimate = p.KullbackLeibler(q, 1, Count);
        Near.AssertAbsolute(expected, estimate.Value, 5 * estimate.StandardError);

        // The other way round: the inverse of p's covariance is (9, -3.6, 4) / 23.04.
        double back = 0.5 * (((9 + (4 * 16)) / 23.04) - 2 + ((9 + (2 * 3.6 * 2) + 16) / 23.04) + Math.Log(36 * 0.64 / 16));
        Near.AssertAbsolute(back, q.KullbackLeiblerBounds(p).Upper, 1e-14);
    }

    [Fact]
    public void The_integral_lies_between_the_bounds() => MixtureCase.ForAll(MixtureCase.Gentle(), mixture =>
    {
        MixtureCase other = mixture.Reversed().Moved(shift: 1, factor: 1.5);
        (double from, double to) = mixture.Support();
        double divergence = mixture.Integrate(
            x => (mixture.View().LogDensity([x]) - other.View().LogDensity([x])) * mixture.View().Density([x]), from, to);
        Bounds bounds = mixture.View().KullbackLeiblerBounds(other.View());
        Assert.InRange(divergence, bounds.Lower - 1e-9, bounds.Upper + 1e-9);
        Assert.True(bounds.Lower >= 0);
        Estimate estimate = mixture.View().KullbackLeibler(other.View(), 1, Count);
        Near.AssertAbsolute(divergence, estimate.Value, (5 * estimate.StandardError) + 1e-9);
    });

    [Fact]
    public void The_estimate_lies_between_the_bounds_for_coupled_dimensions() => CoupledCase.ForAll(CoupledCase.Gentle(3), mixture =>
    {
        CoupledCase other = mixture.AllLikeTheFirst().Moved(shift: 0.5, factor: 1.25);
        Bounds bounds = mixture.View().KullbackLeiblerBounds(other.View());
        Estimate estimate = mixture.View().KullbackLeibler(other.View(), 1, Count);
        double slack = 5 * estimate.StandardError;
        Assert.InRange(estimate.Value, bounds.Lower - slack, bounds.Upper + slack);

        Bounds moved = mixture.Moved(7, 0.01).View().KullbackLeiblerBounds(other.Reversed().Moved(7, 0.01).View());
        Near.AssertAbsolute(bounds.Lower, moved.Lower, 1e-8);
        Near.AssertAbsolute(bounds.Upper, moved.Upper, 1e-6);
    }, 30);

    [Fact]
    public void From_itself_it_is_nothing() => MixtureCase.ForAll(MixtureCase.Nasty(2), mixture =>
    {
        Assert.Equal(new Estimate(0, 0), mixture.View().KullbackLeibler(mixture.View(), 1, 100));
        Bounds bounds = mixture.View().KullbackLeiblerBounds(mixture.View());
        Assert.Equal(0, bounds.Lower);
        Assert.InRange(bounds.Upper, 0, 0.02); // 100 rounds of the iteration are not all
    });

    [Fact]
    public void Equal_components_are_one()
    {
        MixtureCase one = new([1], [3], [2]), many = new([0.25, 0.75, 0], [3, 3, 3], [2, 2, 2]);
        Assert.Equal(0, one.View().KullbackLeiblerBounds(many.View()).Upper, 1e-15);
        Assert.Equal(0, many.View().KullbackLeiblerBounds(one.View()).Upper, 1e-15);
        Near.AssertAbsolute(0, one.View().KullbackLeibler(many.View(), 1, 100).Value, 1e-15);
    }

    [Fact]
    public void Far_apart_the_bounds_meet()
    {
        // Components only meet their own counterparts: the divergence of the weights and that within.
        MixtureCase p = new([0.25, 0.75], [-1e4, 1e4], [1, 1]), q = new([0.5, 0.5], [-1e4, 1e4], [1, 2]);
        double within = Math.Log(2) + (0.5 / 4) - 0.5;
        double expected = (0.25 * Math.Log(0.25 / 0.5)) + (0.75 * (Math.Log(0.75 / 0.5) + within));
        Near.AssertAbsolute(expected, p.View().KullbackLeiblerBounds(q.View()).Upper, 1e-12);
    }

    [Fact]
    public void Other_dimensions_are_refused() => Refused.ByName(
        () => new GaussianMixture<double>([1], [0], [1]).KullbackLeiblerBounds(new GaussianMixture<double>([1], [0, 0], [1, 1])),
        "other", "D = 1", "got 2");
}
