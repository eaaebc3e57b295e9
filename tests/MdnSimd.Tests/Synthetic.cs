using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;

namespace MdnSimd.Tests;

/// <summary>Small data sets whose conditional density is known, and networks that know nothing.</summary>
internal static class Synthetic
{
    /// <summary>t = +-(1 + x), each sign half the time, with noise of deviation 0.1; x is uniform in (-1, 1).</summary>
    public static (T[,] Inputs, T[,] Targets) TwoBranches<T>(int rows, ulong seed = 5)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CounterRandom random = new(seed);
        T[,] inputs = new T[rows, 1];
        T[,] targets = new T[rows, 1];
        for (int row = 0; row < rows; row++)
        {
            double x = (2 * random.NextUniform()) - 1;
            double branch = random.NextBelow(2) == 0 ? 1 : -1;
            inputs[row, 0] = T.CreateTruncating(x);
            targets[row, 0] = T.CreateTruncating((branch * (1 + x)) + (0.1 * random.NextNormal()));
        }

        return (inputs, targets);
    }

    /// <summary>A model of fresh weights that has seen no data.</summary>
    public static MdnModel<T> Untrained<T>(MdnOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MdnTrainer<T> trainer = new(options, new TrainingOptions { Threads = 1 });
        return trainer.ToModel();
    }

    /// <summary>Independent standard normal numbers.</summary>
    public static T[,] Normal<T>(int rows, int columns, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CounterRandom random = new(seed);
        T[,] values = new T[rows, columns];
        foreach (ref T value in Elements(values))
        {
            value = T.CreateTruncating(random.NextNormal());
        }

        return values;
    }

    private static Span<T> Elements<T>(T[,] matrix)
        where T : unmanaged =>
        new Span2D<T>(matrix).TryGetSpan(out Span<T> span) ? span : throw new InvalidOperationException("not contiguous");
}
