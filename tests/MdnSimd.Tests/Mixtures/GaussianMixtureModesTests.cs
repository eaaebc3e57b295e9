using FsCheck.Fluent;
using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureModesTests
{
    [Fact]
    public void Modes_are_the_maxima_of_a_dense_grid() => Properties.ForAll(MixtureCase.Gentle().Generator, mixture =>
    {
        double[] modes = ModesOf(mixture);
        (double from, double to) = mixture.Support();
        double[] grid = [.. Enumerable.Range(0, 20001).Select(i => from + ((to - from) * i / 20000))];
        double[] heights = [.. grid.Select(t => Height(mixture, t))];
        for (int i = 1; i < grid.Length - 1; i++)
        {
            if (heights[i] > heights[i - 1] * (1 + 1e-12) && heights[i] > heights[i + 1] * (1 + 1e-12))
            {
                Assert.Contains(modes, mode => mode > grid[i - 1] && mode < grid[i + 1]);
            }
        }

        Assert.True(heights.Max() <= modes.Max(mode => Height(mixture, mode)) * (1 + 1e-14));
        Assert.Equal(modes.MaxBy(mode => Height(mixture, mode)), mixture.View().Mode());
    });

    [Fact]
    public void Every_mode_is_a_local_maximum_and_no_mean_lies_higher_than_all() => Properties.ForAll(
        MixtureCase.Nasty().Generator,
        mixture =>
        {
            double[] modes = ModesOf(mixture);
            Assert.InRange(modes.Length, 1, mixture.Components);
            Assert.Equal(modes.Order(), modes);
            double highest = mixture.View().LogDensity([mixture.View().Mode()]);
            foreach (double mode in modes)
            {
                double height = mixture.View().LogDensity([mode]);
                double aside = Math.Max(mixture.Scales.Min() * 1e-3, Math.BitIncrement(Math.Abs(mode)) - Math.Abs(mode));
                double noise = 1e-12 * Math.Max(1, Math.Abs(height));
                Assert.True(mixture.View().LogDensity([mode - aside]) <= height + noise, $"higher to the left of {mode}");
                Assert.True(mixture.View().LogDensity([mode + aside]) <= height + noise, $"higher to the right of {mode}");
                Assert.True(height <= highest + noise);
            }

            for (int k = 0; k < mixture.Components; k++)
            {
                double height = mixture.View().LogDensity([mixture.Means[k]]);
                Assert.True(height <= highest + 1e-12 * Math.Max(1, Math.Abs(height)), $"component {k} lies higher");
            }
        },
        1000);

    [Fact]
    public void Components_far_apart_are_one_mode_each_however_light()
    {
        double[] means = [-1e6, -3, 0, 40, 1e6];
        MixtureCase mixture = new([1e-12, 0.25, 0.25, 0.25, 0.25 - 1e-12], means, [1, 1e-6, 1e-3, 1, 1e4]);
        Assert.Equal(5, ModesOf(mixture).Length);
        Near.AssertAbsolute(-3, mixture.View().Mode(), 1e-12);
        foreach ((double mean, double mode) in means.Zip(ModesOf(mixture)))
        {
            Near.AssertAbsolute(mean, mode, 1e-6 * Math.Max(1, Math.Abs(mean)));
        }
    }

    [Theory]
    [InlineData(1.99, 1)]
    [InlineData(2, 1)]
    [InlineData(2.0001, 2)]
    [InlineData(2.01, 2)]
    public void Two_equal_components_part_at_two_standard_deviations(double distance, int expected)
    {
        Assert.Equal(expected, ModesOf(new([0.5, 0.5], [0, distance], [1, 1])).Length);
        Assert.Equal(expected, ModesOf(new([0.5, 0.5], [5, 5 + (1000 * distance)], [1000, 1000])).Length);
    }

    [Fact]
    public void A_spike_on_a_slope_is_found()
    {
        MixtureCase mixture = new([0.9999, 1e-4], [0, 1.5], [1, 1e-5]);
        double[] modes = ModesOf(mixture);
        Assert.Equal(2, modes.Length);
        Near.AssertAbsolute(0, modes[0], 1e-12);
        Near.AssertAbsolute(1.5, modes[1], 1e-6);
        Assert.Equal(modes[1], mixture.View().Mode());
    }

    [Fact]
    public void Shift_scale_order_and_equal_components_change_nothing() => Properties.ForAll(
        MixtureCase.Gentle().Generator,
        mixture =>
        {
            double[] modes = ModesOf(mixture), moved = ModesOf(mixture.Moved(shift: 5, factor: 2));
            Assert.Equal(modes.Length, moved.Length);
            Assert.All(modes.Zip(moved), pair => Near.AssertAbsolute((2 * pair.First) + 5, pair.Second, 1e-6));
            Assert.All(modes.Zip(ModesOf(mixture.Reversed())), pair => Near.AssertAbsolute(pair.First, pair.Second, 1e-6));
            Assert.Equal([mixture.Means[0]], ModesOf(mixture.AllLikeTheFirst()));
        });

    [Fact]
    public void A_thousand_components_are_no_trouble()
    {
        double[] means = [.. Enumerable.Range(0, 1000).Select(k => 10.0 * (k % 20))];
        double[] modes = ModesOf(new([.. means.Select(_ => 1e-3)], means, [.. means.Select(_ => 1.0)]));
        Assert.Equal(20, modes.Length);
        Assert.All(means.Zip(modes), pair => Near.AssertAbsolute(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Each_dimension_has_its_own()
    {
        GaussianMixture<float> mixture = new([0.5f, 0.5f], [0, 3, 10, 3], [1, 2, 1, 2]);
        float[] modes = new float[2];
        Assert.Equal(2, mixture.Modes(modes, 0));
        Assert.Equal(1, mixture.Modes(modes, 1));
        Assert.Equal(3, modes[0]);
        Assert.Equal(3, mixture.Mode(1));
    }

    [Fact]
    public void Too_short_a_destination_and_no_such_dimension_are_refused_by_name()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new GaussianMixture<double>([0.5, 0.5], [0, 1], [1, 1]).Modes(new double[1]));
        Assert.Equal("destination", error.ParamName);
        Assert.Contains("[K] = [2] values or more, got [1]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianMixture<double>([1], [0], [1]).Mode(1));
    }

    private static double Height(MixtureCase mixture, double t) => Enumerable.Range(0, mixture.Components)
        .Sum(k => mixture.Weights[k] * Normal.PDF(mixture.Means[k], mixture.Scales[k], t));

    private static double[] ModesOf(MixtureCase mixture)
    {
        double[] modes = new double[mixture.Components];
        return modes[..mixture.View().Modes(modes)];
    }
}
