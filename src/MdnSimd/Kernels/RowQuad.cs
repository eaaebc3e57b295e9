using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>Four neighbouring rows of a register tile, one panel each: what the tiles of 4, 8 and 16 rows are put together from.</summary>
/// <remarks>
/// All is inlined into the tile, so that panels given by reference stay in the tile's registers; how many, and loads per multiply-add, stand at the
/// tiles. A stride of 3 rows is computed from that of one, which costs nothing beside the multiply-adds.
/// </remarks>
internal static class RowQuad<TPanel, TVector, T>
    where TPanel : struct, IPanel<TPanel, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Four rows from <paramref name="origin"/> on, <paramref name="stride"/> elements apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref T origin, nint stride, out TPanel c0, out TPanel c1, out TPanel c2, out TPanel c3)
    {
        c0 = TPanel.Load(ref origin, 0);
        c1 = TPanel.Load(ref origin, stride);
        c2 = TPanel.Load(ref origin, 2 * stride);
        c3 = TPanel.Load(ref origin, 3 * stride);
    }

    /// <summary>Four rows of zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(out TPanel c0, out TPanel c1, out TPanel c2, out TPanel c3)
    {
        c0 = TPanel.Zero;
        c1 = TPanel.Zero;
        c2 = TPanel.Zero;
        c3 = TPanel.Zero;
    }

    /// <summary>c(i) += a(i) b, where the a(i) are <paramref name="stride"/> elements apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref T a, nint stride, TPanel b, ref TPanel c0, ref TPanel c1, ref TPanel c2, ref TPanel c3)
    {
        c0.Accumulate(TVector.Broadcast(a), b);
        c1.Accumulate(TVector.Broadcast(Unsafe.Add(ref a, stride)), b);
        c2.Accumulate(TVector.Broadcast(Unsafe.Add(ref a, 2 * stride)), b);
        c3.Accumulate(TVector.Broadcast(Unsafe.Add(ref a, 3 * stride)), b);
    }

    /// <summary>Where <see cref="Load"/> found them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TPanel c0, TPanel c1, TPanel c2, TPanel c3, ref T origin, nint stride)
    {
        TPanel.Store(c0, ref origin, 0);
        TPanel.Store(c1, ref origin, stride);
        TPanel.Store(c2, ref origin, 2 * stride);
        TPanel.Store(c3, ref origin, 3 * stride);
    }
}
