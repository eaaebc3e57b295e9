using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// The logarithm of a product of positive numbers that may lie far beyond the range of T: significands are multiplied and binary
/// exponents added, a few operations for each factor, and one logarithm is taken in the end.
/// </summary>
internal readonly struct LogProduct<TVector, T>(TVector significand, TVector exponent)
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Significands lie in [3/4, 3/2), so the product of so many, times one that was normalized, is well within the range of a float.</summary>
    public const int MostFactors = 64;

    private readonly TVector significand = significand;
    private readonly TVector exponent = exponent;

    /// <summary>The product of no factors.</summary>
    public static LogProduct<TVector, T> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TVector.Broadcast(T.One), TVector.Zero);
    }

    /// <summary>The logarithm of the product.</summary>
    public TVector Logarithm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            TVector logarithm = Log.Invoke<TVector, T>(significand);
            TVector low = TVector.MultiplyAdd(exponent, Constant<TVector, T>.Ln2Low, logarithm);
            return TVector.MultiplyAdd(exponent, Constant<TVector, T>.Ln2High, low);
        }
    }

    /// <summary>The same product with its significand in [3/4, 3/2) again: due after <see cref="MostFactors"/> factors.</summary>
    public LogProduct<TVector, T> Normalized
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new LogProduct<TVector, T>(TVector.Broadcast(T.One), exponent).Times(significand);
    }

    /// <summary>The product times another factor.</summary>
    /// <param name="factor">Positive and finite.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LogProduct<TVector, T> Times(TVector factor)
    {
        TVector part = TVector.Significand(factor);
        TVector one = TVector.Broadcast(T.One);
        TVector power = TVector.Exponent(factor) + (TVector.LessThan(part, one) & one);
        return new(significand * part, exponent + power);
    }
}
