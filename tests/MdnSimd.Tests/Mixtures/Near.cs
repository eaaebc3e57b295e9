namespace MdnSimd.Tests.Mixtures;

/// <summary>Comparisons with a tolerance that is always named at the call.</summary>
internal static class Near
{
    public static bool Relative(double expected, double actual, double tolerance) =>
        expected == actual || Math.Abs(actual - expected) <= tolerance * Math.Abs(expected);

    public static bool Absolute(double expected, double actual, double tolerance) => Math.Abs(actual - expected) <= tolerance;

    public static void AssertRelative(double expected, double actual, double tolerance, string what = "") => Assert.True(
        Relative(expected, actual, tolerance),
        $"{what} expected {expected:R}, got {actual:R}: off by {Math.Abs((actual / expected) - 1):E2} relative, "
        + $"allowed {tolerance:E1}");

    public static void AssertAbsolute(double expected, double actual, double tolerance, string what = "") => Assert.True(
        Absolute(expected, actual, tolerance),
        $"{what} expected {expected:R}, got {actual:R}: off by {Math.Abs(actual - expected):E2}, allowed {tolerance:E1}");
}
