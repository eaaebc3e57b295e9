using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureIntervalsTests
{
    [Fact]
    public void The_probability_of_an_interval_is_the_integral_of_the_density() => MixtureCase.ForAll(MixtureCase.Gentle(), mixture =>
    {
        foreach ((double low, double width) in ((double, double)[])[(-12, 1), (-3, 8), (0.25, 1e-3), (2, 1e-10), (15, 0.1), (-30, 60)])
        {
            double expected = mixture.Integrate(t => mixture.View().Density([t]), low, low + width);
            Near.AssertAbsolute(expected, mixture.View().Probability(low, low + width), (1e-12 * expected) + 1e-20, $"{width} from {low}");
        }
    });

    [Fact]
    public void It_is_the_difference_of_another_library() => MixtureCase.ForAll(MixtureCase.Nasty(), mixture =>
    {
        double expected = Enumerable.Range(0, mixture.Components).Sum(k => mixture.Weights[k]
            * (Normal.CDF(mixture.Means[k], mixture.Scales[k], 4) - Normal.CDF(mixture.Means[k], mixture.Scales[k], -0.5)));
        Near.AssertAbsolute(expected, mixture.View().Probability(-0.5, 4), 1e-14);
    });

    [Fact]
    public void It_adds_up_and_agrees_with_both_tails() => MixtureCase.ForAll(MixtureCase.Nasty(), mixture =>
    {
        GaussianMixture<double> view = mixture.View();
        double[] ends = [double.NegativeInfinity, -1e5, -1, -1e-5, 0, 1e-9, 0.3, 2, 1000, double.PositiveInfinity];
        double sum = ends.Zip(ends.Skip(1)).Sum(piece => mixture.View().Probability(piece.First, piece.Second));
        Near.AssertAbsolute(1, sum, 1e-14);
        Near.AssertRelative(view.Cdf(-1), view.Probability(double.NegativeInfinity, -1), 1e-14);
        Near.AssertRelative(view.Survival(2), view.Probability(2, double.PositiveInfinity), 1e-14);
        Assert.Equal(0, view.Probability(0.3, 0.3));
        Assert.Equal(0, view.Probability(double.PositiveInfinity, double.PositiveInfinity));
        Assert.True(double.IsNaN(view.Probability(double.NaN, 1)) && double.IsNaN(view.Probability(0, double.NaN)));
    });

    [Fact]
    public void No_width_makes_it_jump()
    {
        static double Piece(double low, double width) => StandardNormal.Between(low, low + width, width);

        // Two methods meet at a width of half a standard deviation: density and difference of tails.
        for (double low = -9; low < 9; low += 0.125)
        {
            for (double width = 1e-12; width < 4; width *= 1.25)
            {
                double middle = low + (0.5 * width), curvature = (middle * middle) - 1;
                double expected = width < 1e-3
                    ? width * StandardNormal.Pdf(middle) * (1 + (curvature * width * width / 24))
                    : Enumerable.Range(0, 16).Sum(i => Piece(low + (i * width / 16), width / 16));
                Near.AssertRelative(expected, StandardNormal.Between(low, low + width, width), width < 1e-3 ? 1e-11 : 1e-13);
            }
        }
    }

    [Fact]
    public void The_central_interval_leaves_out_the_same_on_both_sides() => MixtureCase.ForAll(MixtureCase.Gentle(), mixture =>
    {
        foreach (double p in (double[])[0.01, 0.5, 0.9, 0.999999])
        {
            (double low, double high) = mixture.View().CentralInterval(p);
            Near.AssertRelative(0.5 * (1 - p), mixture.View().Cdf(low), 1e-11);
            Near.AssertRelative(0.5 * (1 - p), mixture.View().Survival(high), 1e-11);
            Near.AssertAbsolute(p, mixture.View().Probability(low, high), 1e-12);
            (double movedLow, double movedHigh) = mixture.Moved(shift: 5, factor: 2).View().CentralInterval(p);
            Near.AssertAbsolute(0.5 * (1 - p), mixture.View().Cdf((movedLow - 5) / 2), 1e-12);
            Near.AssertAbsolute(0.5 * (1 - p), mixture.View().Survival((movedHigh - 5) / 2), 1e-12);
        }
    });

    [Fact]
    public void Central_intervals_are_nested_in_order_and_end_with_the_line() => MixtureCase.ForAll(MixtureCase.Nasty(), mixture =>
    {
        double median = mixture.View().Quantile(0.5);
        Assert.Equal((median, median), mixture.View().CentralInterval(0));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), mixture.View().CentralInterval(1));
        (double lastLow, double lastHigh) = (median, median);
        foreach (double p in (double[])[1e-16, 1e-3, 0.2, 0.8, 0.99])
        {
            (double low, double high) = mixture.View().CentralInterval(p);
            Assert.True(low <= high, $"{low} to {high}");
            Assert.True(mixture.View().Cdf(low) <= mixture.View().Cdf(lastLow) + 1e-12);
            Assert.True(mixture.View().Survival(high) <= mixture.View().Survival(lastHigh) + 1e-12);
            (lastLow, lastHigh) = (low, high);
        }
    });

    [Fact]
    public void Many_quantiles_are_each_the_one_alone() => MixtureCase.ForAll(MixtureCase.Nasty(2), mixture =>
    {
        double[] probabilities = [0.7, 0, 1e-6, 1, 0.5], quantiles = new double[5];
        mixture.View().Quantiles(probabilities, quantiles, 1);
        for (int i = 0; i < quantiles.Length; i++)
        {
            Assert.Equal(mixture.View().Quantile(probabilities[i], 1), quantiles[i]);
        }

        mixture.View().Quantiles(probabilities, probabilities, 1);
        Assert.Equal(quantiles, probabilities);
    });

    [Fact]
    public void What_is_no_interval_and_no_probability_is_refused_by_name()
    {
        Refused.ByName(() => new GaussianMixture<double>([1], [0], [1]).Probability(2, 1), "high", "low = 2 or more, got 1");
        double[] destination = [7, 7];
        Refused.ByName(
            () => new GaussianMixture<double>([1], [0], [1]).Quantiles([0.5, 1.5], destination),
            "probabilities", "from 0 to 1, got 1.5 at 1");
        Assert.Equal([7, 7], destination);
    }

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.ForAll(MixtureCase.Nasty(), drawn =>
    {
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> single = new(weights, means, scales);
        GaussianMixture<double> same = drawn.Rounded().View();
        Near.AssertAbsolute(same.Probability(-2, 0.5), single.Probability(-2, 0.5f), 6e-8);
        (double low, double high) = same.CentralInterval(0.75);
        (float singleLow, float singleHigh) = single.CentralInterval(0.75f);
        Assert.Equal(((float)low, (float)high), (singleLow, singleHigh));
    });
}
