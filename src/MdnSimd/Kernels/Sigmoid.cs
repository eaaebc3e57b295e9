using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The logistic function 1 / (1 + e^-x).</summary>
/// <remarks>
/// With z = e^-|x|, which cannot overflow, and q = z / (1 + z): 1 - q for x of at least 0 and z - z q below, so that
/// the error of the quotient hardly counts. Relatively accurate down to the subnormal numbers.
/// Measured: at most 1.5 ulp in float, 1.4 in double.
/// Operations per 512-bit vector: 25 in float, 30 in double, one of them a division.
/// </remarks>
internal readonly struct Sigmoid : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = Constant<TVector, T>.Of(1);
        TVector z = Exp.InvokeNonPositive<TVector, T>(x | Constant<TVector, T>.Of(-0.0));
        TVector quotient = z / (one + z);
        TVector whole = TVector.Select(TVector.LessThan(x, TVector.Zero), z, one);
        return TVector.MultiplyAdd(-whole, quotient, whole);
    }
}
