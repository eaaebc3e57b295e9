using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// The Gaussian mixture on one <see cref="MixtureTile{T}"/>, as far as all covariances share it: weights, responsibilities,
/// the loss, means. Formulas: Bishop 1994; derived step by step in docs/mathematics.md. Everything stays in logarithms, and
/// every finite z and t give a finite loss and gradient.
/// </summary>
/// <remarks>
/// Each pass loads a vector, a lane to a row, computes and stores it; nothing stays in registers but sums and maxima. Per row and component
/// there are two exponentials (the weight, the responsibility), per row two logarithms. Measured with the shape's part, loss and
/// gradient from floats at 512 bits, 16 components of 8 dimensions, softplus: 104 ns per row, 0.38 ns per raw output.
/// </remarks>
internal static class MixtureKernel<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From z to log alpha and alpha: log alpha_k = a_k - log-sum-exp(a), the maximum subtracted first.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Weights(MixtureLayout layout, MixtureTile<T> tile)
    {
        ref T memory = ref tile.Memory.First;
        ref T logits = ref Unsafe.Add(ref memory, tile.Raw.Offset);
        ref T weights = ref Unsafe.Add(ref memory, tile.Weights.Offset);
        ref T logWeights = ref Unsafe.Add(ref memory, tile.LogWeights.Offset);

        LaneSoftmax<TVector, T>.Apply(ref logits, ref weights, layout.Components, out TVector largest, out TVector logSum);
        for (int k = 0; k < layout.Components; k++)
        {
            TVector logit = TVector.Load(ref logits, k * TVector.Count);
            TVector.Store(logit - largest - logSum, ref logWeights, k * TVector.Count);
        }
    }

    /// <summary>
    /// E = -log-sum-exp_k(log alpha_k + log phi_k) into tile.Losses, the responsibilities pi into tile.Joint. Needs
    /// <see cref="Weights"/> and the log-densities done.
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Responsibilities(MixtureLayout layout, MixtureTile<T> tile)
    {
        ref T memory = ref tile.Memory.First;
        ref T logWeights = ref Unsafe.Add(ref memory, tile.LogWeights.Offset);
        ref T logDensities = ref Unsafe.Add(ref memory, tile.LogDensities.Offset);
        ref T joint = ref Unsafe.Add(ref memory, tile.Joint.Offset);

        for (int k = 0; k < layout.Components; k++)
        {
            nint component = k * TVector.Count;
            TVector.Store(
                TVector.Load(ref logWeights, component) + TVector.Load(ref logDensities, component), ref joint, component);
        }

        LaneSoftmax<TVector, T>.Apply(ref joint, ref joint, layout.Components, out TVector largest, out TVector logSum);
        TVector.Store(-(largest + logSum), ref memory, tile.Losses.Offset);
    }

    /// <summary>
    /// factor * dE/d(logits), or with respect to alpha, in place of tile.Raw's logits. Needs <see cref="Responsibilities"/> done.
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    public static void WeightGradient<TSpace>(MixtureLayout layout, MixtureTile<T> tile, T factor)
        where TSpace : struct, IGradientSpace
    {
        ref T memory = ref tile.Memory.First;
        ref T logits = ref Unsafe.Add(ref memory, tile.Raw.Offset);
        ref T weights = ref Unsafe.Add(ref memory, tile.Weights.Offset);
        ref T logDensities = ref Unsafe.Add(ref memory, tile.LogDensities.Offset);
        ref T responsibilities = ref Unsafe.Add(ref memory, tile.Joint.Offset);

        TVector common = TVector.Broadcast(factor);
        TVector loss = TVector.Load(ref memory, tile.Losses.Offset);
        for (int k = 0; k < layout.Components; k++)
        {
            nint component = k * TVector.Count;
            TVector gradient = TSpace.Weight<TVector, T>(
                TVector.Load(ref weights, component),
                TVector.Load(ref responsibilities, component),
                TVector.Load(ref logDensities, component) + loss);
            TVector.Store(common * gradient, ref logits, component);
        }
    }

    /// <summary>The means in the target's units in place of tile.Raw's: offset_d + unit_d * mu.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Means(MixtureLayout layout, MixtureTile<T> tile, ReadOnlySpan<T> offsets, ReadOnlySpan<T> units)
    {
        ref T memory = ref tile.Memory.First;
        ref T means = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.MeanOffset * TVector.Count));

        TVector limit = MixtureLimits<TVector, T>.Parameter;
        for (int k = 0; k < layout.Components; k++)
        {
            for (int d = 0; d < layout.Dimensions; d++)
            {
                nint mean = ((k * layout.Dimensions) + d) * TVector.Count;
                TVector center = TVector.MultiplyAdd(
                    TVector.Broadcast(units[d]), TVector.Load(ref means, mean), TVector.Broadcast(offsets[d]));
                TVector.Store(MixtureLimits<TVector, T>.Limited(center, limit), ref means, mean);
            }
        }
    }
}
