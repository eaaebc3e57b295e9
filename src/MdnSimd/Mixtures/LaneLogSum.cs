using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// log sum_i f_i e^(u_i) in one pass, many sums side by side, a sum to a lane, until the lanes are added: as <see cref="LogSum"/>,
/// whenever a larger exponent turns up, the sum so far is rescaled to it.
/// </summary>
/// <param name="exponent">u_0; -infinity stands for nothing.</param>
/// <param name="factor">f_0.</param>
internal struct LaneLogSum<TVector>(TVector exponent, TVector factor)
    where TVector : struct, ISimd<TVector, double>
{
    private TVector largest = exponent;
    private TVector sum = factor;

    /// <summary>One more term to each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(TVector exponent, TVector factor)
    {
        TVector larger = TVector.Max(largest, exponent);
        TVector smaller = TVector.Min(largest, exponent);
        TVector ratio = LogSumExp.ExpOfShifted<TVector, double>(smaller, larger);
        TVector grows = TVector.LessThan(largest, exponent);
        sum = TVector.Select(grows, TVector.MultiplyAdd(sum, ratio, factor), TVector.MultiplyAdd(factor, ratio, sum));
        largest = larger;
    }

    /// <summary>The sum of all lanes, times e^<paramref name="shift"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly LogSum Total(double shift)
    {
        double maximum = TVector.MaxElement(largest);
        TVector ratio = LogSumExp.ExpOfShifted<TVector, double>(largest, TVector.Broadcast(maximum));
        return new(maximum + shift, TVector.Sum(sum * ratio));
    }
}
