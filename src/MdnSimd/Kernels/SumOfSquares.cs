using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// The sum of squares of a span, added up in an order that does not depend on the vector width: element i goes to partial sum
/// i modulo <see cref="PartialSums"/>, and those are folded in halves. Training multiplies by what comes of it, and the
/// same seed shall give the same model on processors of different widths. Measured: 0.025 ns per float in the first-level cache, 0.05 in
/// the second.
/// </summary>
internal static class SumOfSquares
{
    /// <summary>So many chains that they hide the latency of a multiply-add.</summary>
    private const int PartialSums = 64;

    /// <summary>The sum in double; infinite or NaN only where an element is, or the sum is too large for a double.</summary>
    /// <param name="values">A multiple of 64 bytes long.</param>
    public static double Of<TVector, T>(ReadOnlySpan<T> values)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> partial = stackalloc T[PartialSums];
        ref T sums = ref MemoryMarshal.GetReference(partial);
        Accumulate<TVector, T>(ref MemoryMarshal.GetReference(values), values.Length, ref sums);
        Fold<Simd128<T>, T>(ref sums);
        double sum = 0;
        foreach (T value in partial[..Simd128<T>.Count])
        {
            sum += Scalar.ToDouble(value);
        }

        return double.IsFinite(sum) ? sum : InDouble(values);
    }

    [MethodImpl(KernelMethod.Options)]
    private static void Accumulate<TVector, T>(ref T values, nint length, ref T partial)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint whole = length / PartialSums * PartialSums;
        for (nint i = 0; i < PartialSums; i += SimdPair<TVector, T>.Count)
        {
            SimdPair<TVector, T> sum = SimdPair<TVector, T>.Zero;
            for (nint value = i; value < whole; value += PartialSums)
            {
                SimdPair<TVector, T> pair = SimdPair<TVector, T>.Load(ref values, value);
                sum = SimdPair<TVector, T>.MultiplyAdd(pair, pair, sum);
            }

            SimdPair<TVector, T>.Store(sum, ref partial, i);
        }

        for (nint i = 0; i < length - whole; i += TVector.Count)
        {
            TVector value = TVector.Load(ref values, whole + i);
            TVector.Store(TVector.MultiplyAdd(value, value, TVector.Load(ref partial, i)), ref partial, i);
        }
    }

    /// <summary>Adds the upper half of the sums to the lower until one vector is left; always of one width, so in one order.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void Fold<TVector, T>(ref T partial)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint half = PartialSums / 2; half >= TVector.Count; half /= 2)
        {
            for (nint i = 0; i < half; i += TVector.Count)
            {
                TVector.Store(TVector.Load(ref partial, i) + TVector.Load(ref partial, half + i), ref partial, i);
            }
        }
    }

    /// <summary>Where a square overflows the element type.</summary>
    private static double InDouble<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T value in values)
        {
            double wide = Scalar.ToDouble(value);
            sum += wide * wide;
        }

        return sum;
    }
}
