using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>What is left when a span is not a whole number of vectors, as a vector padded at its end.</summary>
/// <remarks>
/// So the last elements go through the same vector code as all others: an element's result depends neither on its
/// position nor on the length of the span. Nothing outside the span is read or written.
/// </remarks>
internal static class Tail<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>That many elements from <paramref name="offset"/> on, then <paramref name="padding"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ref T origin, nint offset, nint count, T padding)
    {
        // Storage as large as the widest vector.
        Vector512<T> storage = Vector512.Create(padding);
        ref T buffer = ref Unsafe.As<Vector512<T>, T>(ref storage);
        for (nint index = 0; index < count; index++)
        {
            Unsafe.Add(ref buffer, index) = Unsafe.Add(ref origin, offset + index);
        }

        return TVector.Load(ref buffer, 0);
    }

    /// <summary>Stores the first <paramref name="count"/> lanes from <paramref name="offset"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector vector, ref T origin, nint offset, nint count)
    {
        Vector512<T> storage = default;
        ref T buffer = ref Unsafe.As<Vector512<T>, T>(ref storage);
        TVector.Store(vector, ref buffer, 0);
        for (nint index = 0; index < count; index++)
        {
            Unsafe.Add(ref origin, offset + index) = Unsafe.Add(ref buffer, index);
        }
    }
}
