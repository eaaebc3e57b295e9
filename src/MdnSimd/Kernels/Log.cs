using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The natural logarithm.</summary>
/// <remarks>
/// x = 2^e (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)]; log(1 + f) from s = f / (2 + f), in powers of s^2, arranged so that f
/// enters unrounded (the arrangement of fdlibm's log). -infinity at 0, NaN below.
/// </remarks>
internal readonly struct Log : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector e = TVector.Exponent(x);
        TVector significand = TVector.ScaleByPowerOfTwo(x, -e);
        TVector one = Constant<TVector, T>.Of(1);
        TVector upper = TVector.LessThan(Constant<TVector, T>.Of(1.4142135623730951), significand);
        TVector scale = TVector.Select(upper, Constant<TVector, T>.Of(0.5), one);
        TVector f = TVector.MultiplyAdd(significand, scale, -one);
        return AtTheEnds<TVector, T>(x, x, OfReduced<TVector, T>(f, e + (upper & one)));
    }

    /// <summary>log(1 + f) + e ln 2 for 1 + f in [sqrt(1/2), sqrt(2)].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfReduced<TVector, T>(TVector f, TVector e)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector s = f / (Constant<TVector, T>.Of(2) + f);
        TVector z = s * s;
        TVector tail;
        if (typeof(T) == typeof(float))
        {
            tail = Constant<TVector, T>.Of(0.298730732);
            tail = Constant<TVector, T>.Horner(tail, z, 0.399774956);
            tail = Constant<TVector, T>.Horner(tail, z, 0.666667767);
        }
        else
        {
            tail = Constant<TVector, T>.Of(0.14797507079762444);
            tail = Constant<TVector, T>.Horner(tail, z, 0.15313903321548663);
            tail = Constant<TVector, T>.Horner(tail, z, 0.18183569736344335);
            tail = Constant<TVector, T>.Horner(tail, z, 0.22222198476064257);
            tail = Constant<TVector, T>.Horner(tail, z, 0.28571428743261807);
            tail = Constant<TVector, T>.Horner(tail, z, 0.39999999999411097);
            tail = Constant<TVector, T>.Horner(tail, z, 0.66666666666667349);
        }

        // 2 s = f - s f, and s f = f^2 / 2 - s f^2 / 2: hence log(1 + f) = 2 s + s z tail = f - (h - s (h + z tail)).
        TVector h = Constant<TVector, T>.Of(0.5) * f * f;
        TVector low = e * Constant<TVector, T>.Of(-2.12194440e-4f, 1.90821492927058770002e-10);
        TVector correction = TVector.MultiplyAdd(s, TVector.MultiplyAdd(z, tail, h), low);
        return TVector.MultiplyAdd(e, Constant<TVector, T>.Of(0.693359375f, 6.93147180369123816490e-01), f - (h - correction));
    }

    /// <summary>
    /// <paramref name="inside"/> where the logarithm of <paramref name="x"/> is finite; where not, -infinity at 0, NaN below,
    /// and <paramref name="whenLarge"/>, itself infinite or NaN, where x is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector AtTheEnds<TVector, T>(TVector x, TVector whenLarge, TVector inside)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector infinity = Constant<TVector, T>.Of(double.PositiveInfinity);
        TVector bottom = TVector.Select(TVector.Equal(x, TVector.Zero), -infinity, Constant<TVector, T>.Of(double.NaN));
        TVector result = TVector.Select(TVector.LessThan(x, infinity), inside, whenLarge);
        return TVector.Select(TVector.LessThanOrEqual(x, TVector.Zero), bottom, result);
    }
}
