using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>Whether the dimensions of a component share one scale.</summary>
internal interface IScaleSharing
{
    /// <summary>One scale for all dimensions of a component, rather than one for each.</summary>
    static abstract bool Shared { get; }
}

/// <summary>One scale per component: isotropic.</summary>
internal readonly struct SharedScale : IScaleSharing
{
    public static bool Shared => true;
}

/// <summary>One scale per component and dimension: diagonal.</summary>
internal readonly struct OwnScales : IScaleSharing
{
    public static bool Shared => false;
}

/// <summary>
/// Components whose dimensions are independent: log phi_k = -D/2 log 2pi - sum_d log sigma_kd - 1/2 sum_d r_kd^2 with the
/// deviations r_kd = (t_d - mu_kd) / sigma_kd. tile.Scales holds 1 / sigma between loss and gradient. Per scale one division and a few
/// operations for the determinant, per component one logarithm; times stand at <see cref="MixtureKernel{TVector, T}"/>.
/// </summary>
internal readonly partial struct AxisAlignedShape<TSharing> : ICovarianceShape
    where TSharing : struct, IScaleSharing
{
    /// <inheritdoc/>
    [MethodImpl(KernelMethod.Options)]
    public static void LogDensities<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink
    {
        ref T memory = ref tile.Memory.First;
        ref T means = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.MeanOffset * TVector.Count));
        ref T rawScales = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.ScaleOffset * TVector.Count));
        ref T scales = ref Unsafe.Add(ref memory, tile.Scales.Offset);
        ref T targets = ref Unsafe.Add(ref memory, tile.Targets.Offset);
        ref T logDensities = ref Unsafe.Add(ref memory, tile.LogDensities.Offset);

        ScaleKernel<TVector, T, TLink>.Apply(ref rawScales, layout.Scales, scaleFloor, ref scales);
        int dimensions = layout.Dimensions;
        TVector one = TVector.Broadcast(T.One);
        TVector half = Constant<TVector, T>.Of(0.5);
        TVector constant = Constant<TVector, T>.Of(dimensions * StandardNormal.LogSqrtTwoPi);
        for (int k = 0; k < layout.Components; k++)
        {
            LogProduct<TVector, T> determinant = LogProduct<TVector, T>.One;
            TVector squares = TVector.Zero;
            TVector inverse = TVector.Zero;
            for (int d = 0; d < dimensions; d++)
            {
                nint mean = ((k * dimensions) + d) * TVector.Count;
                if (!TSharing.Shared || d == 0)
                {
                    nint scale = TSharing.Shared ? k * TVector.Count : mean;
                    TVector sigma = TVector.Load(ref scales, scale);
                    inverse = one / sigma;
                    determinant = determinant.Times(sigma);
                    if ((d + 1) % LogProduct<TVector, T>.MostFactors == 0)
                    {
                        determinant = determinant.Normalized;
                    }

                    TVector.Store(inverse, ref scales, scale);
                }

                TVector deviation = Deviation<TVector, T>(
                    TVector.Load(ref targets, d * TVector.Count), TVector.Load(ref means, mean), inverse);
                TVector.Store(deviation, ref means, mean);
                squares = TVector.MultiplyAdd(deviation, deviation, squares);
            }

            TVector logDeterminant = determinant.Logarithm;
            if (TSharing.Shared)
            {
                logDeterminant = Constant<TVector, T>.Of(dimensions) * logDeterminant;
            }

            TVector logDensity = -(constant + logDeterminant + (half * squares));
            TVector.Store(logDensity, ref logDensities, k * TVector.Count);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(KernelMethod.Options)]
    public static void Gradient<TVector, T, TSpace, TPull>(MixtureLayout layout, MixtureTile<T> tile, T factor)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSpace : struct, IGradientSpace
        where TPull : struct, IComponentPull
    {
        ref T memory = ref tile.Memory.First;
        ref T means = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.MeanOffset * TVector.Count));
        ref T rawScales = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.ScaleOffset * TVector.Count));
        ref T inverseScales = ref Unsafe.Add(ref memory, tile.Scales.Offset);
        ref T responsibilities = ref Unsafe.Add(ref memory, tile.Joint.Offset);
        ref T pulls = ref Unsafe.Add(ref memory, tile.Pulls.Offset);

        int dimensions = layout.Dimensions;
        TVector common = TVector.Broadcast(factor);
        TVector sharedCount = Constant<TVector, T>.Of(TSharing.Shared ? dimensions : 1);
        for (int k = 0; k < layout.Components; k++)
        {
            nint component = k * TVector.Count;
            TVector responsibility = common * TVector.Load(ref responsibilities, component);
            TVector inverse = TVector.Zero;
            TVector squares = TVector.Zero;
            for (int d = 0; d < dimensions; d++)
            {
                nint mean = ((k * dimensions) + d) * TVector.Count;
                nint scale = TSharing.Shared ? component : mean;
                inverse = TVector.Load(ref inverseScales, scale);
                TVector pull = TPull.Of<TVector, T>(responsibility, ref pulls, scale);
                TVector deviation = TVector.Load(ref means, mean);
                TVector.Store(-(pull * deviation * inverse), ref means, mean);

                squares = TSharing.Shared ? TVector.MultiplyAdd(deviation, deviation, squares) : deviation * deviation;
                if (!TSharing.Shared || d == dimensions - 1)
                {
                    TVector slope = TSpace.LogScale<TVector, T>(inverse, TVector.Load(ref rawScales, scale));
                    TVector.Store(pull * ((sharedCount - squares) * slope), ref rawScales, scale);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(KernelMethod.Options)]
    public static void Scales<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, ReadOnlySpan<T> units)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink
    {
        ref T memory = ref tile.Memory.First;
        ref T rawScales = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.ScaleOffset * TVector.Count));
        ref T scales = ref Unsafe.Add(ref memory, tile.Scales.Offset);

        ScaleKernel<TVector, T, TLink>.Apply(ref rawScales, layout.Scales, scaleFloor, ref scales);
        TVector limit = MixtureLimits<TVector, T>.Parameter;

        // From the last component on: a shared scale is read before those of its dimensions are written, which lie behind it.
        for (int k = layout.Components - 1; k >= 0; k--)
        {
            TVector sigma = TVector.Zero;
            for (int d = 0; d < layout.Dimensions; d++)
            {
                nint element = ((k * layout.Dimensions) + d) * TVector.Count;
                if (!TSharing.Shared || d == 0)
                {
                    sigma = TVector.Load(ref scales, TSharing.Shared ? k * TVector.Count : element);
                }

                TVector.Store(TVector.Min(sigma * TVector.Broadcast(units[d]), limit), ref scales, element);
            }
        }
    }

    /// <summary>r = (t - mu) / sigma, limited so that sums of squares stay finite even where t - mu overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Deviation<TVector, T>(TVector target, TVector mean, TVector inverseScale)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        MixtureLimits<TVector, T>.Limited((target - mean) * inverseScale, MixtureLimits<TVector, T>.Deviation);
}
