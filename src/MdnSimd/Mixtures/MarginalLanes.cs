using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// The components of a mixture in one dimension, as vectors of weights, means and scales, a component to a lane. Behind the last
/// one stand components of weight 0, mean 0 and scale 1. What does not fill a vector is collected once: a question may look at
/// every vector many times.
/// </summary>
internal readonly ref struct MarginalLanes<TVector, T>
    where TVector : struct, ISimd<TVector, double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ref T weights;
    private readonly ref T means;  // from the dimension on, every stride-th
    private readonly ref T scales;
    private readonly nint stride;
    private readonly nint components;
    private readonly TVector normalizer;
    private readonly TVector lastWeights;
    private readonly TVector lastMeans;
    private readonly TVector lastScales;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MarginalLanes(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> means, ReadOnlySpan<T> scales, int dimensions, int dimension, double normalizer)
    {
        this.weights = ref MemoryMarshal.GetReference(weights);
        this.means = ref Unsafe.Add(ref MemoryMarshal.GetReference(means), dimension);
        this.scales = ref Unsafe.Add(ref MemoryMarshal.GetReference(scales), dimension);
        stride = dimensions;
        components = weights.Length;
        this.normalizer = TVector.Broadcast(normalizer);
        Count = (weights.Length + TVector.Count - 1) / TVector.Count;
        Read(Count - 1, out lastWeights, out lastMeans, out lastScales);
    }

    /// <summary>How many vectors there are, at least 1.</summary>
    public int Count { get; }

    /// <summary>The mean of the first component.</summary>
    public double FirstMean => Scalar.ToDouble(means);

    /// <summary>The components of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load(int vector, out TVector weight, out TVector mean, out TVector scale)
    {
        if (vector == Count - 1)
        {
            (weight, mean, scale) = (lastWeights, lastMeans, lastScales);
        }
        else
        {
            Read(vector, out weight, out mean, out scale);
        }
    }

    /// <summary>How many standard deviations a number lies above each mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Standardize(TVector t, TVector mean, TVector scale)
    {
        TVector difference = t - mean;
        if (typeof(T) == typeof(float))
        {
            return difference / scale;
        }

        // Two finite numbers can lie further apart than the largest one: halve everything.
        TVector half = TVector.Broadcast(0.5);
        TVector overflowed = TVector.Equal(TVector.Abs(difference), TVector.Broadcast(double.PositiveInfinity));
        return TVector.Select(overflowed, (half * t) - (half * mean), difference) / TVector.Select(overflowed, half * scale, scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read(int vector, out TVector weight, out TVector mean, out TVector scale)
    {
        nint first = (nint)vector * TVector.Count;
        nint count = components - first;
        weight = TVector.Collect(ref Unsafe.Add(ref weights, first), 1, count) * normalizer;
        mean = TVector.Collect(ref Unsafe.Add(ref means, first * stride), stride, count);
        scale = TVector.Collect(ref Unsafe.Add(ref scales, first * stride), stride, count);
        scale = TVector.Select(TVector.Equal(scale, TVector.Zero), TVector.Broadcast(1), scale);
    }
}
