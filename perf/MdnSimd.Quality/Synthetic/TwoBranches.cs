using MdnSimd.Kernels;

namespace MdnSimd.Quality.Synthetic;

/// <summary>
/// t is 1 + x with probability 0.3 + 0.4 x and -1 - sin(3 x) otherwise, with normal noise of deviation 0.1 and 0.3; x is uniform in
/// (0, 1).
/// </summary>
internal sealed class TwoBranches : Truth
{
    /// <inheritdoc/>
    public override string Name => "two branches";

    /// <inheritdoc/>
    public override (double X, double T) Draw(ref CounterRandom random)
    {
        double x = random.NextUniform();
        bool upper = random.NextUniform() < Upper(x);
        (double mean, double scale) = Branch(upper, x);
        return (x, mean + (scale * random.NextNormal()));
    }

    /// <inheritdoc/>
    public override double LogDensity(double t, double x)
    {
        (double mean, double scale) = Branch(true, x);
        (double otherMean, double otherScale) = Branch(false, x);
        return Math.Log((Upper(x) * Math.Exp(LogNormal(t, mean, scale))) + ((1 - Upper(x)) * Math.Exp(LogNormal(t, otherMean, otherScale))));
    }

    private static double Upper(double x) => 0.3 + (0.4 * x);

    private static (double Mean, double Scale) Branch(bool upper, double x) => upper ? (1 + x, 0.1) : (-1 - Math.Sin(3 * x), 0.3);
}
