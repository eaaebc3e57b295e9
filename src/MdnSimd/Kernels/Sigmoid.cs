using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The logistic function 1 / (1 + e^-x).</summary>
/// <remarks>
/// With z = e^-|x|, which cannot overflow: 1 / (1 + z) for x of at least 0 and z / (1 + z) below, relatively accurate down to the
/// subnormal numbers.
/// </remarks>
internal readonly struct Sigmoid : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = Constant<TVector, T>.Of(1);
        TVector z = Exp.Invoke<TVector, T>(-TVector.Abs(x));
        return TVector.Select(TVector.LessThan(x, TVector.Zero), z, one) / (one + z);
    }
}
