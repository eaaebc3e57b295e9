using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// Components of any covariance, through the upper triangular factor U of their precision, Sigma^-1 = U^T U, U_ii = 1 / sigma_i
/// and U_ij = c_ij / sigma_i: log phi = -D/2 log 2pi - sum_i log sigma_i - 1/2 |v|^2 with v = U (t - mu), that is
/// v_i = (delta_i + sum_{j > i} c_ij delta_j) / sigma_i and delta = t - mu. Each dimension is a regression on those that follow
/// it: sigma_i is its scale given them, floor included, and the couplings c_ij are raw outputs as they come. Positive definite
/// whatever they are, and the diagonal shape, bit for bit, where they are 0.
/// </summary>
/// <remarks>
/// Raw outputs of a component, row by row: s_0 c_01 c_02 ... s_1 c_12 ... (docs/mathematics.md, section 4; Pourahmadi 1999).
/// Per component D (D - 1) / 2 multiply-adds each for v and for U^T v, two loads to each, and D divisions. Measured as at
/// <see cref="MixtureKernel{TVector, T}"/>: 240 ns per row of 16 components of 8 coupled dimensions, 0.33 ns per raw output.
/// Between loss and gradient, tile.Raw holds delta in the place of the means, tile.Scales 1 / sigma and tile.Deviations v.
/// </remarks>
internal readonly partial struct FullShape : ICovarianceShape
{
    /// <inheritdoc/>
    [MethodImpl(KernelMethod.Options)]
    public static void LogDensities<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink
    {
        ref T memory = ref tile.Memory.First;
        ref T targets = ref Unsafe.Add(ref memory, tile.Targets.Offset);
        ref T logDensities = ref Unsafe.Add(ref memory, tile.LogDensities.Offset);
        ref T raw = ref Unsafe.Add(ref memory, tile.Raw.Offset);

        nint end = layout.Dimensions * TVector.Count;
        TVector half = Constant<TVector, T>.Of(0.5);
        TVector constant = Constant<TVector, T>.Of(layout.Dimensions * StandardNormal.LogSqrtTwoPi);
        TVector deviationLimit = MixtureLimits<TVector, T>.Deviation;
        TVector differenceLimit = MixtureLimits<TVector, T>.Difference;
        TVector couplingLimit = MixtureLimits<TVector, T>.Coupling;
        for (nint k = 0; k < layout.Components; k++)
        {
            ref T differences = ref Unsafe.Add(ref raw, (layout.MeanOffset * TVector.Count) + (k * end));
            ref T scales = ref Unsafe.Add(ref memory, tile.Scales.Offset + (k * end));
            ref T deviations = ref Unsafe.Add(ref memory, tile.Deviations.Offset + (k * end));
            for (nint d = 0; d < end; d += TVector.Count)
            {
                TVector difference = TVector.Load(ref targets, d) - TVector.Load(ref differences, d);
                TVector.Store(MixtureLimits<TVector, T>.Limited(difference, differenceLimit), ref differences, d);
            }

            ref T factors = ref Unsafe.Add(ref raw, (layout.ScaleOffset + (k * layout.ScalesPerComponent)) * TVector.Count);
            ScaleKernel<TVector, T, TLink>.ApplyToDiagonal(ref factors, layout.Dimensions, scaleFloor, ref scales);
            LogProduct<TVector, T> determinant = LogProduct<TVector, T>.One;
            TVector squares = TVector.Zero;
            nint element = TVector.Count;
            for (nint i = 0; i < end; i += TVector.Count)
            {
                TVector sigma = TVector.Load(ref scales, i);
                TVector inverse = TVector.Broadcast(T.One) / sigma;
                determinant = determinant.Times(sigma);
                TVector.Store(inverse, ref scales, i);

                TVector sum = TVector.Load(ref differences, i);
                for (nint j = i + TVector.Count; j < end; j += TVector.Count)
                {
                    TVector coupling = MixtureLimits<TVector, T>.Limited(TVector.Load(ref factors, element), couplingLimit);
                    sum = TVector.MultiplyAdd(coupling, TVector.Load(ref differences, j), sum);
                    element += TVector.Count;
                }

                element += TVector.Count;
                TVector deviation = MixtureLimits<TVector, T>.Limited(sum * inverse, deviationLimit);
                TVector.Store(deviation, ref deviations, i);
                squares = TVector.MultiplyAdd(deviation, deviation, squares);
            }

            TVector.Store(-(constant + determinant.Logarithm + (half * squares)), ref logDensities, k * TVector.Count);
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
        ref T raw = ref Unsafe.Add(ref memory, tile.Raw.Offset);
        ref T responsibilities = ref Unsafe.Add(ref memory, tile.Joint.Offset);
        ref T pulls = ref Unsafe.Add(ref memory, tile.Pulls.Offset);

        nint end = layout.Dimensions * TVector.Count;
        TVector common = TVector.Broadcast(factor);
        TVector couplingLimit = MixtureLimits<TVector, T>.Coupling;
        for (nint k = 0; k < layout.Components; k++)
        {
            ref T means = ref Unsafe.Add(ref raw, (layout.MeanOffset * TVector.Count) + (k * end));
            ref T scales = ref Unsafe.Add(ref memory, tile.Scales.Offset + (k * end));
            ref T deviations = ref Unsafe.Add(ref memory, tile.Deviations.Offset + (k * end));
            ref T factors = ref Unsafe.Add(ref raw, (layout.ScaleOffset + (k * layout.ScalesPerComponent)) * TVector.Count);

            // Row by row: the scales; what the row gives to the means, and to its couplings, in place of v and 1 / sigma.
            TVector responsibility = common * TVector.Load(ref responsibilities, k * TVector.Count);
            nint diagonal = 0;
            for (nint i = 0; i < end; i += TVector.Count)
            {
                TVector inverse = TVector.Load(ref scales, i);
                TVector deviation = TVector.Load(ref deviations, i);
                TVector pull = TPull.Of<TVector, T>(responsibility, ref pulls, (k * end) + i);
                TVector scaleGradient = TSpace.FactorDiagonal<TVector, T>(
                    deviation, TVector.Load(ref means, i), inverse, TVector.Load(ref factors, diagonal));
                TVector.Store(pull * scaleGradient, ref factors, diagonal);

                TVector toMeans = pull * deviation * inverse;
                TVector.Store(toMeans, ref deviations, i);
                TVector.Store(TSpace.FactorRow<TVector, T>(pull * deviation, toMeans), ref scales, i);
                diagonal += end - i;
            }

            // Column by column, so that each mean is one sum: dE/dmu_j = -sum_{i <= j} pull U_ij v_i.
            for (nint j = 0; j < end; j += TVector.Count)
            {
                TVector difference = TVector.Load(ref means, j);
                TVector sum = TVector.Load(ref deviations, j);
                nint element = j;
                for (nint i = 0; i < j; i += TVector.Count)
                {
                    TVector coupling = MixtureLimits<TVector, T>.Limited(TVector.Load(ref factors, element), couplingLimit);
                    sum = TVector.MultiplyAdd(coupling, TVector.Load(ref deviations, i), sum);
                    TVector.Store(TVector.Load(ref scales, i) * difference, ref factors, element);
                    element += end - i - TVector.Count;
                }

                TVector.Store(-sum, ref means, j);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Standard deviations are the square roots of the diagonal of Sigma = W diag(sigma^2) W^T, W = (1 + C)^-1. In the place of the
    /// raw outputs then stands U in the target's units, U_ij / unit_j, row by row.
    /// </remarks>
    [MethodImpl(KernelMethod.Options)]
    public static void Scales<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, ReadOnlySpan<T> units)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink
    {
        ref T memory = ref tile.Memory.First;
        nint end = layout.Dimensions * TVector.Count;
        for (nint k = 0; k < layout.Components; k++)
        {
            ref T scales = ref Unsafe.Add(ref memory, tile.Scales.Offset + (k * end));
            ref T inverseRow = ref Unsafe.Add(ref memory, tile.Deviations.Offset);
            ref T factors = ref Unsafe.Add(
                ref memory, tile.Raw.Offset + ((layout.ScaleOffset + (k * layout.ScalesPerComponent)) * TVector.Count));
            ScaleKernel<TVector, T, TLink>.ApplyToDiagonal(ref factors, layout.Dimensions, scaleFloor, ref scales);

            // Row i of the result needs the raw rows from i on: it can replace its own.
            ref T row = ref factors;
            for (int i = 0; i < layout.Dimensions; i++)
            {
                nint rest = end - (i * TVector.Count);
                ref T rowScales = ref Unsafe.Add(ref scales, i * TVector.Count);
                TVector sigma = TVector.Load(ref rowScales, 0);
                TVector marginal = MarginalScale<TVector, T>(ref row, ref rowScales, ref inverseRow, rest);
                FactorRow<TVector, T>(ref row, sigma, units[i..]);
                TVector.Store(
                    TVector.Min(marginal * TVector.Broadcast(units[i]), MixtureLimits<TVector, T>.Parameter), ref rowScales, 0);
                row = ref Unsafe.Add(ref row, rest);
            }
        }
    }

    /// <summary>
    /// sqrt(sum_j (W_ij sigma_j)^2) of a row i: W_ii = 1, W_ij = -sum_{l from i to j - 1} W_il c_lj. The largest term is taken out,
    /// so that no square overflows.
    /// </summary>
    /// <param name="row">Row i of the raw factor, and below it those that follow.</param>
    /// <param name="scales">sigma, from i on.</param>
    /// <param name="terms">Receives W_ij, then W_ij sigma_j, from i on.</param>
    /// <param name="end">D - i vectors, in elements.</param>
    [MethodImpl(KernelMethod.Options)]
    private static TVector MarginalScale<TVector, T>(ref T row, ref T scales, ref T terms, nint end)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector.Store(TVector.Broadcast(T.One), ref terms, 0);
        for (nint j = TVector.Count; j < end; j += TVector.Count)
        {
            TVector sum = TVector.Zero;
            nint element = j;
            for (nint l = 0; l < j; l += TVector.Count)
            {
                TVector coupling = MixtureLimits<TVector, T>.Limited(
                    TVector.Load(ref row, element), MixtureLimits<TVector, T>.Coupling);
                sum = TVector.MultiplyAdd(coupling, TVector.Load(ref terms, l), sum);
                element += end - l - TVector.Count;
            }

            TVector.Store(-sum, ref terms, j);
        }

        // Where W overflows so does the scale: infinity, and the NaN that it makes of a coupling of 0, become the limit.
        TVector largest = TVector.Load(ref scales, 0);
        for (nint j = 0; j < end; j += TVector.Count)
        {
            TVector term = TVector.Load(ref terms, j) * TVector.Load(ref scales, j);
            term = MixtureLimits<TVector, T>.Limited(term, MixtureLimits<TVector, T>.Parameter);
            largest = TVector.Max(TVector.Abs(term), largest);
            TVector.Store(term, ref terms, j);
        }

        TVector squares = TVector.Zero;
        for (nint j = 0; j < end; j += TVector.Count)
        {
            TVector ratio = TVector.Load(ref terms, j) / largest;
            squares = TVector.MultiplyAdd(ratio, ratio, squares);
        }

        return largest * TVector.Sqrt(squares);
    }

    /// <summary>U_ii = 1 / (unit_i sigma_i) and U_ij = c_ij / (sigma_i unit_j) in place of a row of the raw factor.</summary>
    /// <param name="row">s_i, then c_ij.</param>
    /// <param name="sigma">sigma_i.</param>
    /// <param name="units">unit_j, from i on.</param>
    [MethodImpl(KernelMethod.Options)]
    private static void FactorRow<TVector, T>(ref T row, TVector sigma, ReadOnlySpan<T> units)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector limit = MixtureLimits<TVector, T>.Parameter;
        TVector one = TVector.Broadcast(T.One);
        TVector.Store(TVector.Min(one / TVector.Min(sigma * TVector.Broadcast(units[0]), limit), limit), ref row, 0);
        for (int j = 1; j < units.Length; j++)
        {
            TVector coupling = MixtureLimits<TVector, T>.Limited(
                TVector.Load(ref row, j * TVector.Count), MixtureLimits<TVector, T>.Coupling);
            TVector.Store(
                MixtureLimits<TVector, T>.Limited(coupling / sigma / TVector.Broadcast(units[j]), limit), ref row, j * TVector.Count);
        }
    }
}
