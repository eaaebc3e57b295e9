using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The hyperbolic tangent.</summary>
/// <remarks>tanh |x| = -t / (2 + t) with t = e^(-2 |x|) - 1; the sign of x is put back, so the function is odd to the bit.</remarks>
internal readonly struct Tanh : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Beyond the limit the result rounds to 1. NaN passes: it stands on the right.
        TVector magnitude = TVector.Min(Constant<TVector, T>.Of(10f, 20), TVector.Abs(x));
        TVector t = ExpM1.InvokeModerate<TVector, T>(magnitude * Constant<TVector, T>.Of(-2));
        TVector sign = x & Constant<TVector, T>.Of(-0.0);
        return TVector.Abs(t / (Constant<TVector, T>.Of(2) + t)) | sign;
    }
}
