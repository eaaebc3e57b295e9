using MdnSimd.Kernels;

namespace MdnSimd.Quality.Synthetic;

/// <summary>A law of one feature x and one target t whose conditional density p(t | x) is known exactly.</summary>
internal abstract class Truth
{
    /// <summary>Behind all streams of <see cref="RandomStreams"/>.</summary>
    private const ulong Streams = 1UL << 63;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Truth> All { get; } = [new InverseProblem(), new TwoBranches(), new SkewedNoise(), new Heteroscedastic()];

    /// <summary>A few words for tables.</summary>
    public abstract string Name { get; }

    /// <summary>Draws one row.</summary>
    public abstract (double X, double T) Draw(ref CounterRandom random);

    /// <summary>log p(t | x); minus infinity where t is impossible.</summary>
    public abstract double LogDensity(double t, double x);

    /// <summary>So many rows. The same seed and stream give the same rows, of numbers that no fit of that seed draws.</summary>
    public (float[,] Inputs, float[,] Targets) Sample(int rows, ulong seed, ulong stream)
    {
        CounterRandom random = new(seed, Streams + stream);
        float[,] inputs = new float[rows, 1];
        float[,] targets = new float[rows, 1];
        for (int row = 0; row < rows; row++)
        {
            (double x, double t) = Draw(ref random);
            (inputs[row, 0], targets[row, 0]) = ((float)x, (float)t);
        }

        return (inputs, targets);
    }

    /// <summary>log phi((t - mean) / scale) / scale of the standard normal density phi.</summary>
    protected static double LogNormal(double t, double mean, double scale)
    {
        double distance = (t - mean) / scale;
        return (-0.5 * distance * distance) - Math.Log(scale) - (0.5 * Math.Log(2 * Math.PI));
    }
}
