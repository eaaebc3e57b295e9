using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// What turns raw outputs into a mixture: its layout, its link and its floor. Chooses the kernel once per block of rows and
/// walks the block tile by tile. Immutable; the tile, which is not, belongs to the caller.
/// </summary>
/// <param name="layout">K, D and the shape of the covariances.</param>
/// <param name="link">How a raw output becomes a scale.</param>
/// <param name="scaleFloor">The smallest scale, in standard deviations of the target; positive.</param>
internal sealed partial class MixtureHead<T>(MixtureLayout layout, ScaleLink link, T scaleFloor)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>K, D and the shape of the covariances.</summary>
    public MixtureLayout Layout => layout;

    /// <summary>The smallest scale, in standard deviations of the target.</summary>
    public T ScaleFloor => scaleFloor;

    /// <summary>The mixture of each row, in the target's units.</summary>
    /// <typeparam name="TVector">The vectors to use.</typeparam>
    /// <param name="tile">Scratch memory.</param>
    /// <param name="raw">Raw outputs z, [rows, rawStride]; one row alone is followed by 64 bytes that may be read.</param>
    /// <param name="rawStride">Elements per row of z.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="units">The targets' units.</param>
    /// <param name="destination">Receives the mixtures.</param>
    public void Predict<TVector>(
        MixtureTile<T> tile,
        ref T raw, int rawStride,
        int rows,
        TargetUnits<T> units,
        scoped MixtureRows<T> destination)
        where TVector : struct, ISimd<TVector, T>
    {
        PredictWork<TVector> work = new()
        {
            Head = this,
            Tile = tile,
            Raw = ref raw,
            RawStride = rawStride,
            Rows = rows,
            Units = units,
            Destination = destination,
        };
        Dispatch(ref work);
    }

    /// <summary>The one place that maps the public options to the code of a kernel.</summary>
    private void Dispatch<TWork>(scoped ref TWork work)
        where TWork : IMixtureWork, allows ref struct
    {
        switch (layout.Covariance)
        {
            case Covariance.Isotropic:
                Dispatch<TWork, AxisAlignedShape<SharedScale>>(ref work);
                break;
            case Covariance.Diagonal:
                Dispatch<TWork, AxisAlignedShape<OwnScales>>(ref work);
                break;
            case Covariance.Full:
                Dispatch<TWork, FullShape>(ref work);
                break;
            default:
                throw new InvalidOperationException($"{layout.Covariance} is no covariance");
        }
    }

    private void Dispatch<TWork, TShape>(scoped ref TWork work)
        where TWork : IMixtureWork, allows ref struct
        where TShape : struct, ICovarianceShape
    {
        switch (link)
        {
            case ScaleLink.Exp:
                work.Run<TShape, ExpLink>();
                break;
            case ScaleLink.Softplus:
                work.Run<TShape, SoftplusLink>();
                break;
            case ScaleLink.EluPlusOne:
                work.Run<TShape, EluPlusOneLink>();
                break;
            default:
                throw new InvalidOperationException($"{link} is no scale link");
        }
    }

    private interface IMixtureWork
    {
        void Run<TShape, TLink>()
            where TShape : struct, ICovarianceShape
            where TLink : struct, IScaleLink;
    }

    /// <summary>
    /// Rows into lanes: vector i receives element i of up to TVector.Count rows. Lanes beyond the last row repeat it, so
    /// that they hold ordinary numbers; nothing reads their results.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather<TVector>(ref T source, int sourceStride, int rows, int elements, ref T lanes)
        where TVector : struct, ISimd<TVector, T>
    {
        if (rows < TVector.Count)
        {
            ref T last = ref Unsafe.Add(ref source, (nint)(rows - 1) * sourceStride);
            for (nint i = 0; i < elements; i++)
            {
                TVector.Store(TVector.Broadcast(Unsafe.Add(ref last, i)), ref lanes, i * TVector.Count);
            }
        }

        if (rows > 1)
        {
            Transpose.Copy(ref source, sourceStride, rows, elements, ref lanes, TVector.Count);
        }
    }

    private ref struct PredictWork<TVector> : IMixtureWork
        where TVector : struct, ISimd<TVector, T>
    {
        public MixtureHead<T> Head;
        public MixtureTile<T> Tile;
        public ref T Raw;
        public int RawStride;
        public int Rows;
        public TargetUnits<T> Units;
        public MixtureRows<T> Destination;

        public readonly void Run<TShape, TLink>()
            where TShape : struct, ICovarianceShape
            where TLink : struct, IScaleLink
        {
            MixtureLayout layout = Head.Layout;
            if (Rows == 1 && layout.FactorsPerComponent == 0)
            {
                RunRow<TLink>();
                return;
            }

            int components = layout.Components;
            int means = components * layout.Dimensions;
            ref T memory = ref Tile.Memory.First;
            ref T raw = ref Unsafe.Add(ref memory, Tile.Raw.Offset);
            for (int row = 0; row < Rows; row += TVector.Count)
            {
                int rows = Math.Min(TVector.Count, Rows - row);
                Gather<TVector>(ref Unsafe.Add(ref Raw, (nint)row * RawStride), RawStride, rows, layout.Outputs, ref raw);
                MixtureKernel<TVector, T>.Weights(layout, Tile);
                MixtureKernel<TVector, T>.Means(layout, Tile, Units.Offsets, Units.Units);
                TShape.Scales<TVector, T, TLink>(layout, Tile, Head.ScaleFloor, Units.Units);

                ref T meanLanes = ref Unsafe.Add(ref raw, layout.MeanOffset * TVector.Count);
                int weightStride = Destination.RowComponents;
                int meanStride = weightStride * layout.Dimensions;
                Scatter<TVector>(ref Unsafe.Add(ref memory, Tile.Weights.Offset), components, rows, Destination.Weights, row, weightStride);
                Scatter<TVector>(ref Unsafe.Add(ref memory, Tile.LogWeights.Offset), components, rows, Destination.LogWeights, row, weightStride);
                Scatter<TVector>(ref meanLanes, means, rows, Destination.Means, row, meanStride);
                Scatter<TVector>(ref Unsafe.Add(ref memory, Tile.Scales.Offset), means, rows, Destination.Scales, row, meanStride);
                if (layout.FactorsPerComponent > 0)
                {
                    ref T factorLanes = ref Unsafe.Add(ref raw, layout.ScaleOffset * TVector.Count);
                    ScatterFactors<TVector>(ref factorLanes, layout, rows, Destination.PrecisionFactors, row, weightStride * layout.FactorsPerComponent);
                }
            }
        }

        /// <summary>A row alone: straight into the destination where there is room for whole vectors, else by way of the tile.</summary>
        private readonly void RunRow<TLink>()
            where TLink : struct, IScaleLink
        {
            MixtureLayout layout = Head.Layout;
            if (Destination.WholeVectors)
            {
                MixtureRowKernel<TVector, T>.Run<TLink>(
                    layout, ref Raw, Head.ScaleFloor, Units,
                    ref MemoryMarshal.GetReference(Destination.Weights),
                    ref MemoryMarshal.GetReference(Destination.LogWeights),
                    ref MemoryMarshal.GetReference(Destination.Means),
                    ref MemoryMarshal.GetReference(Destination.Scales));
                return;
            }

            Span<T> memory = Tile.Memory.Span;
            Span<T> weights = memory[Tile.Weights.Offset..];
            Span<T> logWeights = memory[Tile.LogWeights.Offset..];
            Span<T> means = memory[Tile.Raw.Offset..];
            Span<T> scales = memory[Tile.Scales.Offset..];
            MixtureRowKernel<TVector, T>.Run<TLink>(
                layout, ref Raw, Head.ScaleFloor, Units, ref weights[0], ref logWeights[0], ref means[0], ref scales[0]);
            int elements = layout.Components * layout.Dimensions;
            weights[..layout.Components].CopyTo(Destination.Weights);
            logWeights[..layout.Components].CopyTo(Destination.LogWeights);
            means[..elements].CopyTo(Destination.Means);
            scales[..elements].CopyTo(Destination.Scales);
        }
    }

    /// <summary>Lanes into rows of <paramref name="elements"/>, from row <paramref name="firstRow"/> of the destination.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter<TVector>(ref T lanes, int elements, int rows, Span<T> destination, int firstRow, int stride)
        where TVector : struct, ISimd<TVector, T> =>
        Transpose.Copy(ref lanes, TVector.Count, elements, rows, ref destination[firstRow * stride], stride);

    /// <summary>Lanes of upper triangles into rows of K matrices of D * D, with zeros below the diagonals.</summary>
    private static void ScatterFactors<TVector>(ref T lanes, MixtureLayout layout, int rows, Span<T> destination, int firstRow, int stride)
        where TVector : struct, ISimd<TVector, T>
    {
        int dimensions = layout.Dimensions;
        Span<T> target = destination[(firstRow * stride)..];
        for (int row = 0; row < rows; row++)
        {
            target.Slice(row * stride, layout.Components * layout.FactorsPerComponent).Clear();
        }

        for (int i = 0; i < layout.Components * dimensions; i++)
        {
            int diagonal = i % dimensions;
            int elements = dimensions - diagonal;
            Transpose.Copy(ref lanes, TVector.Count, elements, rows, ref target[(i * dimensions) + diagonal], stride);
            lanes = ref Unsafe.Add(ref lanes, elements * TVector.Count);
        }
    }
}
