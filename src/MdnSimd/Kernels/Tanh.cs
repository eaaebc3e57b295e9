using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The hyperbolic tangent.</summary>
/// <remarks>
/// (1 - z) / (1 + z) with z = e^(-2 |x|) = 2^n (1 + p), reduced as in <see cref="Exp"/>, each of the two sums rounded
/// once; for small x that is -p / (2 + p). The sign of x is put back, so the function is odd to the bit.
/// Measured: at most 1.98 ulp over all floats, among which it never falls; 1.8 in double.
/// Operations per 512-bit vector: 20 in float, 25 in double, one of them a division; 0.15 to 0.17 ns per float.
/// </remarks>
internal readonly struct Tanh : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // y = -2 |x|. Beyond the limit the result rounds to 1. NaN passes: it stands on the right.
        TVector sign = Constant<TVector, T>.Of(-0.0);
        TVector y = TVector.Max(Constant<TVector, T>.Of(-20f, -40), (x + x) | sign);
        TVector n = Exp.NearestPower<TVector, T>(y, out TVector shifted);
        TVector p = Exp.MinusOneOfRemainder<TVector, T>(Exp.Remainder<TVector, T>(y, n));
        TVector power = PowerOfTwo<TVector, T>.OfShifted(shifted);
        TVector one = Constant<TVector, T>.Of(1);
        TVector quotient = TVector.MultiplyAdd(power, p, power - one) / TVector.MultiplyAdd(power, p, power + one);
        return TVector.Select(sign, x, quotient);
    }
}
