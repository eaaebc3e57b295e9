namespace MdnSimd.Mixtures;

/// <summary>
/// Mean and standard error in one pass: B. P. Welford, "Note on a method for calculating corrected sums of squares and products",
/// Technometrics 4 (1962) 419-420. A mutable value.
/// </summary>
internal struct RunningMean
{
    private long count;
    private double mean;
    private double squares; // the sum of squared distances from the mean

    /// <summary>One more number.</summary>
    public void Add(double value)
    {
        count++;
        double distance = value - mean;
        mean += distance / count;
        squares += distance * (value - mean);
    }

    /// <summary>The mean of at least two numbers, taken as independent.</summary>
    public readonly Estimate ToEstimate() => new(mean, Math.Sqrt(squares / ((count - 1) * (double)count)));
}
