using MdnSimd.Cli.Scoring;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Cli.Scoring;

public sealed class PitCountsTests
{
    [Fact]
    public void Tenths_hold_their_lower_end_and_the_last_one_both()
    {
        PitCounts counts = Count(0, 0.05, 0.0999, 0.101, 0.5, 0.95, 1, 1);
        Assert.Equal([0.375, 0.125, 0, 0, 0, 0.125, 0, 0, 0, 0.375], counts.Histogram);
    }

    [Fact]
    public void Values_spread_evenly_are_calibrated() =>
        Assert.Equal(0, Count([.. Enumerable.Range(0, 100).Select(i => (i + 0.5) / 100)]).MeanAbsoluteDeviation, 1e-15);

    [Fact]
    public void What_is_known_of_the_worst_forecasts()
    {
        // The mean of |0.5 - p| over the 99 levels, and that of p.
        Assert.Equal(0.5, Count(1, 1, 1).MeanAbsoluteDeviation, 1e-15);
        Assert.Equal(0.5, Count(0).MeanAbsoluteDeviation, 1e-15);
        Assert.Equal(24.5 / 99, Count(0, 1).MeanAbsoluteDeviation, 1e-15);
    }

    [Fact]
    public void The_deviation_is_that_of_the_distribution_function_from_the_diagonal()
    {
        double[] values = [0.013, 0.377, 0.381, 0.52, 0.524, 0.91];
        double expected = Enumerable.Range(1, 99).Average(
            level => Math.Abs(values.Average(value => value < level / 100.0 ? 1 : 0) - (level / 100.0)));
        Assert.Equal(expected, Count(values).MeanAbsoluteDeviation, 1e-15);
    }

    [Fact]
    public void Too_wide_a_forecast_is_a_hill_and_too_narrow_a_one_a_valley()
    {
        double[] outcomes = [.. Enumerable.Range(0, 1000).Select(i => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / 1000))];
        foreach ((float scale, double first, double middle) in new[] { (1f, 0.1, 0.1), (2f, 0.0052, 0.1938), (0.5f, 0.261, 0.0504) })
        {
            Scores scores = new(1);
            foreach (double outcome in outcomes)
            {
                scores.Add(new GaussianMixture<float>([1f], [0f], [scale]), [(float)outcome]);
            }

            // The normal probability between the forecast's deciles: Phi(scale * decile).
            double[] histogram = scores.PitHistogram[0];
            Assert.Equal(first, histogram[0], 1.5e-3);
            Assert.Equal(middle, histogram[4], 1.5e-3);
            Assert.Equal(first, histogram[9], 1.5e-3);
        }
    }

    private static PitCounts Count(params double[] values)
    {
        PitCounts counts = new();
        foreach (double value in values)
        {
            counts.Add(value);
        }

        return counts;
    }
}
