using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// The softmax of many rows at once: element k of row r stands in lane r of vector k, so every lane is a softmax of its own
/// and nothing is added across lanes. <see cref="Softmax"/> is the same for one row in contiguous memory.
/// </summary>
internal static class LaneSoftmax<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>destination_k = exp(x_k - max) / sum_j exp(x_j - max); log-sum-exp(x) is largest + logSum.</summary>
    /// <param name="source">x, [count] vectors; in each lane at least one element is finite.</param>
    /// <param name="destination">Receives the softmax, [count] vectors; may be the source.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="largest">Receives the maximum, which is subtracted so that no exponential overflows.</param>
    /// <param name="logSum">Receives the logarithm of the sum, 0 to log(count).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(ref T source, ref T destination, int count, out TVector largest, out TVector logSum)
    {
        nint end = count * TVector.Count;
        largest = TVector.Load(ref source, 0);
        for (nint k = TVector.Count; k < end; k += TVector.Count)
        {
            largest = TVector.Max(largest, TVector.Load(ref source, k));
        }

        TVector sum = TVector.Zero;
        for (nint k = 0; k < end; k += TVector.Count)
        {
            TVector e = Exp.Invoke<TVector, T>(TVector.Load(ref source, k) - largest);
            TVector.Store(e, ref destination, k);
            sum += e;
        }

        for (nint k = 0; k < end; k += TVector.Count)
        {
            TVector.Store(TVector.Load(ref destination, k) / sum, ref destination, k);
        }

        logSum = Log.Invoke<TVector, T>(sum);
    }
}
