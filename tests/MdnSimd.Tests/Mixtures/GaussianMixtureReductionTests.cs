using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureReductionTests
{
    [Fact]
    public void To_as_many_components_it_changes_nothing() => CoupledCase.ForAll(CoupledCase.Nasty(2), mixture =>
    {
        (CoupledCase same, double[] scales) = Reduced(mixture, mixture.Components);
        Assert.Equal(mixture.Weights, same.Weights);
        Assert.Equal(mixture.Means, same.Means);
        Assert.Equal(mixture.Factors, same.Factors);
        Assert.Equal(mixture.View().Scales.ToArray(), scales);
    });

    [Fact]
    public void Mean_and_covariance_are_kept() => CoupledCase.ForAll(CoupledCase.Gentle(3), mixture =>
    {
        double[] expected = Covariance(mixture);
        for (int count = 1; count <= mixture.Components; count++)
        {
            (CoupledCase fewer, double[] scales) = Reduced(mixture, count);
            double[] actual = Covariance(fewer);
            for (int d = 0; d < 3; d++)
            {
                Near.AssertAbsolute(mixture.View().Mean(d), fewer.View().Mean(d), 1e-12);
                for (int e = 0; e < 3; e++)
                {
                    double size = Math.Sqrt(expected[4 * d] * expected[4 * e]);
                    Near.AssertAbsolute(expected[(3 * d) + e], actual[(3 * d) + e], 1e-11 * size);
                }
            }

            Assert.All(fewer.View().Scales.ToArray().Zip(scales), pair => Near.AssertRelative(pair.First, pair.Second, 1e-9));
            Near.AssertAbsolute(1, fewer.Weights.Sum(), 1e-14);
        }
    });

    [Fact]
    public void Independent_dimensions_keep_their_means_and_variances() => MixtureCase.ForAll(MixtureCase.Nasty(2), mixture =>
    {
        for (int count = 1; count <= mixture.Components; count++)
        {
            MixtureCase fewer = Reduced(mixture, count);
            for (int d = 0; d < 2; d++)
            {
                double spread = mixture.View().StandardDeviation(d);
                Near.AssertAbsolute(mixture.View().Mean(d), fewer.View().Mean(d), 1e-9 * spread);
                Near.AssertRelative(spread, fewer.View().StandardDeviation(d), 1e-9);
            }
        }
    });

    [Fact]
    public void Every_merge_is_the_cheapest_by_the_formula() => MixtureCase.ForAll(MixtureCase.Gentle(2), mixture =>
    {
        // The oracle goes through all pairs with variances written out.
        List<(double Weight, double[] Mean, double[] Variance)> left =
        [
            .. Enumerable.Range(0, mixture.Components).Select(k => (
                mixture.Weights[k],
                mixture.Means[(2 * k)..((2 * k) + 2)],
                Array.ConvertAll(mixture.Scales[(2 * k)..((2 * k) + 2)], s => s * s))),
        ];
        while (left.Count > 1)
        {
            (int i, int j) = (
                from a in Enumerable.Range(0, left.Count)
                from b in Enumerable.Range(a + 1, left.Count - a - 1)
                orderby Cost(left[a], left[b])
                select (a, b)).First();
            left[i] = Merge(left[i], left[j]);
            left.RemoveAt(j);
            MixtureCase fewer = Reduced(mixture, left.Count);
            for (int k = 0; k < left.Count; k++)
            {
                Near.AssertRelative(left[k].Weight, fewer.Weights[k], 1e-12);
                for (int d = 0; d < 2; d++)
                {
                    Near.AssertAbsolute(left[k].Mean[d], fewer.Means[(2 * k) + d], 1e-10);
                    Near.AssertRelative(Math.Sqrt(left[k].Variance[d]), fewer.Scales[(2 * k) + d], 1e-10);
                }
            }
        }
    });

    [Fact]
    public void Diagonal_factors_merge_like_independent_dimensions_where_means_coincide()
    {
        MixtureCase diagonal = new([0.5, 0.3, 0.2], [1, 2, 1, 2, 1, 2], [1, 2, 1.5, 2.5, 9, 0.1]);
        CoupledCase coupled = new(diagonal.Weights, diagonal.Means, [1, 0, 0, 0.5, 1 / 1.5, 0, 0, 0.4, 1 / 9.0, 0, 0, 10]);
        MixtureCase expected = Reduced(diagonal, 2);
        (CoupledCase actual, double[] scales) = Reduced(coupled, 2);
        Assert.Equal(expected.Weights, actual.Weights);
        Assert.All(expected.Scales.Zip(scales), pair => Near.AssertRelative(pair.First, pair.Second, 1e-14));
    }

    [Fact]
    public void Components_of_no_weight_go_first()
    {
        MixtureCase fewer = Reduced(new MixtureCase([0.5, 0, 0.5, 0], [0, 5, 9, 1], [1, 1, 2, 3]), 2);
        Assert.Equal([0.5, 0.5], fewer.Weights);
        Assert.Equal([0, 9], fewer.Means);
        Assert.Equal([1, 2], fewer.Scales);
        Assert.Equal(7, Reduced(new MixtureCase([0, 0, 1], [5, 1, 7], [1, 1, 2]), 1).Means[0]);
    }

    [Fact]
    public void An_ensemble_of_equal_members_becomes_one_member() => MixtureCase.ForAll(MixtureCase.Gentle(2), mixture =>
    {
        MixtureCase ensemble = new(
            [.. mixture.Weights.Concat(mixture.Weights).Select(w => w / 2)],
            [.. mixture.Means, .. mixture.Means],
            [.. mixture.Scales, .. mixture.Scales]);
        MixtureCase one = Reduced(ensemble, mixture.Components);
        Near.AssertAbsolute(mixture.View().LogDensity([0.5, -1]), one.View().LogDensity([0.5, -1]), 1e-9);
    });

    [Fact]
    public void Wrong_lengths_are_refused_by_name()
    {
        double[] two = new double[2], three = new double[3], none = [];
        Refused.ByName(() => Small().Reduce(three, three, three), "weights", "[1] to [2]", "[3]");
        Refused.ByName(() => Small().Reduce(none, none, none), "weights", "[0]");
        Refused.ByName(() => Small().Reduce(two, three, two), "means", "[2]", "[3]");
        Refused.ByName(() => Small().Reduce(two, two, three), "scales", "[2]", "[3]");
        Refused.ByName(() => Small().Reduce(two, two, two, three), "precisionFactors", "[0]", "[3]");

        static GaussianMixture<double> Small() => new([0.5, 0.5], [0, 1], [1, 1]);
    }

    private static MixtureCase Reduced(MixtureCase mixture, int count)
    {
        MixtureCase fewer = new(new double[count], new double[count * mixture.Dimensions], new double[count * mixture.Dimensions]);
        GaussianMixture<double> view = mixture.View().Reduce(fewer.Weights, fewer.Means, fewer.Scales);
        Assert.Equal(count, view.Components);
        return fewer;
    }

    private static (CoupledCase Mixture, double[] Scales) Reduced(CoupledCase mixture, int count)
    {
        int d = mixture.Dimensions;
        double[] scales = new double[count * d];
        CoupledCase fewer = new(new double[count], new double[count * d], new double[count * d * d]);
        _ = mixture.View().Reduce(fewer.Weights, fewer.Means, scales, fewer.Factors);
        return (fewer, scales);
    }

    /// <summary>The covariance of the whole mixture, from textbook sums.</summary>
    private static double[] Covariance(CoupledCase mixture)
    {
        int n = mixture.Dimensions;
        double[] result = new double[n * n];
        double[,] within = new double[n, n];
        for (int k = 0; k < mixture.Components; k++)
        {
            mixture.View().ComponentCovariance(k, new Span2D<double>(within));
            for (int i = 0; i < n * n; i++)
            {
                double first = mixture.Means[(k * n) + (i / n)] - mixture.View().Mean(i / n);
                double second = mixture.Means[(k * n) + (i % n)] - mixture.View().Mean(i % n);
                result[i] += mixture.Weights[k] * (within[i / n, i % n] + (first * second));
            }
        }

        return result;
    }

    private static double Cost((double Weight, double[] Mean, double[] Variance) a, (double Weight, double[] Mean, double[] Variance) b)
    {
        (double weight, _, double[] variance) = Merge(a, b);
        return (weight * LogDeterminant(variance)) - (a.Weight * LogDeterminant(a.Variance)) - (b.Weight * LogDeterminant(b.Variance));
    }

    private static double LogDeterminant(double[] variance) => variance.Sum(Math.Log);

    private static (double Weight, double[] Mean, double[] Variance) Merge(
        (double Weight, double[] Mean, double[] Variance) a, (double Weight, double[] Mean, double[] Variance) b)
    {
        double weight = a.Weight + b.Weight;
        double[] mean = [.. a.Mean.Zip(b.Mean, (x, y) => ((a.Weight * x) + (b.Weight * y)) / weight)];
        double[] variance =
        [
            .. Enumerable.Range(0, mean.Length).Select(d =>
                ((a.Weight * (a.Variance[d] + Square(a.Mean[d] - mean[d]))) + (b.Weight * (b.Variance[d] + Square(b.Mean[d] - mean[d])))) / weight),
        ];
        return (weight, mean, variance);
    }

    private static double Square(double x) => x * x;
}
