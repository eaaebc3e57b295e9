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

    /// <summary>In [3/4, 3/2); of the inverse in (2/3, 4/3].</summary>
    public TVector Significand { get; }

    /// <summary>Integral; -infinity where a factor is 0.</summary>
    public TVector Exponent { get; }

    /// <summary>A product of one factor, which stands in the place of the significand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneProduct<TVector> Unsplit(TVector value) => new(value, TVector.Zero);

    /// <summary>A product of one factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneProduct<TVector> Of(TVector value)
    {
        TVector one = TVector.Broadcast(1);
        TVector significand = TVector.Significand(value);
        return new(significand, TVector.Exponent(value) + (TVector.LessThan(significand, one) & one));
    }

    /// <summary>One over it; both parts stay within a factor of two of where they are.</summary>
    public LaneProduct<TVector> Inverse
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TVector.Broadcast(1) / Significand, -Exponent);
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
