using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The natural logarithm.</summary>
/// <remarks>
/// x = 2^e (1 + f) with f in [-1/4, 1/2): log x = e ln 2 + f + f^2 p(f), p a minimax polynomial of degree 8 in float
/// and 19 in double (fit_coefficients.py beside the tests). -infinity at 0 and NaN below come from the exponent and
/// the significand.
/// Measured: at most 1.17 ulp over all floats from 1/16 to 16, among which it never falls; 1.01 in double.
/// Operations per 512-bit vector: 20 in float, 31 in double; 0.11 to 0.12 ns per float.
/// </remarks>
internal readonly struct Log : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = Constant<TVector, T>.Of(1);
        TVector significand = TVector.Significand(x);
        TVector e = TVector.Exponent(x) + (TVector.LessThan(significand, one) & one);
        return OfReduced<TVector, T>(significand - one, e);
    }

    /// <summary>log(1 + f) + e ln 2 for f in [-1/4, 1/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfReduced<TVector, T>(TVector f, TVector e)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector square = f * f;
        TVector odd;
        TVector even;
        if (typeof(T) == typeof(float))
        {
            odd = Constant<TVector, T>.Of(0.104483353);
            odd = Constant<TVector, T>.Horner(odd, square, 0.144820617, 0.199906067);
            odd = Constant<TVector, T>.Horner(odd, square, 0.333334544);
            even = Constant<TVector, T>.Of(-0.0449096224);
            even = Constant<TVector, T>.Horner(even, square, -0.131622346, -0.166477669);
            even = Constant<TVector, T>.Horner(even, square, -0.250000546, -0.500000008);
        }
        else
        {
            odd = Constant<TVector, T>.Of(0.0080562891531545819);
            odd = Constant<TVector, T>.Horner(odd, square, 0.050743030406194103, 0.060872387656375223);
            odd = Constant<TVector, T>.Horner(odd, square, 0.06642302935721862, 0.07693477954444499);
            odd = Constant<TVector, T>.Horner(odd, square, 0.090908897848366541, 0.11111110794750201);
            odd = Constant<TVector, T>.Horner(odd, square, 0.14285714301414954, 0.19999999999815976);
            odd = Constant<TVector, T>.Horner(odd, square, 0.33333333333333947);
            even = Constant<TVector, T>.Of(-0.029352806590725046);
            even = Constant<TVector, T>.Horner(even, square, -0.059772150772110413, -0.062491951743759615);
            even = Constant<TVector, T>.Horner(even, square, -0.071384201976688904, -0.083337318731383552);
            even = Constant<TVector, T>.Horner(even, square, -0.09999983774200061, -0.12500000349330588);
            even = Constant<TVector, T>.Horner(even, square, -0.1666666666276029, -0.25000000000019573);
            even = Constant<TVector, T>.Horner(even, square, -0.49999999999999972);
        }

        TVector low = TVector.MultiplyAdd(square, TVector.MultiplyAdd(odd, f, even), e * Constant<TVector, T>.Ln2Low);
        return TVector.MultiplyAdd(e, Constant<TVector, T>.Ln2High, f + low);
    }
}
