using System.Collections.Immutable;
using System.Globalization;

namespace MdnSimd.Persistence;

/// <summary>What a safetensors header says of one tensor. Elements are row-major.</summary>
/// <param name="Name">The name, unique in the file.</param>
/// <param name="DType">The element type.</param>
/// <param name="Shape">The dimensions, each at least 0; empty for a scalar.</param>
/// <param name="Begin">The first byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
internal sealed record TensorInfo(string Name, DType DType, ImmutableArray<long> Shape, long Begin, long End)
{
    /// <summary>The number of elements: the product of the dimensions, 1 for a scalar.</summary>
    public long Elements => (End - Begin) / DType.Size();

    /// <summary>
    /// The bytes of so many elements as <paramref name="shape"/> has; null where they exceed a 64-bit length and where a
    /// dimension is negative.
    /// </summary>
    /// <param name="shape">The dimensions, of any value.</param>
    /// <param name="elementSize">The bytes of one element, at least 1.</param>
    public static long? ByteCount(ReadOnlySpan<long> shape, int elementSize)
    {
        long bytes = elementSize;
        foreach (long dimension in shape)
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

    /// <summary>A shape as messages show it: [2, 3]; of a long one the first eight dimensions.</summary>
    public static string Format(ReadOnlySpan<long> shape)
    {
        const int Shown = 8;
        List<string> parts = [];
        foreach (long dimension in shape[..Math.Min(shape.Length, Shown)])
        {
            parts.Add(dimension.ToString(CultureInfo.InvariantCulture));
        }

        string rest = shape.Length > Shown ? $", … {shape.Length} dimensions" : "";
        return $"[{string.Join(", ", parts)}{rest}]";
    }
}
