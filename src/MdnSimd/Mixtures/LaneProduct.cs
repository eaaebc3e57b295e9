using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>Products of positive numbers, lane by lane, as significand * 2^exponent: no number of factors leaves the range.</summary>
internal readonly struct LaneProduct<TVector>
    where TVector : struct, ISimd<TVector, double>
{
    private LaneProduct(TVector significand, TVector exponent)
    {
        Significand = significand;
        Exponent = exponent;
    }

    /// <summary>In [3/4, 3/2).</summary>
    public TVector Significand { get; }

    /// <summary>Integral; -infinity where a factor is 0.</summary>
    public TVector Exponent { get; }

    /// <summary>A product of one factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneProduct<TVector> Of(TVector value)
    {
        TVector one = TVector.Broadcast(1);
        TVector significand = TVector.Significand(value);
        return new(significand, TVector.Exponent(value) + (TVector.LessThan(significand, one) & one));
    }

    /// <summary>One more factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneProduct<TVector> Times(TVector value)
    {
        LaneProduct<TVector> factor = Of(value);
        LaneProduct<TVector> product = Of(Significand * factor.Significand);
        return new(product.Significand, Exponent + factor.Exponent + product.Exponent);
    }
}
