using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// The Gaussian mixture on one <see cref="MixtureTile{T}"/>: negative log-likelihood, gradient, and the mixture's own
/// parameters. Formulas: Bishop 1994; derived step by step in docs/mathematics.md. Everything stays in logarithms, and
/// every finite z and t give a finite loss and gradient.
/// </summary>
internal static class MixtureKernel<TVector, T, TShape, TLink>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TShape : struct, ICovarianceShape
    where TLink : struct, IScaleLink
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>
    /// The largest |t - mu| / sigma that is told apart: its square, summed over as many dimensions as there may be and divided
    /// by the smallest sigma, must not overflow.
    /// </summary>
    private static TVector LargestDeviation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Constant<TVector, T>.Of(typeof(T) == typeof(float) ? 1e13 : 1e145);
    }

    /// <summary>From z to log alpha and alpha: log alpha_k = a_k - log-sum-exp(a), the maximum subtracted first.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Weights(MixtureLayout layout, MixtureTile<T> tile)
    {
        ref T memory = ref MemoryMarshal.GetReference(tile.Memory.Span);
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
    /// E = -log-sum-exp_k(log alpha_k + log phi_k) into tile.Losses; tile.Raw, from its scales on, then holds
    /// d sigma / ds, tile.Scales 1 / sigma, and tile.Joint the responsibilities pi. Needs <see cref="Weights"/> done.
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    public static void NegativeLogLikelihood(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor)
    {
        ref T memory = ref MemoryMarshal.GetReference(tile.Memory.Span);
        ref T means = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.MeanOffset * TVector.Count));
        ref T rawScales = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.ScaleOffset * TVector.Count));
        ref T inverseScales = ref Unsafe.Add(ref memory, tile.Scales.Offset);
        ref T targets = ref Unsafe.Add(ref memory, tile.Targets.Offset);
        ref T logWeights = ref Unsafe.Add(ref memory, tile.LogWeights.Offset);
        ref T logDensities = ref Unsafe.Add(ref memory, tile.LogDensities.Offset);
        ref T joint = ref Unsafe.Add(ref memory, tile.Joint.Offset);

        int dimensions = layout.Dimensions;
        TVector floor = TVector.Broadcast(scaleFloor);
        TVector one = TVector.Broadcast(T.One);
        TVector half = Constant<TVector, T>.Of(0.5);
        TVector sharedCount = Constant<TVector, T>.Of(TShape.SharedScale ? dimensions : 1);
        TVector constant = Constant<TVector, T>.Of(dimensions * HalfLogTwoPi);
        for (int k = 0; k < layout.Components; k++)
        {
            TVector logDeterminant = TVector.Zero;
            TVector squares = TVector.Zero;
            TVector inverse = TVector.Zero;
            for (int d = 0; d < dimensions; d++)
            {
                nint mean = ((k * dimensions) + d) * TVector.Count;
                if (!TShape.SharedScale || d == 0)
                {
                    nint scale = TShape.SharedScale ? k * TVector.Count : mean;
                    TVector sigma = floor + TLink.Invoke<TVector, T>(TVector.Load(ref rawScales, scale), out TVector derivative);
                    inverse = one / sigma;
                    logDeterminant += Log.Invoke<TVector, T>(sigma);
                    TVector.Store(derivative, ref rawScales, scale);
                    TVector.Store(inverse, ref inverseScales, scale);
                }

                TVector deviation = Deviation(TVector.Load(ref targets, d * TVector.Count), TVector.Load(ref means, mean), inverse);
                squares = TVector.MultiplyAdd(deviation, deviation, squares);
            }

            TVector logDensity = -(constant + (sharedCount * logDeterminant) + (half * squares));
            TVector.Store(logDensity, ref logDensities, k * TVector.Count);
            TVector.Store(TVector.Load(ref logWeights, k * TVector.Count) + logDensity, ref joint, k * TVector.Count);
        }

        LaneSoftmax<TVector, T>.Apply(ref joint, ref joint, layout.Components, out TVector largest, out TVector logSum);
        TVector.Store(-(largest + logSum), ref memory, tile.Losses.Offset);
    }

    /// <summary>
    /// factor * dE/d(raw outputs), or with respect to alpha, mu and sigma, in place of tile.Raw. Needs
    /// <see cref="NegativeLogLikelihood"/> done.
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Gradient<TSpace>(MixtureLayout layout, MixtureTile<T> tile, T factor)
        where TSpace : struct, IGradientSpace
    {
        ref T memory = ref MemoryMarshal.GetReference(tile.Memory.Span);
        ref T logits = ref Unsafe.Add(ref memory, tile.Raw.Offset);
        ref T means = ref Unsafe.Add(ref logits, layout.MeanOffset * TVector.Count);
        ref T rawScales = ref Unsafe.Add(ref logits, layout.ScaleOffset * TVector.Count);
        ref T inverseScales = ref Unsafe.Add(ref memory, tile.Scales.Offset);
        ref T targets = ref Unsafe.Add(ref memory, tile.Targets.Offset);
        ref T weights = ref Unsafe.Add(ref memory, tile.Weights.Offset);
        ref T logDensities = ref Unsafe.Add(ref memory, tile.LogDensities.Offset);
        ref T responsibilities = ref Unsafe.Add(ref memory, tile.Joint.Offset);

        int dimensions = layout.Dimensions;
        TVector common = TVector.Broadcast(factor);
        TVector loss = TVector.Load(ref memory, tile.Losses.Offset);
        TVector sharedCount = Constant<TVector, T>.Of(TShape.SharedScale ? dimensions : 1);
        for (int k = 0; k < layout.Components; k++)
        {
            nint component = k * TVector.Count;
            TVector responsibility = TVector.Load(ref responsibilities, component);
            TVector weightGradient = TSpace.Weight<TVector, T>(
                TVector.Load(ref weights, component), responsibility, TVector.Load(ref logDensities, component) + loss);
            TVector.Store(common * weightGradient, ref logits, component);

            TVector pull = common * responsibility;
            TVector inverse = TVector.Zero;
            TVector squares = TVector.Zero;
            for (int d = 0; d < dimensions; d++)
            {
                nint mean = ((k * dimensions) + d) * TVector.Count;
                nint scale = TShape.SharedScale ? component : mean;
                inverse = TVector.Load(ref inverseScales, scale);
                TVector deviation = Deviation(TVector.Load(ref targets, d * TVector.Count), TVector.Load(ref means, mean), inverse);
                TVector.Store(-(pull * deviation * inverse), ref means, mean);

                squares = TShape.SharedScale ? TVector.MultiplyAdd(deviation, deviation, squares) : deviation * deviation;
                if (!TShape.SharedScale || d == dimensions - 1)
                {
                    TVector slope = TSpace.LogScale<TVector, T>(inverse, TVector.Load(ref rawScales, scale));
                    TVector.Store(pull * ((sharedCount - squares) * slope), ref rawScales, scale);
                }
            }
        }
    }

    /// <summary>
    /// The mixture in the target's units: tile.Raw holds the means and tile.Scales one scale per component and dimension,
    /// mean = offset_d + unit_d * mu and scale = unit_d * sigma. Needs <see cref="Weights"/> done.
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Parameters(
        MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, ReadOnlySpan<T> offsets, ReadOnlySpan<T> units)
    {
        ref T memory = ref MemoryMarshal.GetReference(tile.Memory.Span);
        ref T means = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.MeanOffset * TVector.Count));
        ref T rawScales = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.ScaleOffset * TVector.Count));
        ref T scales = ref Unsafe.Add(ref memory, tile.Scales.Offset);

        // Means and scales stay numbers whose squares, in double, are finite too.
        TVector largest = Constant<TVector, T>.Of(float.MaxValue, 1e150);
        int dimensions = layout.Dimensions;
        TVector floor = TVector.Broadcast(scaleFloor);
        for (int k = 0; k < layout.Components; k++)
        {
            TVector sigma = TVector.Zero;
            for (int d = 0; d < dimensions; d++)
            {
                nint mean = ((k * dimensions) + d) * TVector.Count;
                if (!TShape.SharedScale || d == 0)
                {
                    nint scale = TShape.SharedScale ? k * TVector.Count : mean;
                    sigma = floor + TLink.Invoke<TVector, T>(TVector.Load(ref rawScales, scale), out _);
                }

                TVector unit = TVector.Broadcast(units[d]);
                TVector center = TVector.MultiplyAdd(unit, TVector.Load(ref means, mean), TVector.Broadcast(offsets[d]));
                TVector.Store(TVector.Min(sigma * unit, largest), ref scales, mean);
                TVector.Store(TVector.Max(TVector.Min(center, largest), -largest), ref means, mean);
            }
        }
    }

    /// <summary>r = (t - mu) / sigma, limited so that sums of squares stay finite even where t - mu overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Deviation(TVector target, TVector mean, TVector inverseScale)
    {
        TVector limit = LargestDeviation;
        return TVector.Max(TVector.Min((target - mean) * inverseScale, limit), -limit);
    }
}
