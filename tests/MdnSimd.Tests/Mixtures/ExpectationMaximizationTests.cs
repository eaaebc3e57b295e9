using MdnSimd.Kernels;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class ExpectationMaximizationTests
{
    private const double Least = 0.05;

    [Fact]
    public void Two_clusters_are_found_wherever_the_search_begins()
    {
        // 30 % at -1 with scale 0.2, 70 % at 2 with scale 0.5.
        CounterRandom random = new(3);
        double[] points = new double[4000];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = random.NextUniform() < 0.3 ? -1 + (0.2 * random.NextNormal()) : 2 + (0.5 * random.NextNormal());
        }

        for (ulong seed = 0; seed < 10; seed++)
        {
            MixtureEstimate found = ExpectationMaximization.Fit(new MixtureLayout(2, 1, Covariance.Diagonal), points, [], Least, seed);
            int low = found.Means[0] < found.Means[1] ? 0 : 1;
            Near.AssertAbsolute(0.3, found.Weights[low], 0.04, "weight"); // drawn a little towards equal shares
            Near.AssertAbsolute(-1, found.Means[low], 0.03, "mean");
            Near.AssertAbsolute(2, found.Means[1 - low], 0.04, "mean");
            Near.AssertAbsolute(0.2, found.Scales[low], 0.02, "scale");
            Near.AssertAbsolute(0.5, found.Scales[1 - low], 0.03, "scale");
        }
    }

    [Fact]
    public void One_component_has_the_mean_and_the_covariance_of_the_points()
    {
        double[] points = Coupled(3000, 4);
        MixtureEstimate found = ExpectationMaximization.Fit(new MixtureLayout(1, 3, Covariance.Full), points, [], Least, 1);
        double[,] expected = SampleCovariance(points);

        // U_ii = 1 / sigma_i, U_ij = c_ij / sigma_i: U Sigma U^T is 1 for Sigma = (U^T U)^-1.
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double sum = 0;
                for (int a = 0; a < 3; a++)
                {
                    for (int b = 0; b < 3; b++)
                    {
                        sum += U(i, a) * expected[a, b] * U(j, b);
                    }
                }

                Near.AssertAbsolute(i == j ? 1 : 0, sum, 5e-3, $"({i}, {j})");
            }
        }

        Assert.True(Math.Abs(U(0, 1)) > 0.5, "the case has couplings to speak of");

        double U(int i, int j) => (i == j ? 1 : i < j ? found.Couplings[(i * 3) + j] : 0) / found.Scales[i];
    }

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void A_point_of_weight_two_counts_as_two_points(Covariance covariance)
    {
        double[] points = Coupled(200, 6);
        double[] weights = [.. Enumerable.Range(0, 200).Select(i => i < 100 ? 2.0 : i < 150 ? 1 : 0)];
        double[] twice = [.. points[..300], .. points[..300], .. points[300..450]];
        MixtureLayout layout = new(2, 3, covariance);
        MixtureEstimate weighted = ExpectationMaximization.Fit(layout, points, weights, Least, 2);
        MixtureEstimate copied = ExpectationMaximization.Fit(layout, twice, [], Least, 2);
        int same = Math.Abs(weighted.Means[0] - copied.Means[0]) < 0.1 ? 0 : 1;
        for (int k = 0; k < 2; k++)
        {
            int other = k ^ same;
            Near.AssertAbsolute(copied.Weights[other], weighted.Weights[k], 0.02, "weight");
            for (int d = 0; d < 3; d++)
            {
                Near.AssertAbsolute(copied.MeanOf(other)[d], weighted.MeanOf(k)[d], 0.05, "mean");
                Near.AssertAbsolute(copied.ScalesOf(other)[d], weighted.ScalesOf(k)[d], 0.05, "scale");
            }
        }
    }

    [Fact]
    public void One_seed_gives_one_result()
    {
        double[] points = Coupled(300, 5);
        MixtureLayout layout = new(4, 3, Covariance.Full);
        Assert.Equal(
            ExpectationMaximization.Fit(layout, points, [], Least, 7).Couplings,
            ExpectationMaximization.Fit(layout, points, [], Least, 7).Couplings);
    }

    public static TheoryData<string, double[]> Odd => new()
    {
        { "one point", [0.3, -0.2, 4] },
        { "the same point again and again", [.. Enumerable.Repeat(new[] { 1.0, 0, -1 }, 50).SelectMany(point => point)] },
        { "two places for five components", [.. Enumerable.Range(0, 60).SelectMany(i => i % 3 == 0 ? new[] { 1.0, 1, 1 } : [-0.5, -0.5, -0.5])] },
        { "one dimension constant", [.. Enumerable.Range(0, 60).SelectMany(i => new[] { i / 20.0, 0, i % 7 })] },
        { "dimensions that are one", [.. Enumerable.Range(0, 60).SelectMany(i => new[] { i / 20.0, i / 20.0, i / 20.0 })] },
        { "one point far away", [.. Enumerable.Range(0, 60).SelectMany(i => new[] { i == 9 ? 1e15 : i % 5, i % 3, i % 2 })] },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void Whatever_the_points_a_mixture_comes_out(string what, double[] points)
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            MixtureEstimate found = ExpectationMaximization.Fit(new MixtureLayout(5, 3, covariance), points, [], Least, 1);
            Assert.Equal(1, found.Weights.Sum(), 1e-12);
            Assert.All(found.Weights, weight => Assert.InRange(weight, 0.0199, 1));
            Assert.All(found.Means.Concat(found.Couplings), value => Assert.True(double.IsFinite(value), $"{what}, {covariance}: {value}"));
            Assert.All(found.Scales, scale => Assert.InRange(scale, Least, 1e15));
        }
    }

    [Fact]
    public void A_scale_link_and_its_inverse_cancel()
    {
        MixtureLayout layout = new(1, 1, Covariance.Diagonal);
        foreach (ScaleLink link in Enum.GetValues<ScaleLink>())
        {
            foreach (double scale in (double[])[1e-6, 0.01, 0.5, 0.999, 1, 1.5, 30, 1e6])
            {
                double raw = ScaleLinkValues.Back(link, scale);
                Near.AssertRelative(scale, ScaleLinkValues.Forth(link, raw), 1e-9, $"{link}");
                (_, _, _, double[] scales, _) = HeadRunner.Predict(layout, link, [0.0, 0, raw]);
                Near.AssertRelative(scale + HeadCase.Floor, scales[0], 1e-9, $"{link}");
            }
        }
    }

    /// <summary>Three dimensions, each a regression on those behind it.</summary>
    private static double[] Coupled(int count, ulong seed)
    {
        CounterRandom random = new(seed);
        double[] points = new double[3 * count];
        for (int i = 0; i < points.Length; i += 3)
        {
            points[i + 2] = random.NextNormal() + (random.NextUniform() < 0.5 ? 2 : -2);
            points[i + 1] = (0.5 * points[i + 2]) + (0.5 * random.NextNormal());
            points[i] = points[i + 1] - (0.3 * points[i + 2]) + (0.7 * random.NextNormal());
        }

        return points;
    }

    private static double[,] SampleCovariance(double[] points)
    {
        int count = points.Length / 3;
        double[,] covariance = new double[3, 3];
        double[] mean = [.. Enumerable.Range(0, 3).Select(d => Enumerable.Range(0, count).Average(i => points[(3 * i) + d]))];
        for (int i = 0; i < count; i++)
        {
            for (int a = 0; a < 3; a++)
            {
                for (int b = 0; b < 3; b++)
                {
                    covariance[a, b] += (points[(3 * i) + a] - mean[a]) * (points[(3 * i) + b] - mean[b]) / count;
                }
            }
        }

        return covariance;
    }
}
