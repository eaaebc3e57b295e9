using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The distribution function of the standard normal distribution, relatively accurate far into its lower tail.</summary>
/// <remarks>
/// With a = |x|: e^(-a^2 / 2) / 2 times <see cref="ScaledErfc"/> of a / sqrt(2) below 0, 1 less that above. The
/// exponential receives what rounding took from a^2.
/// Measured: at most 3.9 ulp in float, 3.4 in double.
/// Operations per 512-bit vector: 54 in float, 72 in double, two of them divisions.
/// </remarks>
internal readonly struct NormalCdf : IElementwise
{
    /// <summary>1 / sqrt(2 pi), the density at 0.</summary>
    private const double Peak = 0.39894228040143267794;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Invoke<TVector, T>(x, out _);

    /// <summary>The same and the density, which shares its exponential: relatively accurate to 2 ulp down to where it underflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x, out TVector density)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Beyond the limit the result is 0 or 1. NaN passes: it stands on the right.
        TVector magnitude = TVector.Min(Constant<TVector, T>.Of(15f, 39), TVector.Abs(x));
        TVector half = Constant<TVector, T>.Of(0.5);
        TVector square = magnitude * magnitude;
        TVector lost = RoundedSquare.Lost<TVector, T>(magnitude, square);
        TVector exponential = Exp.InvokeNonPositive<TVector, T>(-half * square, -half * lost);
        density = Constant<TVector, T>.Of(Peak) * exponential;
        TVector tail = half * ScaledErfc.Invoke<TVector, T>(magnitude, 1.4142135623730951) * exponential;
        return TVector.Select(TVector.LessThan(x, TVector.Zero), tail, Constant<TVector, T>.Of(1) - tail);
    }
}
