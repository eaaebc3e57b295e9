namespace MdnSimd.Comparison.Measurement;

/// <summary>Nanoseconds per iteration over the samples of a run.</summary>
/// <param name="Lower">The first quartile.</param>
/// <param name="Median">The median.</param>
/// <param name="Upper">The third quartile.</param>
internal readonly record struct Timing(double Lower, double Median, double Upper)
{
    /// <summary>The quartiles of <paramref name="samples"/>, which are sorted.</summary>
    public static Timing Of(List<double> samples)
    {
        samples.Sort();
        return new Timing(Quantile(samples, 0.25), Quantile(samples, 0.5), Quantile(samples, 0.75));
    }

    /// <summary>Each of them divided by <paramref name="divisor"/>: what a part of an iteration takes.</summary>
    public Timing Per(double divisor) => new(Lower / divisor, Median / divisor, Upper / divisor);

    /// <summary>A quantile of sorted numbers, linear between neighbours.</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double probability)
    {
        double position = probability * (sorted.Count - 1);
        int index = (int)position;
        double next = sorted[Math.Min(index + 1, sorted.Count - 1)];
        return sorted[index] + ((position - index) * (next - sorted[index]));
    }
}
