using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureTests
{
    [Fact]
    public void A_mixture_shows_what_it_was_given()
    {
        double[] weights = [0.25, 0.75], means = [1, 2, 3, 4, 5, 6], scales = [1, 1, 2, 2, 3, 3];
        GaussianMixture<double> mixture = new(weights, means, scales);
        Assert.Equal(2, mixture.Components);
        Assert.Equal(3, mixture.Dimensions);
        Assert.True(mixture.Weights == weights);
        Assert.True(mixture.Means == means);
        Assert.True(mixture.Scales == scales);
    }

    [Fact]
    public void Weights_are_divided_by_their_sum()
    {
        double[] means = [0, 0, 5], scales = [1, 1, 2];
        GaussianMixture<double> rounded = new([0.333, 0.333, 0.333], means, scales);
        GaussianMixture<double> exact = new([1 / 3.0, 1 / 3.0, 1 / 3.0], means, scales);
        Near.AssertRelative(exact.LogDensity([1]), rounded.LogDensity([1]), 1e-15);
        Near.AssertRelative(exact.Mean(), rounded.Mean(), 1e-15);
        Near.AssertRelative(exact.Variance(), rounded.Variance(), 1e-15);
        Near.AssertRelative(exact.Crps(3), rounded.Crps(3), 1e-14);
        Assert.Equal(1, rounded.Cdf(100));
        Near.AssertRelative(exact.Quantile(0.9999), rounded.Quantile(0.9999), 1e-12);
    }

    [Theory]
    [InlineData(0, 0, 0, "weights", "at least one component, got none")]
    [InlineData(2, 3, 3, "means", "a multiple of K = 2 (the length of weights), got 3")]
    [InlineData(2, 0, 0, "means", "a multiple of K = 2 (the length of weights), got 0")]
    [InlineData(2, 4, 2, "scales", "[K*D] = 4 values (the length of means), got 2")]
    public void Wrong_lengths_are_refused_by_name(int weights, int means, int scales, string argument, string said)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Make(
            Enumerable.Repeat(1.0 / weights, weights).ToArray(), new double[means], Enumerable.Repeat(1.0, scales).ToArray()));
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1, 1.1, 0, 1, "weights", "0 or more, got -0.1 at 0")]
    [InlineData(double.NaN, 1, 0, 1, "weights", "got NaN at 0")]
    [InlineData(0.5, double.PositiveInfinity, 0, 1, "weights", "at 1")]
    [InlineData(0.5, 0.502, 0, 1, "weights", "sum to 1 (within 0.001), got 1.002")]
    [InlineData(0.5, 0.5, double.NaN, 1, "means", "got NaN at 1")]
    [InlineData(0.5, 0.5, double.NegativeInfinity, 1, "means", "at 1")]
    [InlineData(0.5, 0.5, 0, 0, "scales", "above 0, got 0 at 1")]
    [InlineData(0.5, 0.5, 0, -1, "scales", "above 0, got -1 at 1")]
    [InlineData(0.5, 0.5, 0, double.NaN, "scales", "got NaN at 1")]
    [InlineData(0.5, 0.5, 0, double.PositiveInfinity, "scales", "at 1")]
    public void Wrong_values_are_refused_by_name(
        double first, double second, double mean, double scale, string argument, string said)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Make([first, second], [0, mean], [1, scale]));
        Assert.Equal(argument, error.ParamName);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_dimension_that_is_not_there_is_refused_by_every_question(int dimension)
    {
        double[] weights = [1], means = [0, 0], scales = [1, 1];
        Action[] questions =
        [
            () => Make(weights, means, scales).Mean(dimension),
            () => Make(weights, means, scales).Variance(dimension),
            () => Make(weights, means, scales).StandardDeviation(dimension),
            () => Make(weights, means, scales).Cdf(0, dimension),
            () => Make(weights, means, scales).Survival(0, dimension),
            () => Make(weights, means, scales).Quantile(0.5, dimension),
            () => Make(weights, means, scales).Crps(0, dimension),
            () => Make(weights, means, scales).LogCdf(0, dimension),
            () => Make(weights, means, scales).LogSurvival(0, dimension),
            () => Make(weights, means, scales).Probability(0, 1, dimension),
            () => Make(weights, means, scales).CentralInterval(0.5, dimension),
            () => Make(weights, means, scales).Quantiles([], [], dimension),
            () => Make(weights, means, scales).ValueAtRiskLower(0.5, dimension),
            () => Make(weights, means, scales).ValueAtRiskUpper(0.5, dimension),
            () => Make(weights, means, scales).ExpectedShortfallLower(0.5, dimension),
            () => Make(weights, means, scales).ExpectedShortfallUpper(0.5, dimension),
            () => Make(weights, means, scales).Skewness(dimension),
            () => Make(weights, means, scales).ExcessKurtosis(dimension),
        ];
        Assert.All(questions, question =>
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(question);
            Assert.Equal("dimension", error.ParamName);
            Assert.Contains($"from 0 to 1, got {dimension}", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Spans_of_another_length_are_refused_by_name()
    {
        double[] weights = [0.5, 0.5], means = [0, 0, 1, 1], scales = [1, 1, 1, 1];
        Expect("t", "[D] = [2] values, got [1]", () => Make(weights, means, scales).LogDensity([0]));
        Expect("t", "[D] = [2] values, got [3]", () => Make(weights, means, scales).Density([0, 0, 0]));
        Expect("t", "[D] = [2] values, got [0]", () => Make(weights, means, scales).Responsibilities([], new double[2]));
        Expect("destination", "[K] = [2] values, got [3]",
            () => Make(weights, means, scales).Responsibilities([0, 0], new double[3]));
        Expect("t", "[D] = [2] values, got [1]", () => Make(weights, means, scales).LogDensityGradient([0], new double[2]));
        Expect("destination", "[D] = [2] values, got [3]",
            () => Make(weights, means, scales).LogDensityGradient([0, 0], new double[3]));
        Expect("destination", "[count] = [2] values, got [1]",
            () => Make(weights, means, scales).Quantiles([0.1, 0.2], new double[1]));
        Expect("sample", "[D] = [2] values, got [1]", () => Make(weights, means, scales).Sample(1, 0, new double[1]));
        Expect("samples", "[count, 2] values, got [4, 3]", () => Make(weights, means, scales).Sample(1, new double[4, 3]));
        Make(weights, means, scales).Sample(1, Span2D<double>.Empty);

        static void Expect(string argument, string said, Action question)
        {
            ArgumentException error = Assert.Throws<ArgumentException>(question);
            Assert.Equal(argument, error.ParamName);
            Assert.Contains(said, error.Message, StringComparison.Ordinal);
        }
    }

    private static GaussianMixture<double> Make(double[] weights, double[] means, double[] scales) => new(weights, means, scales);
}
