using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>A number as <paramref name="Sum"/> * 2^<paramref name="Power"/>.</summary>
internal readonly record struct PowerSum(double Power, double Sum)
{
    private const double Ln2 = 0.69314718055994530942;

    /// <summary>Its natural logarithm.</summary>
    public double Log => (Power * Ln2) + Math.Log(Sum);
}

/// <summary>
/// sum_i f_i 2^(n_i) in one pass, many sums side by side, a sum to a lane, until the lanes are added: whenever a larger power turns
/// up, the sum so far is rescaled to it, so nothing overflows.
/// </summary>
/// <param name="factor">f_0, near 1.</param>
/// <param name="power">n_0: integral and finite.</param>
internal struct LanePowerSum<TVector>(TVector factor, TVector power)
    where TVector : struct, ISimd<TVector, double>
{
    private TVector sum = factor;
    private TVector largest = power;

    /// <summary>One more term to each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TVector factor, TVector power)
    {
        TVector larger = TVector.Max(largest, power);
        sum = TVector.ScaleByPowerOfTwo(sum, largest - larger) + TVector.ScaleByPowerOfTwo(factor, power - larger);
        largest = larger;
    }

    /// <summary>The sum of all lanes.</summary>
    public readonly PowerSum Total
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            double power = TVector.MaxElement(largest);
            return new(power, TVector.Sum(TVector.ScaleByPowerOfTwo(sum, largest - TVector.Broadcast(power))));
        }
    }
}
