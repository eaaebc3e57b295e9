using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>Standard deviations of single dimensions, and the way back from their gradient: they are the scales themselves.</content>
internal readonly partial struct AxisAlignedShape<TSharing>
{
    /// <inheritdoc/>
    [MethodImpl(KernelMethod.Options)]
    public static void MarginalScales<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink
    {
        ref T memory = ref tile.Memory.First;
        ref T rawScales = ref Unsafe.Add(ref memory, tile.Raw.Offset + (layout.ScaleOffset * TVector.Count));
        ref T slopes = ref Unsafe.Add(ref memory, tile.Ranked.Offset + (layout.ScaleOffset * TVector.Count));
        ref T scales = ref Unsafe.Add(ref memory, tile.Scales.Offset);
        for (nint i = 0; i < layout.Scales * TVector.Count; i += TVector.Count)
        {
            TVector.Store(TVector.Load(ref rawScales, i), ref slopes, i);
        }

        ScaleKernel<TVector, T, TLink>.Apply(ref slopes, layout.Scales, scaleFloor, ref scales);
        TVector limit = MixtureLimits<TVector, T>.Difference;

        // From the last component on: a shared scale is read before those of its dimensions are written, which lie behind it.
        for (int k = layout.Components - 1; k >= 0; k--)
        {
            TVector sigma = TVector.Zero;
            for (int d = 0; d < layout.Dimensions; d++)
            {
                nint element = ((k * layout.Dimensions) + d) * TVector.Count;
                if (!TSharing.Shared || d == 0)
                {
                    sigma = TVector.Min(TVector.Load(ref scales, TSharing.Shared ? k * TVector.Count : element), limit);
                }

                TVector.Store(sigma, ref scales, element);
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
        ref T slopes = ref Unsafe.Add(ref memory, tile.Ranked.Offset + (layout.ScaleOffset * TVector.Count));
        ref T gradient = ref Unsafe.Add(ref memory, tile.RankedScales.Offset);
        int dimensions = TSharing.Shared ? layout.Dimensions : 1;
        for (int i = 0; i < layout.Scales; i++)
        {
            nint scale = i * TVector.Count;
            TVector sum = TVector.Zero;
            for (int d = 0; d < dimensions; d++)
            {
                sum += TVector.Load(ref gradient, ((i * dimensions) + d) * TVector.Count);
            }

            TVector.Store(sum * TVector.Load(ref slopes, scale), ref slopes, scale);
        }
    }
}
