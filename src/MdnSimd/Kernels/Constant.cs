using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>Constants of a kernel, folded by the compiler for each precision, and the step of Horner's scheme.</summary>
internal static class Constant<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The same number in either precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(double value) => Of((float)value, value);

    /// <summary>One number for float, another for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of(float single, double @double) => typeof(T) == typeof(float)
        ? TVector.Broadcast(Unsafe.BitCast<float, T>(single))
        : TVector.Broadcast(Unsafe.BitCast<double, T>(@double));

    /// <summary>sum * x + coefficient: one step of the evaluation of a polynomial from its highest power down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Horner(TVector sum, TVector x, double coefficient) => TVector.MultiplyAdd(sum, x, Of(coefficient));
}
