using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>e^x - 1, accurate near 0.</summary>
/// <remarks>
/// Reduced as in <see cref="Exp"/>: with p = e^r - 1, the result is 2^n p + (2^n - 1), one fused multiply-add.
/// </remarks>
internal readonly struct ExpM1 : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // NaN passes both: it stands on the right.
        TVector clamped = TVector.Max(Constant<TVector, T>.Of(-40f, -80), TVector.Min(Constant<TVector, T>.Of(90f, 711), x));
        TVector n = Exp.NearestPower<TVector, T>(clamped);
        TVector p = Exp.ExpM1OfRemainder<TVector, T>(Exp.Remainder<TVector, T>(clamped, n));

        // Half of everything, then doubled: 2^n itself overflows before the result does.
        TVector halfPower = TVector.ScaleByPowerOfTwo(Constant<TVector, T>.Of(0.5), n);
        TVector half = TVector.MultiplyAdd(halfPower, p, halfPower - Constant<TVector, T>.Of(0.5));

        // So small that the result is x itself, of which half may not be a number of this precision.
        TVector tiny = TVector.LessThan(TVector.Abs(x), Constant<TVector, T>.Of(1e-30));
        return TVector.Select(tiny, x, half + half);
    }

    /// <summary>The same for x in (-60, 60), without the cases at the ends of the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector InvokeModerate<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector n = Exp.NearestPower<TVector, T>(x);
        TVector p = Exp.ExpM1OfRemainder<TVector, T>(Exp.Remainder<TVector, T>(x, n));
        TVector power = PowerOfTwo<TVector, T>.Exact(n);
        return TVector.MultiplyAdd(power, p, power - Constant<TVector, T>.Of(1));
    }
}
