using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Scoring;

/// <summary>How well predicted densities foretold what happened, summed up row by row in double precision.</summary>
/// <param name="targets">The number of targets D.</param>
internal sealed class Scores(int targets)
{
    /// <summary>The central intervals whose coverage is measured, in percent.</summary>
    public static readonly int[] Levels = [50, 80, 90, 95];

    private readonly double[] _squaredError = new double[targets];
    private readonly double[] _absoluteError = new double[targets];
    private readonly double[] _crps = new double[targets];
    private readonly long[] _covered = new long[Levels.Length];
    private double _negativeLogLikelihood;

    /// <summary>The number of rows scored.</summary>
    public long Rows { get; private set; }

    /// <summary>Mean negative log-likelihood of a row in nats, in the targets' units.</summary>
    public double NegativeLogLikelihood => _negativeLogLikelihood / Rows;

    /// <summary>Root mean squared error of the mean, per target, in its unit.</summary>
    public double[] RootMeanSquaredError => [.. _squaredError.Select(sum => Math.Sqrt(sum / Rows))];

    /// <summary>Mean absolute error of the median, per target, in its unit.</summary>
    public double[] MeanAbsoluteError => [.. _absoluteError.Select(sum => sum / Rows)];

    /// <summary>Continuous ranked probability score (Gneiting and Raftery 2007), per target, in its unit.</summary>
    public double[] ContinuousRankedProbabilityScore => [.. _crps.Select(sum => sum / Rows)];

    /// <summary>The share of values inside each of <see cref="Levels"/>, over all rows and targets.</summary>
    public double[] Coverage => [.. _covered.Select(count => (double)count / (Rows * targets))];

    /// <summary>Scores one row.</summary>
    /// <param name="mixture">What was predicted.</param>
    /// <param name="actual">What happened [D].</param>
    public void Add(GaussianMixture<float> mixture, ReadOnlySpan<float> actual)
    {
        Rows++;
        _negativeLogLikelihood -= mixture.LogDensity(actual);
        for (int d = 0; d < actual.Length; d++)
        {
            double error = (double)mixture.Mean(d) - actual[d];
            _squaredError[d] += error * error;
            _absoluteError[d] += Math.Abs((double)mixture.Quantile(0.5f, d) - actual[d]);
            _crps[d] += mixture.Crps(actual[d], d);
            AddCoverage(mixture.Cdf(actual[d], d));
        }
    }

    /// <summary>A value lies in the central p interval when its cdf is within p/2 of one half.</summary>
    private void AddCoverage(double cdf)
    {
        double percentFromMedian = 200 * Math.Abs(cdf - 0.5);
        for (int i = 0; i < Levels.Length; i++)
        {
            _covered[i] += percentFromMedian <= Levels[i] ? 1 : 0;
        }
    }
}
