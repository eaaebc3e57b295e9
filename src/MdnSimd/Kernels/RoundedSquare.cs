using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>What rounding took from a square: the exponential of a large one would magnify it.</summary>
internal static class RoundedSquare
{
    /// <summary>x^2 - square, where square is x * x rounded.</summary>
    /// <remarks>
    /// One fused multiply-add where there is one. Otherwise x is split into two halves of the significand, whose products are
    /// exact (T. J. Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18, 1971).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Lost<TVector, T>(TVector x, TVector square)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Fma.IsSupported || AdvSimd.IsSupported)
        {
            return TVector.MultiplyAdd(x, x, -square);
        }

        int lowerHalf = typeof(T) == typeof(float) ? 12 : 27;
        TVector high = TVector.ShiftLeft(TVector.ShiftRight(x, lowerHalf), lowerHalf);
        TVector low = x - high;
        return ((high * high) - square) + ((high + high) * low) + (low * low);
    }
}
