using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Scoring;

/// <summary>How well predicted densities foretold what happened, summed up row by row in double precision.</summary>
/// <param name="targets">The number of targets D.</param>
internal sealed class Scores(int targets)
{
    /// <summary>The central intervals whose coverage is measured, in percent.</summary>
    public static readonly int[] Levels = [50, 80, 90, 95];

    private const float SharpnessLevel = 0.9f;

    private readonly double[] squaredError = new double[targets];
    private readonly double[] absoluteError = new double[targets];
    private readonly double[] crps = new double[targets];
    private readonly double[] width = new double[targets];
    private readonly PitCounts[] pit = [.. Enumerable.Range(0, targets).Select(_ => new PitCounts())];
    private readonly long[] covered = new long[Levels.Length];
    private double negativeLogLikelihood;
    private double energyScore;

    /// <summary>The number of rows scored.</summary>
    public long Rows { get; private set; }

    /// <summary>Mean negative log-likelihood of a row in nats, in the targets' units.</summary>
    public double NegativeLogLikelihood => negativeLogLikelihood / Rows;

    /// <summary>Root mean squared error of the mean, per target, in its unit.</summary>
    public double[] RootMeanSquaredError => [.. squaredError.Select(sum => Math.Sqrt(sum / Rows))];

    /// <summary>Mean absolute error of the median, per target, in its unit.</summary>
    public double[] MeanAbsoluteError => [.. absoluteError.Select(sum => sum / Rows)];

    /// <summary>Continuous ranked probability score (Gneiting and Raftery 2007), per target, in its unit.</summary>
    public double[] ContinuousRankedProbabilityScore => [.. crps.Select(sum => sum / Rows)];

    /// <summary>Mean width of the central 90 % interval, per target, in its unit: the narrower, the more is foretold.</summary>
    public double[] Sharpness => [.. width.Select(sum => sum / Rows)];

    /// <summary>Mean absolute deviation of the probability integral transform from uniform, per target: 0 is perfect.</summary>
    public double[] CalibrationError => [.. pit.Select(counts => counts.MeanAbsoluteDeviation)];

    /// <summary>The share of values in each tenth of their predicted distribution, per target: 0.1 each is perfect.</summary>
    public double[][] PitHistogram => [.. pit.Select(counts => counts.Histogram)];

    /// <summary>Energy score of all targets together (Gneiting and Raftery 2007); NaN of one target, whose crps it would be.</summary>
    public double EnergyScore => targets > 1 ? energyScore / Rows : double.NaN;

    /// <summary>The share of values inside each of <see cref="Levels"/>, over all rows and targets.</summary>
    public double[] Coverage => [.. covered.Select(count => (double)count / (Rows * targets))];

    /// <summary>Scores one row.</summary>
    /// <param name="mixture">What was predicted.</param>
    /// <param name="actual">What happened [D].</param>
    public void Add(GaussianMixture<float> mixture, ReadOnlySpan<float> actual)
    {
        Rows++;
        negativeLogLikelihood -= mixture.LogDensity(actual);
        energyScore += targets > 1 ? mixture.EnergyScore(actual) : 0;
        for (int d = 0; d < actual.Length; d++)
        {
            double error = (double)mixture.Mean(d) - actual[d];
            squaredError[d] += error * error;
            absoluteError[d] += Math.Abs((double)mixture.Quantile(0.5f, d) - actual[d]);
            crps[d] += mixture.Crps(actual[d], d);
            (float low, float high) = mixture.CentralInterval(SharpnessLevel, d);
            width[d] += (double)high - low;
            double cdf = mixture.Cdf(actual[d], d);
            AddCoverage(cdf);
            pit[d].Add(cdf);
        }
    }

    /// <summary>Adds what was summed up over other rows.</summary>
    public void Add(Scores other)
    {
        Rows += other.Rows;
        negativeLogLikelihood += other.negativeLogLikelihood;
        energyScore += other.energyScore;
        for (int d = 0; d < crps.Length; d++)
        {
            squaredError[d] += other.squaredError[d];
            absoluteError[d] += other.absoluteError[d];
            crps[d] += other.crps[d];
            width[d] += other.width[d];
            pit[d].Add(other.pit[d]);
        }

        for (int i = 0; i < covered.Length; i++)
        {
            covered[i] += other.covered[i];
        }
    }

    /// <summary>A value lies in the central p interval when its cdf is within p/2 of one half.</summary>
    private void AddCoverage(double cdf)
    {
        double percentFromMedian = 200 * Math.Abs(cdf - 0.5);
        for (int i = 0; i < Levels.Length; i++)
        {
            covered[i] += percentFromMedian <= Levels[i] ? 1 : 0;
        }
    }
}
