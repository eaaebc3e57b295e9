using CommunityToolkit.HighPerformance;
using FsCheck.Fluent;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixturePeaksTests
{
    [Fact]
    public void Around_a_mode_nothing_is_higher_and_no_mean_is_higher_than_the_first() => CoupledCase.ForAll(
        CoupledCase.Nasty(3),
        mixture =>
        {
            double[][] modes = ModesOf(mixture);
            foreach (double[] mode in modes)
            {
                double height = mixture.View().LogDensity(mode);
                double[] shares = new double[mixture.Components];
                mixture.View().Responsibilities(mode, shares);
                int nearest = Array.IndexOf(shares, shares.Max());
                double[] factor = [.. mixture.Factors.Skip(nearest * 9).Take(9).Select(x => 1000 * x)], aside = new double[3];
                CoupledCase around = new([1], mode, factor);
                for (ulong i = 0; i < 20; i++)
                {
                    around.View().Sample(1, i, aside);
                    Assert.True(mixture.View().LogDensity(aside) <= height + (1e-12 * (1 + Math.Abs(height))), "higher beside a mode");
                }
            }

            double highest = mixture.View().LogDensity(modes[0]);
            Assert.Equal(highest, modes.Max(mode => mixture.View().LogDensity(mode)));
            foreach (double[] mean in mixture.Means.Chunk(3))
            {
                double height = mixture.View().LogDensity(mean);
                Assert.True(height <= highest + (1e-12 * (1 + Math.Abs(height))), "a mean is higher");
            }

            double[] first = new double[3];
            mixture.View().Mode(first);
            Assert.Equal(highest, mixture.View().LogDensity(first), 1e-12 * (1 + Math.Abs(highest)));
        },
        300);

    [Fact]
    public void Where_the_gradient_vanishes() => CoupledCase.ForAll(CoupledCase.Gentle(3), mixture =>
    {
        double[] gradient = new double[3];
        Assert.All(ModesOf(mixture), mode =>
        {
            mixture.View().LogDensityGradient(mode, gradient);
            Assert.All(gradient, slope => Near.AssertAbsolute(0, slope, 1e-9));
        });
    });

    [Fact]
    public void Modes_are_the_maxima_of_a_dense_grid() => CoupledCase.ForAll(CoupledCase.Gentle(2), mixture =>
    {
        const int Side = 241;
        const double Step = 0.05;
        double[][] modes = ModesOf(mixture);
        double[,] heights = new double[Side, Side];
        GaussianMixture<double> view = mixture.View();
        for (int i = 0; i < Side * Side; i++)
        {
            heights[i / Side, i % Side] = view.LogDensity([Place(i / Side), Place(i % Side)]);
        }

        for (int i = 1; i < Side - 1; i++)
        {
            for (int j = 1; j < Side - 1; j++)
            {
                double height = heights[i, j];
                bool maximum = Enumerable.Range(0, 9)
                    .All(n => n == 4 || heights[i - 1 + (n / 3), j - 1 + (n % 3)] < height);

                // On a slanting ridge a point of the grid may look like a maximum although none is near: look where it leads.
                if (maximum && Math.Abs(Slope(i, j)) < 0.02)
                {
                    Assert.Contains(modes, mode => Math.Abs(mode[0] - Place(i)) < 0.3 && Math.Abs(mode[1] - Place(j)) < 0.3);
                }
            }
        }

        Assert.True(heights.Cast<double>().Max() <= mixture.View().LogDensity(modes[0]) + 1e-12);

        static double Place(int i) => (i - (Side / 2)) * Step;
        double Slope(int i, int j)
        {
            double[] gradient = new double[2];
            mixture.View().LogDensityGradient([Place(i), Place(j)], gradient);
            return Math.Abs(gradient[0]) + Math.Abs(gradient[1]);
        }
    }, 20);

    [Fact]
    public void Two_long_components_that_cross_at_their_ends_have_a_third_mode_where_they_meet()
    {
        // Ray and Lindsay's example: variances 1 and 0.05, means (0, 0) and (1, 1).
        double wide = 1, narrow = 1 / Math.Sqrt(0.05);
        CoupledCase mixture = new([0.5, 0.5], [0, 0, 1, 1], [wide, 0, 0, narrow, narrow, 0, 0, wide]);
        double[,] modes = new double[4, 2];
        Assert.Equal(3, mixture.View().Modes(modes));
        double[][] rows = [.. Enumerable.Range(0, 3).Select(i => (double[])[modes[i, 0], modes[i, 1]])];
        Assert.Contains(rows, row => row[0] > 0.8 && row[1] < 0.2);
        Assert.Contains(rows, row => row[0] < 0.5 && row[1] < 0.1);
        Assert.Contains(rows, row => row[0] > 0.9 && row[1] > 0.5);
        double[,] two = new double[2, 2];
        Assert.Equal(2, mixture.View().Modes(two));
        Assert.Equal(modes[0, 0], two[0, 0]);
        Assert.Equal(modes[1, 1], two[1, 1]);
    }

    [Fact]
    public void Three_round_components_in_a_triangle_have_a_fourth_mode_in_the_middle()
    {
        double[] means = [1, 0, -0.5, Math.Sqrt(0.75), -0.5, -Math.Sqrt(0.75)];
        double[] third = [1 / 3.0, 1 / 3.0, 1 / 3.0], scales = new double[6];
        Array.Fill(scales, 0.72); // a little above the root of 1/2, from where on the middle is a maximum
        double[,] modes = new double[5, 2];
        int count = new GaussianMixture<double>(third, means, scales).Modes(modes);
        Assert.Equal(4, count);
        Assert.Contains(Enumerable.Range(0, 4), i => Math.Abs(modes[i, 0]) + Math.Abs(modes[i, 1]) < 1e-9);
    }

    [Fact]
    public void A_component_on_a_saddle_is_no_mode()
    {
        GaussianMixture<double> mixture = new([0.495, 0.01, 0.495], [-2, 0, 0, 0, 2, 0], [1, 1, 3, 3, 1, 1]);
        double[,] modes = new double[3, 2];
        Assert.Equal(2, mixture.Modes(modes));
        Near.AssertAbsolute(-modes[0, 0], modes[1, 0], 1e-9);
        Near.AssertAbsolute(0, modes[0, 1], 1e-9);
    }

    [Fact]
    public void A_climb_from_between_modes_reaches_one_that_no_other_climb_finds()
    {
        // Two horizontal and two vertical components cross in four modes about the origin, where a light component has its mean. Of
        // more than 64 components, though most are without weight, ridges are not searched.
        const int Components = 65;
        double[] weights = new double[Components], means = new double[2 * Components], scales = new double[2 * Components];
        Array.Fill(scales, 1);
        ((double[])[0.25, 0.25, 0.25, 0.25, 1e-6]).CopyTo(weights, 0);
        ((double[])[7, 0.6, -7, -0.6, 0.6, 7, -0.6, -7, 0, 0]).CopyTo(means, 0);
        ((double[])[3, 0.3, 3, 0.3, 0.3, 3, 0.3, 3, 0.3, 0.3]).CopyTo(scales, 0);
        double[,] modes = new double[Components, 2];
        Assert.Equal(5, new GaussianMixture<double>(weights, means, scales).Modes(modes));
        Assert.All(Enumerable.Range(0, 2), d => Assert.Single(
            Enumerable.Range(0, 5), i => Math.Abs(Math.Abs(modes[i, d]) - 0.6) < 0.2 && Math.Abs(modes[i, 1 - d]) < 1));
    }

    [Theory]
    [InlineData(1.99, 1)]
    [InlineData(2, 1)]
    [InlineData(2.01, 2)]
    public void Two_equal_components_part_at_two_standard_deviations_in_any_direction(double distance, int expected)
    {
        double[] factor = [0.8, -0.6, 0, 0.5];
        double[] direction = [0.6, 0.8];

        // U (m_2 - m_1) = distance * direction.
        double y = distance * direction[1] / factor[3];
        double x = ((distance * direction[0]) - (factor[1] * y)) / factor[0];
        CoupledCase mixture = new([0.5, 0.5], [5, -7, 5 + x, -7 + y], [.. factor, .. factor]);
        Assert.Equal(expected, ModesOf(mixture).Length);
    }

    [Fact]
    public void One_dimension_has_the_modes_that_the_exact_method_finds() => MixtureCase.ForAll(MixtureCase.Nasty(), mixture =>
    {
        double[] exact = new double[mixture.Components], highest = new double[1];
        double[,] modes = new double[mixture.Components, 1];
        int count = mixture.View().Modes(modes);
        Assert.Equal(mixture.View().Modes(exact), count);
        Assert.Equal(exact[..count], modes.Cast<double>().Take(count).Order());
        mixture.View().Mode(highest);
        Assert.Equal(modes[0, 0], highest[0]);
    });

    [Fact]
    public void Shift_scale_order_and_equal_components_change_nothing() => CoupledCase.ForAll(CoupledCase.Gentle(3), mixture =>
    {
        double[][] modes = ModesOf(mixture);
        AssertSame(modes, [.. ModesOf(mixture.Moved(shift: 5, factor: 2)).Select(mode => mode.Select(x => (x - 5) / 2).ToArray())]);
        AssertSame(modes, ModesOf(mixture.Reversed()));
        Assert.All(Assert.Single(ModesOf(mixture.AllLikeTheFirst())).Zip(mixture.Means), pair => Near.AssertAbsolute(pair.Second, pair.First, 1e-9));

        static void AssertSame(double[][] expected, double[][] actual)
        {
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected, mode => Assert.Contains(
                actual, other => mode.Zip(other).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6)));
        }
    });

    [Fact]
    public void Where_places_have_few_digits_left_a_mode_is_found_all_the_same() => CoupledCase.ForAll(CoupledCase.Gentle(2), drawn =>
    {
        // 1e-4 standard deviations to the next double.
        CoupledCase mixture = drawn.Moved(shift: 1e12, factor: 1);
        double[][] modes = ModesOf(mixture);
        double highest = mixture.View().LogDensity(modes[0]);
        Assert.All(mixture.Means.Chunk(2), mean => Assert.True(mixture.View().LogDensity(mean) <= highest + 1e-6));
    }, 300);

    [Fact]
    public void Components_far_apart_are_one_mode_each_however_light_in_float_too()
    {
        float[] weights = [1e-12f, 0.5f, 0.5f], means = [-1e6f, 5, 0, 0, 1e6f, -5], scales = [1e-3f, 1, 1, 1e3f, 1e3f, 1e-6f];
        float[,] modes = new float[3, 2];
        Assert.Equal(3, new GaussianMixture<float>(weights, means, scales).Modes(modes));
        Assert.Equal(1e6f, modes[0, 0]);
        Assert.Equal(-5, modes[0, 1]);
        Assert.Equal(-1e6f, modes[2, 0]);
    }

    [Fact]
    public void What_cannot_be_answered_is_refused_by_name()
    {
        Refused.ByName(() => Wide(2).Modes(new double[1, 3]), "destination", "[count, D] = [count, 2] values, got [1, 3]");
        Refused.ByName(() => Wide(2).Modes(Span2D<double>.Empty), "destination", "[K] = [1] values or more, got [0]");
        Refused.ByName(() => Wide(2).Mode(new double[1]), "destination", "[D] = [2] values, got [1]");
        Assert.Contains("32", Assert.Throws<NotSupportedException>(() => Wide(33).Mode(new double[33])).Message, StringComparison.Ordinal);

        static GaussianMixture<double> Wide(int dimensions) =>
            new([1], new double[dimensions], Enumerable.Repeat(1.0, dimensions).ToArray());
    }

    private static double[][] ModesOf(CoupledCase mixture)
    {
        double[,] modes = new double[3 * mixture.Components, mixture.Dimensions];
        int count = mixture.View().Modes(modes);
        Assert.InRange(count, 1, modes.GetLength(0));
        return [.. Enumerable.Range(0, count).Select(i => modes.GetRow(i).ToArray())];
    }
}
