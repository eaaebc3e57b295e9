using MdnSimd.Kernels;

namespace MdnSimd.Quality.Synthetic;

/// <summary>
/// t = sin(2 x) + e with x uniform in (-2, 2) and e from the gamma distribution of shape 3 and scale 0.2 (1 + x^2 / 4): skewness
/// 2 / sqrt(3), and nothing below sin(2 x).
/// </summary>
internal sealed class SkewedNoise : Truth
{
    private const int Shape = 3;

    /// <inheritdoc/>
    public override string Name => "skewed noise";

    /// <inheritdoc/>
    public override (double X, double T) Draw(ref CounterRandom random)
    {
        double x = (4 * random.NextUniform()) - 2;
        double sum = 0;
        for (int i = 0; i < Shape; i++)
        {
            sum -= Math.Log(random.NextUniform()); // of a whole shape: a sum of exponentials
        }

        return (x, Math.Sin(2 * x) + (Scale(x) * sum));
    }

    /// <inheritdoc/>
    public override double LogDensity(double t, double x)
    {
        const double GammaOfShape = 2;
        double e = (t - Math.Sin(2 * x)) / Scale(x);
        return e > 0 ? ((Shape - 1) * Math.Log(e)) - e - Math.Log(GammaOfShape * Scale(x)) : double.NegativeInfinity;
    }

    private static double Scale(double x) => 0.2 * (1 + (x * x / 4));
}
