using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureSamplingTests
{
    private const int Count = 20_000;

    // Correlated between the dimensions by its components, uncorrelated within each.
    private static readonly MixtureCase Example =
        new([0.2, 0.5, 0, 0.3], [0, 1, 50, -50, 777, 777, 100, 20], [1, 2, 3, 0.5, 1, 1, 0.25, 4]);

    private static readonly double[,] Samples = Draw(11);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Each_dimension_passes_kolmogorov_and_smirnov(int dimension)
    {
        double[] sorted = Enumerable.Range(0, Count).Select(i => Samples[i, dimension]).Order().ToArray();
        double distance = 0;
        for (int i = 0; i < Count; i++)
        {
            double cdf = Example.View().Cdf(sorted[i], dimension);
            distance = Math.Max(distance, Math.Max(cdf - ((double)i / Count), ((i + 1.0) / Count) - cdf));
        }

        // Exceeded by one seed in a thousand.
        Assert.InRange(distance * Math.Sqrt(Count), 0, 1.95);
    }

    [Fact]
    public void Components_are_drawn_as_often_as_their_weights_say()
    {
        int[] drawn = new int[4];
        for (int i = 0; i < Count; i++)
        {
            drawn[ComponentOf(i)]++;
        }

        Assert.Equal(0, drawn[2]);
        double chiSquare = Enumerable.Range(0, 4).Where(k => Example.Weights[k] > 0)
            .Sum(k => Square(drawn[k] - (Count * Example.Weights[k])) / (Count * Example.Weights[k]));
        Assert.InRange(chiSquare, 0, 13.8); // 2 degrees of freedom, one in a thousand
    }

    [Fact]
    public void Within_a_component_the_dimensions_are_independent()
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            int k = ComponentOf(i) * 2;
            double first = (Samples[i, 0] - Example.Means[k]) / Example.Scales[k];
            double second = (Samples[i, 1] - Example.Means[k + 1]) / Example.Scales[k + 1];
            sum += first * second;
        }

        Assert.InRange(sum / Math.Sqrt(Count), -3.3, 3.3);
    }

    [Fact]
    public void A_sample_depends_on_the_seed_and_its_index_alone()
    {
        double[] sample = new double[2];
        for (int i = 0; i < 500; i++)
        {
            Example.View().Sample(11, (ulong)i, sample);
            Assert.Equal(Samples[i, 0], sample[0]);
            Assert.Equal(Samples[i, 1], sample[1]);
        }

        double[,] few = new double[3, 2];
        Example.View().Sample(11, few);
        Assert.Equal(Samples[2, 1], few[2, 1]);

        // A window into a wider matrix: its rows are not contiguous.
        double[,] wide = new double[5, 4];
        Example.View().Sample(11, new Span2D<double>(wide, 1, 1, 3, 2));
        Assert.Equal(Samples[2, 0], wide[3, 1]);
        Assert.Equal(0, wide[3, 0]);
        Assert.Equal(0, wide[4, 1]);
        Assert.Equal(0, wide[3, 3]);
    }

    [Fact]
    public void Another_seed_gives_other_samples_and_float_gives_the_same_ones_rounded()
    {
        double[,] other = Draw(12);
        Assert.All(Enumerable.Range(0, 100), i => Assert.NotEqual(Samples[i, 0], other[i, 0]));

        (float[] weights, float[] means, float[] scales) = Example.ToFloat();
        float[,] single = new float[100, 2];
        new GaussianMixture<float>(weights, means, scales).Sample(11, single);
        Assert.All(Enumerable.Range(0, 100), i => Near.AssertRelative(Samples[i, 0], single[i, 0], 6e-8));
    }

    private static int ComponentOf(int i) => Samples[i, 0] < 25 ? 0 : Samples[i, 0] < 75 ? 1 : Samples[i, 0] < 400 ? 3 : 2;

    private static double[,] Draw(ulong seed)
    {
        double[,] samples = new double[Count, 2];
        Example.View().Sample(seed, samples);
        return samples;
    }

    private static double Square(double x) => x * x;
}
