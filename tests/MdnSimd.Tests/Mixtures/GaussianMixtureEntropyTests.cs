using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureEntropyTests
{
    private const int Count = 5_000;

    [Fact]
    public void Of_one_component_the_bounds_meet_in_the_textbook_value()
    {
        double expected = Math.Log(2 * Math.PI * Math.E) + Math.Log(2 * 3 * Math.Sqrt(1 - 0.36));
        double[] factors = new double[4], scales = new double[2];
        GaussianMixture<double> mixture = GaussianMixture<double>.FromCovariances([1], [1, -2], [4, 3.6, 3.6, 9], factors, scales);
        AssertBounds(expected, mixture.EntropyBounds(), 1e-14);
        Estimate estimate = mixture.Entropy(3, Count);
        Near.AssertAbsolute(expected, estimate.Value, 5 * estimate.StandardError);
        Near.AssertAbsolute(1 / Math.Sqrt(Count), estimate.StandardError, 0.1 / Math.Sqrt(Count)); // half of chi-square's deviation
    }

    [Fact]
    public void The_integral_lies_between_the_bounds() => MixtureCase.ForAll(MixtureCase.Gentle(), mixture =>
    {
        (double from, double to) = mixture.Support();
        double entropy = mixture.Integrate(x => -mixture.View().LogDensity([x]) * mixture.View().Density([x]), from, to);
        Bounds bounds = mixture.View().EntropyBounds();
        Assert.InRange(entropy, bounds.Lower - 1e-10, bounds.Upper + 1e-10);
        Assert.InRange(bounds.Upper - bounds.Lower, -1e-10, Math.Log(mixture.Components) + 1);
        Estimate estimate = mixture.View().Entropy(1, Count);
        Near.AssertAbsolute(entropy, estimate.Value, (5 * estimate.StandardError) + 1e-10);
    });

    [Fact]
    public void The_estimate_lies_between_the_bounds_for_coupled_dimensions() => CoupledCase.ForAll(CoupledCase.Gentle(3), mixture =>
    {
        Bounds bounds = mixture.View().EntropyBounds();
        Estimate estimate = mixture.View().Entropy(1, Count);
        double slack = 5 * estimate.StandardError;
        Assert.InRange(estimate.Value, bounds.Lower - slack, bounds.Upper + slack);

        // Units: log of the factor for each dimension, and another order changes nothing.
        Bounds moved = mixture.Reversed().Moved(shift: 5, factor: 1000).View().EntropyBounds();
        Near.AssertAbsolute(bounds.Lower + (3 * Math.Log(1000)), moved.Lower, 1e-9);
        Near.AssertAbsolute(bounds.Upper + (3 * Math.Log(1000)), moved.Upper, 1e-9);
    }, 30);

    [Fact]
    public void Far_apart_the_bounds_meet_in_the_sum_of_the_parts()
    {
        MixtureCase mixture = new([0.25, 0.75, 0], [-1000, 1000, 0], [1, 0.5, 4]);
        double parts = -(0.25 * Math.Log(0.25)) - (0.75 * Math.Log(0.75)) + (0.5 * Math.Log(2 * Math.PI * Math.E)) + (0.75 * Math.Log(0.5));
        AssertBounds(parts, mixture.View().EntropyBounds(), 1e-14);
    }

    [Fact]
    public void Coinciding_components_are_one()
    {
        MixtureCase mixture = new([0.25, 0.75], [3, 3], [2, 2]);
        AssertBounds(0.5 * Math.Log(2 * Math.PI * Math.E * 4), mixture.View().EntropyBounds(), 1e-14);
    }

    [Fact]
    public void Nasty_mixtures_have_finite_bounds_in_order() => MixtureCase.ForAll(MixtureCase.Nasty(2), mixture =>
    {
        Bounds bounds = mixture.View().EntropyBounds();
        Assert.True(double.IsFinite(bounds.Lower) && bounds.Lower <= bounds.Upper + 1e-9, $"{bounds}");
        Estimate estimate = mixture.View().Entropy(1, Count);
        double slack = (5 * estimate.StandardError) + 1e-3; // rare components may be missed by the samples, and rounding at 1e6
        Assert.InRange(estimate.Value, bounds.Lower - slack, bounds.Upper + slack);
    });

    [Fact]
    public void An_estimate_depends_on_seed_and_count_alone()
    {
        MixtureCase mixture = new([0.25, 0.75], [3, 4], [2, 1]);
        Assert.Equal(mixture.View().Entropy(5, 100), mixture.View().Entropy(5, 100));
        Assert.NotEqual(mixture.View().Entropy(5, 100), mixture.View().Entropy(6, 100));
        Refused.ByName(() => mixture.View().Entropy(1, 1), "count", "2");
    }

    private static void AssertBounds(double expected, Bounds actual, double tolerance)
    {
        Near.AssertAbsolute(expected, actual.Lower, tolerance, "lower");
        Near.AssertAbsolute(expected, actual.Upper, tolerance, "upper");
    }
}
