using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>Standard deviations of single dimensions, and the way back from their gradient to scales and couplings.</content>
/// <remarks>
/// Sigma = W diag(sigma^2) W^T with W = (1 + C)^-1, and tau_i = sqrt(Sigma_ii). With V_ij = W_ij sigma_j / tau_i, whose rows have
/// norm 1, and q_i = tau_i dE/dtau_i: dE/dlog sigma_j = sum_{i at most j} q_i V_ij^2, and dE/dc_lm = -tau_m / sigma_l sum_{i at most l}
/// q_i V_il rho_im with the correlation rho_im = sum_j V_ij V_mj (docs/mathematics.md, section 20). D^3 / 3 multiply-adds a component.
/// </remarks>
internal readonly partial struct FullShape
{
    /// <inheritdoc/>
    [MethodImpl(KernelMethod.Options)]
    public static void MarginalScales<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink
    {
        ref T memory = ref tile.Memory.First;
        nint end = layout.Dimensions * TVector.Count;
        nint length = layout.ScalesPerComponent * TVector.Count;
        TVector limit = MixtureLimits<TVector, T>.Difference;
        for (nint k = 0; k < layout.Components; k++)
        {
            nint first = (layout.ScaleOffset * TVector.Count) + (k * length);
            ref T raw = ref Unsafe.Add(ref memory, tile.Raw.Offset + first);
            ref T slopes = ref Unsafe.Add(ref memory, tile.Ranked.Offset + first);
            ref T roots = ref Unsafe.Add(ref memory, tile.Roots.Offset + (k * length));
            ref T marginals = ref Unsafe.Add(ref memory, tile.Scales.Offset + (k * end));
            ref T scales = ref Unsafe.Add(ref memory, tile.Deviations.Offset + (k * end));
            for (nint i = 0; i < length; i += TVector.Count)
            {
                TVector.Store(TVector.Load(ref raw, i), ref slopes, i);
            }

            ScaleKernel<TVector, T, TLink>.ApplyToDiagonal(ref slopes, layout.Dimensions, scaleFloor, ref scales);
            nint row = 0;
            for (nint i = 0; i < end; i += TVector.Count)
            {
                ref T root = ref Unsafe.Add(ref roots, row);
                TVector marginal = MarginalScale<TVector, T>(
                    ref Unsafe.Add(ref slopes, row), ref Unsafe.Add(ref scales, i), ref root, end - i);
                for (nint j = 0; j < end - i; j += TVector.Count)
                {
                    TVector.Store(TVector.Load(ref root, j) / marginal, ref root, j);
                }

                TVector.Store(TVector.Min(marginal, limit), ref marginals, i);
                row += end - i;
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(KernelMethod.Options)]
    public static void MarginalGradient<TVector, T>(MixtureLayout layout, MixtureTile<T> tile)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T memory = ref tile.Memory.First;
        nint end = layout.Dimensions * TVector.Count;
        nint length = layout.ScalesPerComponent * TVector.Count;
        for (nint k = 0; k < layout.Components; k++)
        {
            ref T slopes = ref Unsafe.Add(ref memory, tile.Ranked.Offset + (layout.ScaleOffset * TVector.Count) + (k * length));
            ref T roots = ref Unsafe.Add(ref memory, tile.Roots.Offset + (k * length));
            ref T marginals = ref Unsafe.Add(ref memory, tile.Scales.Offset + (k * end));
            ref T scales = ref Unsafe.Add(ref memory, tile.Deviations.Offset + (k * end));
            ref T pulls = ref Unsafe.Add(ref memory, tile.RankedScales.Offset + (k * end));
            for (nint i = 0; i < end; i += TVector.Count)
            {
                TVector.Store(TVector.Load(ref pulls, i) * TVector.Load(ref marginals, i), ref pulls, i);
            }

            Couplings<TVector, T>(ref roots, ref pulls, ref slopes, end);
            ToRawOutputs<TVector, T>(ref roots, ref pulls, ref scales, ref marginals, ref slopes, end);
        }
    }

    /// <summary>sum_{i at most l} q_i V_il rho_im in the place of each coupling c_lm; the diagonal stays.</summary>
    /// <param name="roots">V of a component, row by row.</param>
    /// <param name="pulls">q.</param>
    /// <param name="couplings">Receives the sums.</param>
    /// <param name="end">D vectors, in elements.</param>
    [MethodImpl(KernelMethod.Options)]
    private static void Couplings<TVector, T>(ref T roots, ref T pulls, ref T couplings, nint end)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint row = 0;
        for (nint i = 0; i < end; i += TVector.Count)
        {
            // In a triangle by rows, element (i, j) stands at the place of (i, i) and j - i more.
            ref T root = ref Unsafe.Add(ref roots, row - i);
            TVector pull = TVector.Load(ref pulls, i);
            nint otherRow = row;
            for (nint m = i + TVector.Count; m < end; m += TVector.Count)
            {
                otherRow += end - m + TVector.Count;
                ref T otherRoot = ref Unsafe.Add(ref roots, otherRow - m);
                TVector correlation = TVector.Zero;
                for (nint j = m; j < end; j += TVector.Count)
                {
                    correlation = TVector.MultiplyAdd(TVector.Load(ref root, j), TVector.Load(ref otherRoot, j), correlation);
                }

                correlation *= pull;
                nint coupling = row - i + m;
                for (nint l = i; l < m; l += TVector.Count)
                {
                    TVector sum = i == 0 ? TVector.Zero : TVector.Load(ref couplings, coupling);
                    TVector.Store(TVector.MultiplyAdd(TVector.Load(ref root, l), correlation, sum), ref couplings, coupling);
                    coupling += end - l - TVector.Count;
                }
            }

            row += end - i;
        }
    }

    /// <summary>The gradient for the raw scales, and for the couplings from their sums.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void ToRawOutputs<TVector, T>(
        ref T roots, ref T pulls, ref T scales, ref T marginals, ref T slopes, nint end)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector limit = MixtureLimits<TVector, T>.Difference;
        nint row = 0;
        for (nint l = 0; l < end; l += TVector.Count)
        {
            TVector inverse = TVector.Broadcast(T.One) / TVector.Load(ref scales, l);
            TVector sum = TVector.Zero;
            nint column = l;
            for (nint i = 0; i <= l; i += TVector.Count)
            {
                TVector root = TVector.Load(ref roots, column);
                sum = TVector.MultiplyAdd(TVector.Load(ref pulls, i) * root, root, sum);
                column += end - i - TVector.Count;
            }

            TVector.Store(sum * (inverse * TVector.Load(ref slopes, row)), ref slopes, row);
            for (nint m = l + TVector.Count; m < end; m += TVector.Count)
            {
                nint coupling = row + m - l;
                TVector slope = TVector.Load(ref slopes, coupling) * TVector.Load(ref marginals, m) * inverse;
                TVector.Store(-MixtureLimits<TVector, T>.Limited(slope, limit), ref slopes, coupling);
            }

            row += end - l;
        }
    }
}
