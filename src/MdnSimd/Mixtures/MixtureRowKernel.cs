using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// The mixture of one row alone, with its elements in the lanes: where <see cref="MixtureKernel{TVector, T}"/> would fill one
/// lane of each vector, this fills all. Every element goes through the same operations in the same order, so the result
/// has the same bits. For covariances whose scales do not depend on each other.
/// </summary>
/// <remarks>
/// Vectors may reach beyond the last element, where they are loaded and where they are stored: by less than 64 bytes.
/// </remarks>
internal static class MixtureRowKernel<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From a row of raw outputs to its mixture in the target's units.</summary>
    /// <param name="layout">What the row holds.</param>
    /// <param name="row">The raw outputs z.</param>
    /// <param name="scaleFloor">The smallest scale, in standard deviations of the target.</param>
    /// <param name="units">The target's units.</param>
    /// <param name="weights">Receives alpha, [K].</param>
    /// <param name="logWeights">Receives log alpha, [K].</param>
    /// <param name="means">Receives the means, [K * D].</param>
    /// <param name="scales">Receives the scales, [K * D].</param>
    public static void Run<TLink>(
        MixtureLayout layout, ref T row, T scaleFloor, TargetUnits<T> units,
        ref T weights, ref T logWeights, ref T means, ref T scales)
        where TLink : struct, IScaleLink
    {
        Weights(layout.Components, ref row, ref units.Ceilings[0], ref weights, ref logWeights);
        Scales<TLink>(layout.Scales, ref Unsafe.Add(ref row, layout.ScaleOffset), scaleFloor, ref scales);
        if (layout.ScalesPerComponent < layout.Dimensions)
        {
            Repeat(ref scales, layout.Components, layout.Dimensions);
        }

        ToUnits(
            layout.Components * layout.Dimensions,
            ref Unsafe.Add(ref row, layout.MeanOffset),
            ref units.OffsetsByElement[0],
            ref units.UnitsByElement[0],
            ref means,
            ref scales);
    }

    /// <summary>The softmax of the logits and its logarithm: in lanes but for the sum, which goes from component to component.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void Weights(int components, ref T logits, ref T ceilings, ref T weights, ref T logWeights)
    {
        // What lies beyond the last logit has a ceiling of -infinity, which also takes the place of a NaN.
        TVector highest = TVector.Min(TVector.Load(ref logits, 0), TVector.Load(ref ceilings, 0));
        for (nint k = TVector.Count; k < components; k += TVector.Count)
        {
            highest = TVector.Max(highest, TVector.Min(TVector.Load(ref logits, k), TVector.Load(ref ceilings, k)));
        }

        TVector largest = TVector.Broadcast(TVector.MaxElement(highest));
        for (nint k = 0; k < components; k += TVector.Count)
        {
            TVector difference = TVector.Min(TVector.Load(ref logits, k), TVector.Load(ref ceilings, k)) - largest;
            TVector.Store(difference, ref logWeights, k);
            TVector.Store(Exp.Invoke<TVector, T>(difference), ref weights, k);
        }

        T sum = T.Zero;
        for (nint k = 0; k < components; k++)
        {
            sum += Unsafe.Add(ref weights, k);
        }

        TVector sums = TVector.Broadcast(sum);
        TVector logSum = Log.Invoke<TVector, T>(sums);
        for (nint k = 0; k < components; k += TVector.Count)
        {
            TVector.Store(TVector.Load(ref weights, k) / sums, ref weights, k);
            TVector.Store(TVector.Load(ref logWeights, k) - logSum, ref logWeights, k);
        }
    }

    /// <summary>sigma = floor + link(s).</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void Scales<TLink>(int count, ref T raw, T floor, ref T scales)
        where TLink : struct, IScaleLink
    {
        TVector least = TVector.Broadcast(floor);
        for (nint i = 0; i < count; i += TVector.Count)
        {
            TVector.Store(least + TLink.Invoke<TVector, T>(TVector.Load(ref raw, i), out _), ref scales, i);
        }
    }

    /// <summary>From one scale per component to one per component and dimension, from the last on, so that none is lost.</summary>
    private static void Repeat(ref T scales, int components, int dimensions)
    {
        for (nint k = components - 1; k >= 0; k--)
        {
            T scale = Unsafe.Add(ref scales, k);
            for (nint d = 0; d < dimensions; d++)
            {
                Unsafe.Add(ref scales, (k * dimensions) + d) = scale;
            }
        }
    }

    /// <summary>mean = offset + unit * mu; scale = unit * sigma, in place.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void ToUnits(int count, ref T raw, ref T offsets, ref T units, ref T means, ref T scales)
    {
        TVector limit = MixtureLimits<TVector, T>.Parameter;
        for (nint i = 0; i < count; i += TVector.Count)
        {
            TVector unit = TVector.Load(ref units, i);
            TVector center = TVector.MultiplyAdd(unit, TVector.Load(ref raw, i), TVector.Load(ref offsets, i));
            TVector.Store(MixtureLimits<TVector, T>.Limited(center, limit), ref means, i);
            TVector.Store(TVector.Min(TVector.Load(ref scales, i) * unit, limit), ref scales, i);
        }
    }
}
