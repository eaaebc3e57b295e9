using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureShortfallTests
{
    private static readonly double[] Tails = [1e-6, 0.05, 0.5, 0.75, 0.999];

    [Fact]
    public void They_are_the_means_of_the_tails() => MixtureCase.ForAll(MixtureCase.Gentle(), mixture =>
    {
        (double from, double to) = mixture.Support();
        foreach (double p in Tails)
        {
            double low = mixture.View().Quantile(p), high = mixture.View().Quantile(1 - p);
            double lower = mixture.Integrate(t => t * mixture.View().Density([t]), from, low) / p;
            double upper = mixture.Integrate(t => t * mixture.View().Density([t]), high, to) / p;
            Near.AssertAbsolute(lower, mixture.View().ExpectedShortfallLower(p), 1e-9, $"lower {p}");
            Near.AssertAbsolute(upper, mixture.View().ExpectedShortfallUpper(p), 1e-8, $"upper {p}");
        }
    });

    [Fact]
    public void The_two_parts_average_to_the_mean_and_lie_beyond_the_quantile() => MixtureCase.ForAll(MixtureCase.Nasty(), mixture =>
    {
        GaussianMixture<double> view = mixture.View();
        double size = (1e-13 * (view.StandardDeviation() + Math.Abs(view.Mean()))) + (1e-15 * mixture.Means.Max(Math.Abs));
        double last = double.NegativeInfinity;
        foreach (double p in Tails)
        {
            double lower = view.ExpectedShortfallLower(p), upper = view.ExpectedShortfallUpper(1 - p);
            Near.AssertAbsolute(view.Mean(), (p * lower) + ((1 - p) * upper), size, $"{p}");
            Assert.True(lower <= view.Quantile(p) + size && upper >= view.Quantile(p) - size, $"{p}: {lower}, {upper}");
            Assert.True(lower >= last - size, $"{p}: {lower} after {last}");
            last = lower;
        }
    });

    [Fact]
    public void The_value_at_risk_is_where_a_tail_of_its_mass_begins() => MixtureCase.ForAll(MixtureCase.Gentle(2), mixture =>
    {
        foreach (double p in Tails)
        {
            Assert.Equal(mixture.View().Quantile(p, 1), mixture.View().ValueAtRiskLower(p, 1));
            Near.AssertRelative(p, mixture.View().Survival(mixture.View().ValueAtRiskUpper(p, 1), 1), 1e-9, $"{p}");
        }
    });

    [Fact]
    public void A_tail_too_small_to_be_taken_from_1_has_its_value_at_risk_on_either_side()
    {
        GaussianMixture<float> mixture = new([1], [0], [2]);
        foreach (float p in (float[])[1e-30f, 1e-9f, 0.3f, 0.5f, 0.8f])
        {
            double lower = 2 * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, p);
            Near.AssertRelative(lower, mixture.ValueAtRiskLower(p), 1e-6);
            Near.AssertRelative(-lower, mixture.ValueAtRiskUpper(p), 1e-6);
        }

        Assert.Equal((float.NegativeInfinity, float.PositiveInfinity), (mixture.ValueAtRiskLower(0), mixture.ValueAtRiskLower(1)));
        Assert.Equal((float.PositiveInfinity, float.NegativeInfinity), (mixture.ValueAtRiskUpper(0), mixture.ValueAtRiskUpper(1)));
    }

    [Fact]
    public void One_gaussian_has_the_closed_form_of_the_textbook()
    {
        GaussianMixture<double> mixture = new([1], [3], [0.5]);
        foreach (double p in (double[])[1e-12, 0.01, 0.3, 0.9])
        {
            double density = MathNet.Numerics.Distributions.Normal.PDF(0, 1, MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, p));
            Near.AssertRelative(3 - (0.5 * density / p), mixture.ExpectedShortfallLower(p), 1e-12);
            Near.AssertRelative(3 + (0.5 * density / p), mixture.ExpectedShortfallUpper(p), 1e-12);
        }
    }

    [Fact]
    public void Shift_scale_order_and_mirror_move_them_along() => MixtureCase.ForAll(MixtureCase.Gentle(2), mixture =>
    {
        MixtureCase mirror = mixture.Moved(shift: 0, factor: -1) with { Scales = mixture.Scales };
        foreach (double p in Tails)
        {
            double lower = mixture.View().ExpectedShortfallLower(p, 1);
            Near.AssertAbsolute((2 * lower) + 5, mixture.Moved(shift: 5, factor: 2).View().ExpectedShortfallLower(p, 1), 1e-11);
            Near.AssertAbsolute(lower, mixture.Reversed().View().ExpectedShortfallLower(p, 1), 1e-11);
            Assert.Equal(-lower, mirror.View().ExpectedShortfallUpper(p, 1));
            Assert.Equal(lower, mixture.Marginal(1).View().ExpectedShortfallLower(p));
        }
    });

    [Fact]
    public void Ends_are_the_mean_and_infinity_and_a_step_has_its_place()
    {
        GaussianMixture<float> mixture = new([0.5f, 0.5f], [0, 1], [1, 1]);
        Assert.Equal((float.NegativeInfinity, 0.5f), (mixture.ExpectedShortfallLower(0), mixture.ExpectedShortfallLower(1)));
        Assert.Equal((float.PositiveInfinity, 0.5f), (mixture.ExpectedShortfallUpper(0), mixture.ExpectedShortfallUpper(1)));

        // No number between -1000 and its neighbours has the mass asked for.
        GaussianMixture<double> step = new([0.5, 0.5], [-1000, 2000], [1e-18, 1e-18]);
        Near.AssertRelative(-1000, step.ExpectedShortfallLower(0.25), 1e-15);
        Near.AssertRelative(1000, step.ExpectedShortfallUpper(0.75), 1e-12);
        Assert.True(double.IsFinite(new GaussianMixture<double>([0.5, 0.5], [0, 0], [1e-300, 1e300]).ExpectedShortfallLower(0.9)));
    }

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.ForAll(MixtureCase.Nasty(), drawn =>
    {
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> single = new(weights, means, scales);
        GaussianMixture<double> same = drawn.Rounded().View();
        Near.AssertRelative(same.ExpectedShortfallLower(0.125), single.ExpectedShortfallLower(0.125f), 6.1e-8);
        Near.AssertRelative(same.ExpectedShortfallUpper(0.75), single.ExpectedShortfallUpper(0.75f), 6.1e-8);
    });
}
