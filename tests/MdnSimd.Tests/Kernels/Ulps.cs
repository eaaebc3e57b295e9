namespace MdnSimd.Tests.Kernels;

/// <summary>Errors in units in the last place (ulp) of the true value, subnormal values included.</summary>
internal static class Ulps
{
    /// <summary>The error of a float whose true value is given in double.</summary>
    public static double Of(float actual, double expected)
    {
        float magnitude = MathF.Abs((float)expected);
        return Of(actual, (float)expected, actual - expected, MathF.BitIncrement(magnitude) - magnitude);
    }

    /// <summary>The error of a double whose true value is high + low.</summary>
    public static double Of(double actual, double high, double low) =>
        Of(actual, high, actual - high - low, Math.BitIncrement(Math.Abs(high)) - Math.Abs(high));

    private static double Of(double actual, double rounded, double difference, double ulp)
    {
        if (actual.Equals(rounded))
        {
            return double.IsFinite(rounded) ? Math.Abs(difference) / ulp : 0;
        }

        return double.IsFinite(difference / ulp) ? Math.Abs(difference) / ulp : double.PositiveInfinity;
    }
}
