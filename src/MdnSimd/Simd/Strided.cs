using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MdnSimd.Simd;

/// <summary>
/// Numbers that lie some way apart, or too few to fill a vector, as vectors of double padded with zeros. Put together from pieces
/// of 128 bits in registers: written to memory and read back as a vector, they would wait for each other.
/// </summary>
internal static class Strided
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Load128<TSource>(ref TSource origin, nint stride, nint count)
        where TSource : unmanaged
    {
        return typeof(TSource) == typeof(float)
            ? Vector128.WidenLower(Singles(ref Unsafe.As<TSource, float>(ref origin), stride, nint.Min(count, 2)))
            : Doubles(ref Unsafe.As<TSource, double>(ref origin), stride, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load256<TSource>(ref TSource origin, nint stride, nint count)
        where TSource : unmanaged
    {
        if (typeof(TSource) == typeof(float))
        {
            return Vector256.WidenLower(Singles(ref Unsafe.As<TSource, float>(ref origin), stride, count).ToVector256Unsafe());
        }

        return stride == 1 && count >= 4
            ? Vector256.LoadUnsafe(ref Unsafe.As<TSource, double>(ref origin))
            : Vector256.Create(Load128(ref origin, stride, count), Load128(ref Unsafe.Add(ref origin, 2 * stride), stride, count - 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load512<TSource>(ref TSource origin, nint stride, nint count)
        where TSource : unmanaged
    {
        ref TSource middle = ref Unsafe.Add(ref origin, 4 * stride);
        if (typeof(TSource) == typeof(float))
        {
            Vector256<float> singles = stride == 1 ? Singles(ref Unsafe.As<TSource, float>(ref origin), count)
                : Vector256.Create(
                    Singles(ref Unsafe.As<TSource, float>(ref origin), stride, count),
                    Singles(ref Unsafe.As<TSource, float>(ref middle), stride, count - 4));
            return Vector512.WidenLower(singles.ToVector512Unsafe());
        }

        return stride == 1 && count >= 8
            ? Vector512.LoadUnsafe(ref Unsafe.As<TSource, double>(ref origin))
            : Vector512.Create(Load256(ref origin, stride, count), Load256(ref middle, stride, count - 4));
    }

    /// <summary>Up to eight neighbours, at least one. What a mask leaves out is not read, be it behind the end of the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Singles(ref float origin, nint count)
    {
        if (count >= 8)
        {
            return Vector256.LoadUnsafe(ref origin);
        }

        if (!Avx.IsSupported)
        {
            return Vector256.Create(Singles(ref origin, 1, count), Singles(ref Unsafe.Add(ref origin, 4), 1, count - 4));
        }

        Vector256<int> mask = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count));
        fixed (float* pinned = &origin)
        {
            return Avx.MaskLoad(pinned, mask.AsSingle());
        }
    }

    /// <summary>Up to four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Singles(ref float origin, nint stride, nint count)
    {
        if (count >= 4)
        {
            return stride == 1
                ? Vector128.LoadUnsafe(ref origin)
                : Vector128.Create(
                    origin, Unsafe.Add(ref origin, stride), Unsafe.Add(ref origin, 2 * stride), Unsafe.Add(ref origin, 3 * stride));
        }

        return count == 3 ? Vector128.Create(origin, Unsafe.Add(ref origin, stride), Unsafe.Add(ref origin, 2 * stride), 0)
            : count == 2 ? Vector128.Create(origin, Unsafe.Add(ref origin, stride), 0, 0)
            : count == 1 ? Vector128.CreateScalar(origin)
            : Vector128<float>.Zero;
    }

    /// <summary>Up to two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Doubles(ref double origin, nint stride, nint count) =>
        count >= 2 ? Vector128.Create(origin, Unsafe.Add(ref origin, stride))
        : count == 1 ? Vector128.CreateScalar(origin)
        : Vector128<double>.Zero;
}
