using System.Globalization;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureEnergyScoreTests
{
    [Fact]
    public void Mean_distances_agree_with_30_digits()
    {
        foreach ((double[] means, double[] variances, string answer) in MeanDistanceReference.Cases)
        {
            double expected = double.Parse(answer, CultureInfo.InvariantCulture);
            string what = $"[{string.Join(", ", means)}] [{string.Join(", ", variances)}]";
            Near.AssertRelative(expected, MeanDistance.Independent([.. means], [.. variances]), 1e-12, what);

            // The same turned by a reflection, so that the covariance is full.
            (double[] turned, double[] covariance) = Turned(means, variances);
            double coupled = MeanDistance.Coupled(turned, covariance, new double[2 * means.Length]);
            Near.AssertRelative(expected, coupled, 1e-12, $"turned {what}");
        }
    }

    [Fact]
    public void Of_one_dimension_it_is_the_crps() => MixtureCase.Check(MixtureCase.Nasty(), mixture =>
        mixture.View().EnergyScore([0.5]) == mixture.View().Crps(0.5));

    [Fact]
    public void A_second_dimension_that_is_certain_changes_nothing() => MixtureCase.Check(MixtureCase.Gentle(), mixture =>
    {
        MixtureCase flat = mixture with
        {
            Means = [.. mixture.Means.SelectMany(m => new[] { m, 7 })],
            Scales = [.. mixture.Scales.SelectMany(s => new[] { s, 1e-9 })],
        };
        return Near.Relative(mixture.View().Crps(0.5), flat.View().EnergyScore([0.5, 7]), 2e-11);
    }, 50);

    [Fact]
    public void It_is_the_mean_over_samples() => CoupledCase.ForAll(CoupledCase.Gentle(4), mixture =>
    {
        const int Count = 20_000;
        double[] t = mixture.Point(0, 1.5), x = new double[4], other = new double[4];
        RunningMean mean = default;
        for (int i = 0; i < Count; i++)
        {
            mixture.View().Sample(1, (ulong)i, x);
            mixture.View().Sample(2, (ulong)i, other);
            mean.Add(Norm(x, t) - (0.5 * Norm(x, other)));
        }

        Estimate estimate = mean.ToEstimate();
        Near.AssertAbsolute(estimate.Value, mixture.View().EnergyScore(t), 5 * estimate.StandardError);
    }, 10);

    [Fact]
    public void Turning_everything_changes_nothing() => MixtureCase.Check(MixtureCase.Gentle(3), mixture =>
    {
        double[] factors = new double[9 * mixture.Components], scales = new double[3 * mixture.Components];
        List<double> means = [], covariances = [];
        foreach (int k in Enumerable.Range(0, mixture.Components))
        {
            (double[] m, double[] c) = Turned(mixture.Means[(3 * k)..((3 * k) + 3)], Squares(mixture.Scales[(3 * k)..((3 * k) + 3)]));
            means.AddRange(m);
            covariances.AddRange(c);
        }

        GaussianMixture<double> turned =
            GaussianMixture<double>.FromCovariances(mixture.Weights, [.. means], [.. covariances], factors, scales);
        double[] t = [1, -2, 0.5];
        return Near.Relative(mixture.View().EnergyScore(t), turned.EnergyScore(Turned(t, [1, 1, 1]).Means), 1e-10);
    }, 50);

    [Fact]
    public void Order_shift_scale_and_equal_components_change_nothing() => CoupledCase.ForAll(CoupledCase.Gentle(3), mixture =>
    {
        double[] t = [1, -2, 0.5];
        double expected = mixture.View().EnergyScore(t);
        CoupledCase one = new([1], mixture.Means[..3], mixture.Factors[..9]);
        Near.AssertRelative(expected, mixture.Reversed().View().EnergyScore(t), 1e-10);
        Near.AssertRelative(2e3 * expected, mixture.Moved(shift: 5, factor: 2e3).View().EnergyScore([2005, -3995, 1005]), 1e-10);
        Near.AssertRelative(one.View().EnergyScore(t), mixture.AllLikeTheFirst().View().EnergyScore(t), 1e-10);
    }, 30);

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.Check(MixtureCase.Nasty(2), drawn =>
    {
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> single = new(weights, means, scales);
        return Near.Relative(drawn.Rounded().View().EnergyScore([0.5, -0.5]), single.EnergyScore([0.5f, -0.5f]), 6.1e-8);
    }, 100);

    [Fact]
    public void Extreme_numbers_give_an_answer()
    {
        GaussianMixture<double> mixture = new([0.5, 0.5], [1e300, 0, -1e300, 1], [1e-300, 1, 1e200, 1e-200]);
        Near.AssertRelative(1e300 - (0.25 * 2e300), mixture.EnergyScore([0, 0]), 1e-11);
        Assert.Equal(double.PositiveInfinity, mixture.EnergyScore([double.NegativeInfinity, 0]));
        Assert.Equal(double.NaN, mixture.EnergyScore([double.NaN, 0]));
        Refused.ByName(() => new GaussianMixture<double>([1], [0, 0], [1, 1]).EnergyScore([1]), "t", "[D]", "[2]", "[1]");
    }

    /// <summary>I - 2 v v^T applied to a mean and to a diagonal covariance.</summary>
    private static (double[] Means, double[] Covariance) Turned(double[] means, double[] variances)
    {
        int n = means.Length;
        double[] v = [.. Enumerable.Range(1, n).Select(i => i / Math.Sqrt(n * (n + 1) * ((2 * n) + 1) / 6.0))];
        double[,] q = new double[n, n];
        for (int i = 0; i < n * n; i++)
        {
            q[i / n, i % n] = (i / n == i % n ? 1 : 0) - (2 * v[i / n] * v[i % n]);
        }

        double[] turned = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => q[i, j] * means[j]))];
        double[] covariance =
        [
            .. Enumerable.Range(0, n * n).Select(i => Enumerable.Range(0, n).Sum(j => q[i / n, j] * variances[j] * q[i % n, j])),
        ];
        return (turned, covariance);
    }

    private static double[] Squares(double[] values) => Array.ConvertAll(values, x => x * x);

    private static double Norm(double[] x, double[] y) => Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum());
}
