using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>log(1 + x), accurate near 0.</summary>
/// <remarks>
/// The power of two is that of the rounded 1 + x; then f = x / 2^e + (1 / 2^e - 1) is rounded once, so that nothing
/// is missing which 1 + x lost. The rest is <see cref="Log"/>.
/// Measured: at most 1.17 ulp in float, 0.76 in double.
/// Operations per 512-bit vector: 43 in float, 54 in double.
/// </remarks>
internal readonly struct Log1p : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = Constant<TVector, T>.Of(1);
        TVector sum = one + x;
        TVector e = TVector.Exponent(sum) + (TVector.LessThan(TVector.Significand(sum), one) & one);
        TVector scale = TVector.ScaleByPowerOfTwo(one, -e);
        TVector result = Log.OfReduced<TVector, T>(TVector.MultiplyAdd(x, scale, scale - one), e);

        // At the ends the scale is 0 or infinite. Infinity and NaN stay what they are; tiny x keeps its sign and its bits.
        TVector infinity = Constant<TVector, T>.Of(double.PositiveInfinity);
        TVector bottom = TVector.Select(TVector.Equal(sum, TVector.Zero), -infinity, Constant<TVector, T>.Of(double.NaN));
        TVector above = TVector.LessThan(TVector.Zero, sum) & TVector.LessThan(sum, infinity);
        TVector ends = TVector.Select(TVector.LessThanOrEqual(sum, TVector.Zero), bottom, x);
        TVector ordinary = above & TVector.LessThan(Constant<TVector, T>.Of(1e-30), TVector.Abs(x));
        return TVector.Select(ordinary, result, ends);
    }
}
