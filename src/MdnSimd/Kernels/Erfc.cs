using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The complementary error function 1 - erf(x), relatively accurate however small it is.</summary>
/// <remarks>
/// e^(-x^2) times <see cref="ScaledErfc"/>; the exponential receives what rounding took from x^2. Below 0 it is 2
/// less that of |x|.
/// Measured: at most 3.7 ulp in float, 3.0 in double.
/// Operations per 512-bit vector: 53 in float, 70 in double, two of them divisions.
/// </remarks>
internal readonly struct Erfc : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Beyond the limit the result is 0 or 2. NaN passes: it stands on the right.
        TVector magnitude = TVector.Min(Constant<TVector, T>.Of(10.6f, 27.9), TVector.Abs(x));
        TVector square = magnitude * magnitude;
        TVector lost = RoundedSquare.Lost<TVector, T>(magnitude, square);
        TVector tail = Exp.InvokeNonPositive<TVector, T>(-square, -lost) * ScaledErfc.Invoke<TVector, T>(magnitude, 1);
        return TVector.Select(TVector.LessThan(x, TVector.Zero), Constant<TVector, T>.Of(2) - tail, tail);
    }
}
