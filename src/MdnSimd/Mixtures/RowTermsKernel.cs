using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>What a loss may add to the gradient of a finished <see cref="MixtureTile{T}"/>, whatever the loss is.</summary>
internal static class RowTermsKernel<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Adds the gradient of -strength / K sum_k log alpha_k, the Dirichlet prior of the weights: strength (alpha_k - 1 / K).
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    public static void AddPrior(MixtureLayout layout, MixtureTile<T> tile, T strength)
    {
        ref T memory = ref tile.Memory.First;
        ref T weights = ref Unsafe.Add(ref memory, tile.Weights.Offset);
        ref T gradient = ref Unsafe.Add(ref memory, tile.Raw.Offset);
        TVector factor = TVector.Broadcast(strength);
        TVector even = TVector.Broadcast(T.One / Scalar.Of<T>(layout.Components));
        nint end = layout.Components * TVector.Count;
        for (nint k = 0; k < end; k += TVector.Count)
        {
            TVector excess = TVector.Load(ref weights, k) - even;
            TVector.Store(TVector.MultiplyAdd(factor, excess, TVector.Load(ref gradient, k)), ref gradient, k);
        }
    }

    /// <summary>Multiplies the gradient of each row by the row's weight.</summary>
    /// <param name="layout">What the tile holds.</param>
    /// <param name="tile">The tile, with the gradient in tile.Raw; tile.Joint is overwritten.</param>
    /// <param name="weights">The weights, [rows].</param>
    /// <param name="rows">Rows in the tile.</param>
    [MethodImpl(KernelMethod.Options)]
    public static void Weigh(MixtureLayout layout, MixtureTile<T> tile, ref T weights, int rows)
    {
        ref T memory = ref tile.Memory.First;
        ref T lanes = ref Unsafe.Add(ref memory, tile.Joint.Offset);
        ref T gradient = ref Unsafe.Add(ref memory, tile.Raw.Offset);
        TVector.Store(TVector.Zero, ref lanes, 0);
        for (int row = 0; row < rows; row++)
        {
            Unsafe.Add(ref lanes, row) = Unsafe.Add(ref weights, row);
        }

        TVector weight = TVector.Load(ref lanes, 0);
        nint end = layout.Outputs * TVector.Count;
        for (nint i = 0; i < end; i += TVector.Count)
        {
            TVector.Store(weight * TVector.Load(ref gradient, i), ref gradient, i);
        }
    }
}
