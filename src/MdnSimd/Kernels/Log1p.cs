using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>log(1 + x), accurate near 0.</summary>
/// <remarks>
/// The power of two is taken from the rounded 1 + x; then f = x / 2^e + (1 / 2^e - 1) is rounded once, so nothing that
/// 1 + x lost is missing. The rest is <see cref="Log"/>.
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
        TVector e = TVector.Exponent(sum * Constant<TVector, T>.Of(0.70710678118654752)) + one;
        TVector scale = TVector.ScaleByPowerOfTwo(one, -e);
        TVector f = TVector.MultiplyAdd(x, scale, scale - one);
        return Log.AtTheEnds<TVector, T>(sum, x, Log.OfReduced<TVector, T>(f, e));
    }

    /// <summary>The same for x in [0, 1], where the power of two is 1 or 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector InvokeUnit<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector upper = TVector.LessThan(Constant<TVector, T>.Of(0.41421356237309505), x);
        TVector half = Constant<TVector, T>.Of(0.5);
        TVector f = TVector.Select(upper, TVector.MultiplyAdd(x, half, -half), x);
        return Log.OfReduced<TVector, T>(f, upper & Constant<TVector, T>.Of(1));
    }
}
