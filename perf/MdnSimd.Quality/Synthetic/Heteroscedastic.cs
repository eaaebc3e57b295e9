using MdnSimd.Kernels;

namespace MdnSimd.Quality.Synthetic;

/// <summary>t = x sin(x) with normal noise of deviation 0.1 + 0.2 |x|; x is uniform in (-4, 4).</summary>
internal sealed class Heteroscedastic : Truth
{
    /// <inheritdoc/>
    public override string Name => "heteroscedastic";

    /// <inheritdoc/>
    public override (double X, double T) Draw(ref CounterRandom random)
    {
        double x = (8 * random.NextUniform()) - 4;
        return (x, Mean(x) + (Scale(x) * random.NextNormal()));
    }

    /// <inheritdoc/>
    public override double LogDensity(double t, double x) => LogNormal(t, Mean(x), Scale(x));

    private static double Mean(double x) => x * Math.Sin(x);

    private static double Scale(double x) => 0.1 + (0.2 * Math.Abs(x));
}
