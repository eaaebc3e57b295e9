using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>e^x.</summary>
/// <remarks>
/// x = n ln 2 + r with |r| at most ln(2) / 2, ln 2 in two parts; e^r = 1 + r + r^2 q(r), q a minimax polynomial (degree 4
/// in float, 9 in double: fit_coefficients.py beside the tests); scaled by 2^n, gradually into the subnormal numbers.
/// </remarks>
internal readonly struct Exp : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector n = Reduce<TVector, T>(x, out TVector clamped);
        TVector r = Remainder<TVector, T>(clamped, n);
        return TVector.ScaleByPowerOfTwo(Constant<TVector, T>.Of(1) + ExpM1OfRemainder<TVector, T>(r), n);
    }

    /// <summary>e^(high + low), where low is what rounding took from high: without it, an error in high grows with |high|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector InvokeSum<TVector, T>(TVector high, TVector low)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector n = Reduce<TVector, T>(high, out TVector clamped);
        TVector r = Remainder<TVector, T>(clamped, n) + low;
        return TVector.ScaleByPowerOfTwo(Constant<TVector, T>.Of(1) + ExpM1OfRemainder<TVector, T>(r), n);
    }

    /// <summary>The integer nearest x / ln 2, for x limited to where the result is 0, finite or infinite in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce<TVector, T>(TVector x, out TVector clamped)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // NaN passes both: it stands on the right.
        clamped = TVector.Max(Constant<TVector, T>.Of(-105f, -747), TVector.Min(Constant<TVector, T>.Of(90f, 711), x));
        return NearestPower<TVector, T>(clamped);
    }

    /// <summary>The integer nearest x / ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NearestPower<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TVector.Round(x * Constant<TVector, T>.Of(1.4426950408889634));

    /// <summary>x - n ln 2. The high part of ln 2 ends in zeros, so that n times it is exact even without a fused multiply-add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Remainder<TVector, T>(TVector x, TVector n)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector r = TVector.MultiplyAdd(n, Constant<TVector, T>.Of(-0.693359375f, -6.93147180369123816490e-01), x);
        return TVector.MultiplyAdd(n, Constant<TVector, T>.Of(2.12194440e-4f, -1.90821492927058770002e-10), r);
    }

    /// <summary>e^r - 1 for |r| at most ln(2) / 2, exact where r is so small that it equals r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpM1OfRemainder<TVector, T>(TVector r)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector q;
        if (typeof(T) == typeof(float))
        {
            q = Constant<TVector, T>.Of(0.00138825128);
            q = Constant<TVector, T>.Horner(q, r, 0.00836658032);
            q = Constant<TVector, T>.Horner(q, r, 0.0416672017);
            q = Constant<TVector, T>.Horner(q, r, 0.166665432);
            q = Constant<TVector, T>.Horner(q, r, 0.499999981);
        }
        else
        {
            q = Constant<TVector, T>.Of(2.5053777360559095e-8);
            q = Constant<TVector, T>.Horner(q, r, 2.7626161562803125e-7);
            q = Constant<TVector, T>.Horner(q, r, 2.7557407861070426e-6);
            q = Constant<TVector, T>.Horner(q, r, 2.4801504978482164e-5);
            q = Constant<TVector, T>.Horner(q, r, 0.00019841269718348299);
            q = Constant<TVector, T>.Horner(q, r, 0.0013888888931795398);
            q = Constant<TVector, T>.Horner(q, r, 0.0083333333333899546);
            q = Constant<TVector, T>.Horner(q, r, 0.041666666666576107);
            q = Constant<TVector, T>.Horner(q, r, 0.16666666666666589);
            q = Constant<TVector, T>.Horner(q, r, 0.50000000000000052);
        }

        return TVector.MultiplyAdd(r * r, q, r);
    }
}
