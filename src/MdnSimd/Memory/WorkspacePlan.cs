using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MdnSimd.Memory;

/// <summary>
/// Lays named slices of elements out behind one another, each on a 64-byte boundary, before the memory that will hold them
/// is rented in one piece.
/// </summary>
internal struct WorkspacePlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int length;

    /// <summary>Elements in 64 bytes: 16 floats or 8 doubles. Rows of matrices are padded to a multiple of it.</summary>
    public static int Granule => AlignedPool.Alignment / Unsafe.SizeOf<T>();

    /// <summary>The number of elements planned so far.</summary>
    public readonly int Length => length;

    /// <summary><paramref name="elements"/> rounded up to whole 64-byte lines.</summary>
    public static int Pad(int elements) => checked(elements + Granule - 1) / Granule * Granule;

    /// <summary>Reserves a slice of <paramref name="elements"/> and returns it.</summary>
    public Slice Add(int elements)
    {
        Slice slice = new(length, elements);
        length = checked(length + Pad(elements));
        return slice;
    }

    /// <summary>Reserves a matrix of <paramref name="rows"/> rows that are <paramref name="stride"/> elements apart.</summary>
    public Slice Add(int rows, int stride) => Add(checked(rows * stride));
}

/// <summary>A part of a workspace: where it begins and how many elements it has.</summary>
internal readonly record struct Slice(int Offset, int Length)
{
    /// <summary>The slice's elements within the workspace's memory.</summary>
    public Span<T> Of<T>(AlignedBuffer<T> memory)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => memory.Span.Slice(Offset, Length);

    /// <summary>The slice's elements, unchecked, where <paramref name="first"/> is the workspace's first element.</summary>
    public Span<T> From<T>(ref T first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, Offset), Length);
}
