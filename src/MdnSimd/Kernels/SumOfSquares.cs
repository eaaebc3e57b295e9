using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// The sum of squares of a span, added up in an order that does not depend on the vector width: element i goes to partial sum
/// i modulo <see cref="PartialSums"/>, and those are added one after the other. Training multiplies by what comes of it, and the
/// same seed shall give the same model on processors of different widths.
/// </summary>
internal static class SumOfSquares
{
    /// <summary>So many chains that they hide the latency of a multiply-add even one vector at a time.</summary>
    private const int PartialSums = 64;

    /// <summary>The sum in double; infinite or NaN only where an element is, or the sum is too large for a double.</summary>
    /// <param name="values">A multiple of 64 bytes long.</param>
    public static double Of<TVector, T>(ReadOnlySpan<T> values)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> partial = stackalloc T[PartialSums];
        partial.Clear();
        Accumulate<TVector, T>(ref MemoryMarshal.GetReference(values), values.Length, ref MemoryMarshal.GetReference(partial));
        double sum = 0;
        foreach (T value in partial)
        {
            sum += Scalar.ToDouble(value);
        }

        return double.IsFinite(sum) ? sum : InDouble(values);
    }

    [MethodImpl(KernelMethod.Options)]
    private static void Accumulate<TVector, T>(ref T values, int length, ref T partial)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint begin = 0; begin < length; begin += PartialSums)
        {
            nint count = Math.Min(PartialSums, length - begin);
            for (nint i = 0; i < count; i += TVector.Count)
            {
                TVector value = TVector.Load(ref values, begin + i);
                TVector.Store(TVector.MultiplyAdd(value, value, TVector.Load(ref partial, i)), ref partial, i);
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
