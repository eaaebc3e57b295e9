using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The logistic function 1 / (1 + e^-x).</summary>
/// <remarks>
/// With e^-x = 2^-n (1 + p), reduced as in <see cref="Exp"/>, the result is 2^n / (2^n + (1 + p)): neither sum overflows, and far
/// below 0, where 2^n counts for nothing, it goes gradually into the subnormal numbers. p joins the smaller of 2^n and 1 first:
/// so only one of the two sums is rounded at the size of the result.
/// Measured: at most 1.999 ulp over all floats, among which it never falls; 1.8 in double.
/// Operations per 512-bit vector: 21 in float, 26 in double, one of them a division; 0.15 ns per float.
/// </remarks>
internal readonly struct Sigmoid : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Beyond the limits the result rounds to 0 and to 1. NaN passes: it stands on the right.
        TVector limited = TVector.Max(Constant<TVector, T>.Of(-105f, -747), TVector.Min(Constant<TVector, T>.Of(20f, 40), x));
        TVector n = Exp.NearestPower<TVector, T>(limited, out TVector shifted);
        TVector p = Exp.MinusOneOfRemainder<TVector, T>(-Exp.Remainder<TVector, T>(limited, n));
        TVector smallest = PowerOfTwo<TVector, T>.RoundingShift - Constant<TVector, T>.Of(126f, 1022);
        TVector power = PowerOfTwo<TVector, T>.OfShifted(TVector.Max(smallest, shifted));
        TVector one = Constant<TVector, T>.Of(1);
        TVector sum = TVector.Max(one, power) + (TVector.Min(one, power) + p);
        return TVector.ScaleByPowerOfTwo(one / sum, n);
    }
}
