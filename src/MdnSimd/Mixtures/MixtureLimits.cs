using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// How large the mixture kernels let their numbers become, so that any finite z and t give a finite loss and gradient. The
/// limits act on values, not on gradients, which go on as if there were none (docs/mathematics.md, section 9).
/// </summary>
internal static class MixtureLimits<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The largest |t - mu| / sigma that is told apart: its square, summed over as many dimensions as there may be and divided
    /// by the smallest sigma, must not overflow.
    /// </summary>
    public static TVector Deviation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant<TVector, T>.Of(1e13f, 1e145);
    }

    /// <summary>
    /// The largest |t - mu| of a full covariance: its product with a deviation over the smallest sigma must not overflow.
    /// </summary>
    public static TVector Difference
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant<TVector, T>.Of(1e18f, 1e150);
    }

    /// <summary>The largest coupling of a full covariance: sums of its products with differences must not overflow.</summary>
    public static TVector Coupling
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant<TVector, T>.Of(1e15f, 1e100);
    }

    /// <summary>The largest parameter of a predicted mixture: a number whose square, in double, is finite too.</summary>
    public static TVector Parameter
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant<TVector, T>.Of(float.MaxValue, 1e150);
    }

    /// <summary>The value, or the limit with its sign; the limit also where the value has overflown.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Limited(TVector value, TVector limit) => TVector.Max(TVector.Min(value, limit), -limit);
}
