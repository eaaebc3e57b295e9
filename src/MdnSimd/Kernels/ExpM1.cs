using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>e^x - 1, accurate near 0.</summary>
/// <remarks>
/// Reduced as in <see cref="Exp"/>: with p = e^r - 1, the result is 2^n p + (2^n - 1), one fused multiply-add.
/// Measured: at most 1.75 ulp in float, 1.9 in double.
/// Operations per 512-bit vector: 20 in float, 25 in double.
/// </remarks>
internal readonly struct ExpM1 : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // NaN passes both: it stands on the right.
        TVector limited = TVector.Max(Constant<TVector, T>.Of(-40f, -80), TVector.Min(Constant<TVector, T>.Of(89f, 710), x));
        TVector n = Exp.NearestPower<TVector, T>(limited, out _);
        TVector p = Exp.MinusOneOfRemainder<TVector, T>(Exp.Remainder<TVector, T>(limited, n));

        // Half of everything, then doubled: 2^n itself overflows before the result does.
        TVector half = Constant<TVector, T>.Of(0.5);
        TVector halfPower = TVector.ScaleByPowerOfTwo(half, n);
        TVector result = TVector.MultiplyAdd(halfPower, p, halfPower - half);

        // So small that the result is x itself, half of which may not be a number of this precision.
        TVector tiny = TVector.LessThan(TVector.Abs(x), Constant<TVector, T>.Of(1e-30));
        return TVector.Select(tiny, x, result + result);
    }
}
