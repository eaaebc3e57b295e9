using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>Constants of a kernel, folded by the compiler for each precision, and Horner's scheme.</summary>
internal static class Constant<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// ln 2 less <see cref="Ln2Low"/>. It ends in zeros, so that the product with a binary exponent is exact even where
    /// the processor has no fused multiply-add.
    /// </summary>
    public static TVector Ln2High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Of(0.693145752f, 0.693147180369123816);
    }

    /// <summary>ln 2 - <see cref="Ln2High"/>, positive.</summary>
    public static TVector Ln2Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Of(1.42860677e-6f, 1.90821492927058770e-10);
    }

    /// <summary>The same number in either precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(double value) => Of((float)value, value);

    /// <summary>One number for float, another for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(float single, double @double) => typeof(T) == typeof(float)
        ? TVector.Broadcast(Unsafe.BitCast<float, T>(single))
        : TVector.Broadcast(Unsafe.BitCast<double, T>(@double));

    /// <summary>sum * x + a: one step in the evaluation of a polynomial from its highest power down.</summary>
    /// <remarks>
    /// Kernels evaluate the even and the odd powers as two polynomials in the square: the same number of operations, half
    /// the length of the chain of those that wait for each other.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Horner(TVector sum, TVector x, double a) => TVector.MultiplyAdd(sum, x, Of(a));

    /// <summary>Two such steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Horner(TVector sum, TVector x, double a, double b) => Horner(Horner(sum, x, a), x, b);
}
