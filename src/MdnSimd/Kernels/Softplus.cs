using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>log(1 + e^x), a smooth max(x, 0).</summary>
/// <remarks>max(x, 0) + log1p(e^-|x|): nothing overflows, and far below 0 the result is e^x.</remarks>
internal readonly struct Softplus : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector z = Exp.Invoke<TVector, T>(-TVector.Abs(x));

        // A NaN in x is in z as well.
        return TVector.Max(x, TVector.Zero) + Log1p.InvokeUnit<TVector, T>(z);
    }
}
