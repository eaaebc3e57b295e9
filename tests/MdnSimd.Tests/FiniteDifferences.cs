namespace MdnSimd.Tests;

/// <summary>
/// Holds analytic gradients against central differences. Several step sizes are tried, because no single one suits both a
/// steep and a flat function, or one with a kink nearby; a wrong formula agrees with none of them.
/// </summary>
internal static class FiniteDifferences
{
    /// <summary>The relative error that is allowed.</summary>
    public const double Tolerance = 1e-6;

    private static readonly double[] Steps = [1e-3, 1e-4, 1e-5, 1e-6];

    /// <summary>Asserts that d loss / d value is <paramref name="analytic"/>.</summary>
    /// <param name="what">Names the derivative in the message.</param>
    /// <param name="value">What is varied; restored afterwards.</param>
    /// <param name="loss">The function of it.</param>
    /// <param name="analytic">The derivative that the code gives.</param>
    public static void Check(string what, ref double value, Func<double> loss, double analytic)
    {
        double center = value;
        double best = double.PositiveInfinity;
        double closest = double.NaN;
        foreach (double relative in Steps)
        {
            double step = relative * Math.Max(1, Math.Abs(center));
            double numeric = FourPoints(ref value, center, step, loss, out double noise);
            double error = Math.Max(0, Math.Abs(numeric - analytic) - noise) / Math.Max(Math.Abs(numeric), Math.Abs(analytic));
            if (double.IsNaN(error))
            {
                error = numeric == analytic ? 0 : double.PositiveInfinity;
            }

            if (error < best)
            {
                (best, closest) = (error, numeric);
            }
        }

        value = center;
        Assert.True(best <= Tolerance, $"{what}: analytic {analytic:R}, by differences {closest:R}, relative error {best:g3}");
    }

    /// <summary>The fourth-order central difference, and the rounding noise that it may carry.</summary>
    private static double FourPoints(ref double value, double center, double step, Func<double> loss, out double noise)
    {
        value = center + step;
        double right = loss();
        value = center - step;
        double left = loss();
        value = center + (2 * step);
        double farRight = loss();
        value = center - (2 * step);
        double farLeft = loss();

        // Each loss is right to some ulps of its largest term; the smallest step must not be drowned in that.
        noise = 2e-15 * (1 + Math.Abs(right) + Math.Abs(left)) / step;
        return ((8 * (right - left)) - (farRight - farLeft)) / (12 * step);
    }
}
