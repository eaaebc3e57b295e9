using MdnSimd.Kernels;

namespace MdnSimd.Quality.Synthetic;

/// <summary>
/// Bishop's inverse problem (Mixture density networks, 1994): t is uniform in (0, 1), x = t + 0.3 sin(2 pi t) + e with e uniform in
/// (-0.1, 0.1), and t is asked for. Given x every t whose curve passes within 0.1 of x is as likely as any other: the density is one over
/// the length of all these t, up to three stretches of them.
/// </summary>
internal sealed class InverseProblem : Truth
{
    private const double Noise = 0.1;

    /// <summary>Pieces of (0, 1), in each of which the curve is as good as straight.</summary>
    private const int Pieces = 1024;

    private static readonly double[] Curve = [.. Enumerable.Range(0, Pieces + 1).Select(i => At((double)i / Pieces))];

    /// <inheritdoc/>
    public override string Name => "inverse problem";

    /// <inheritdoc/>
    public override (double X, double T) Draw(ref CounterRandom random)
    {
        double t = random.NextUniform();
        return (At(t) + (Noise * ((2 * random.NextUniform()) - 1)), t);
    }

    /// <inheritdoc/>
    public override double LogDensity(double t, double x) =>
        t is > 0 and < 1 && Math.Abs(x - At(t)) < Noise ? -Math.Log(Length(x)) : double.NegativeInfinity;

    private static double At(double t) => t + (0.3 * Math.Sin(2 * Math.PI * t));

    /// <summary>The length of all t within (0, 1) whose curve passes within the noise of x.</summary>
    private static double Length(double x)
    {
        double length = 0;
        for (int i = 0; i < Pieces; i++)
        {
            double low = Math.Min(Curve[i], Curve[i + 1]);
            double high = Math.Max(Curve[i], Curve[i + 1]);
            double within = Math.Min(high, x + Noise) - Math.Max(low, x - Noise);
            length += Math.Clamp(within / Math.Max(high - low, double.Epsilon), 0, 1) / Pieces;
        }

        return length;
    }
}
