using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MdnSimd.Persistence;

/// <summary>The dimensions of a tensor, held without memory of their own.</summary>
internal readonly struct TensorShape
{
    /// <summary>The most dimensions a tensor may have: models have two, and no file may make us keep any number of them.</summary>
    public const int MostDimensions = 8;

    private readonly Buffer dimensions;
    private readonly int count;

    /// <param name="dimensions">Each at least 0, and <see cref="MostDimensions"/> at most; empty for a scalar.</param>
    public TensorShape(ReadOnlySpan<long> dimensions)
    {
        dimensions.CopyTo(this.dimensions);
        count = dimensions.Length;
    }

    /// <summary>The dimensions; good as long as this stays where it is.</summary>
    [UnscopedRef]
    public ReadOnlySpan<long> Dimensions => ((ReadOnlySpan<long>)dimensions)[..count];

    /// <summary>
    /// The bytes of so many elements as <paramref name="dimensions"/> have; null where they exceed a 64-bit length and where a
    /// dimension is negative.
    /// </summary>
    /// <param name="dimensions">Of any value.</param>
    /// <param name="elementSize">The bytes of one element, at least 1.</param>
    public static long? ByteCount(ReadOnlySpan<long> dimensions, int elementSize)
    {
        long bytes = elementSize;
        foreach (long dimension in dimensions)
        {
            // The quotient of a negative dimension is negative, and so smaller than any count of bytes.
            if (dimension != 0 && bytes > long.MaxValue / dimension)
            {
                return null;
            }

            bytes *= dimension;
        }

        return bytes;
    }

    /// <summary>A shape as messages show it: [2, 3].</summary>
    public static string Format(ReadOnlySpan<long> dimensions)
    {
        List<string> parts = [];
        foreach (long dimension in dimensions)
        {
            parts.Add(dimension.ToString(CultureInfo.InvariantCulture));
        }

        return $"[{string.Join(", ", parts)}]";
    }

    /// <inheritdoc/>
    public override string ToString() => Format(Dimensions);

    [InlineArray(MostDimensions)]
    private struct Buffer
    {
        private long first;
    }
}
