using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// Normal numbers cheap enough to be drawn anew for every element of every batch: ten random bits choose one of 1024 equally likely
/// values, the quantiles in the middles of 1024 parts of equal probability, scaled to variance 1. Six to a word, twelve to a block
/// of the generator. A pure function of (seed, stream, index), so the same however the work is divided.
/// </summary>
internal static class NormalNoise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Bits = 10;
    private const int PerWord = 64 / Bits;
    private const int PerBlock = 2 * PerWord;

    private static readonly T[] Values = CreateValues();

    /// <summary>values_i += deviations_i times a normal number.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Which of the seed's streams.</param>
    /// <param name="index">Which row of the stream: rows draw different numbers, as long as all have the same length.</param>
    /// <param name="deviations">Standard deviations; 0 for an element that stays.</param>
    /// <param name="values">As many; changed.</param>
    public static void Add(ulong seed, ulong stream, int index, ReadOnlySpan<T> deviations, Span<T> values)
    {
        ulong block = (ulong)index * (ulong)((values.Length + PerBlock - 1) / PerBlock);
        for (int first = 0; first < values.Length; first += PerBlock)
        {
            (ulong low, ulong high) = CounterRandom.Block(seed, block++, stream);
            int end = Math.Min(first + PerBlock, values.Length);
            int middle = Math.Min(first + PerWord, end);
            AddWord(low, deviations[first..middle], values[first..middle]);
            AddWord(high, deviations[middle..end], values[middle..end]);
        }
    }

    private static void AddWord(ulong bits, ReadOnlySpan<T> deviations, Span<T> values)
    {
        T[] normal = Values;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += deviations[i] * normal[(int)(bits & (ulong)(normal.Length - 1))];
            bits >>= Bits;
        }
    }

    private static T[] CreateValues()
    {
        double[] quantiles = new double[1 << Bits];
        double squares = 0;
        for (int i = 0; i < quantiles.Length; i++)
        {
            quantiles[i] = NormalQuantile.Of((i + 0.5) / quantiles.Length);
            squares += quantiles[i] * quantiles[i];
        }

        double deviation = Math.Sqrt(squares / quantiles.Length);
        return Array.ConvertAll(quantiles, quantile => Scalar.Of<T>(quantile / deviation));
    }
}
