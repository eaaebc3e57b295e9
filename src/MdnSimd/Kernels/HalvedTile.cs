using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// Register tiles of a product whose sums are taken in two halves of the depth: c = (start + first half) + second half, two
/// chains side by side for every vector of c.
/// </summary>
/// <remarks>
/// For layers so narrow that one row alone has fewer chains than the latency of a multiply-add asks for (64 outputs in float
/// are four vectors of 512 bits, where eight chains are needed). All rows are summed in this order, so a row alone still has
/// the bits of the row in a batch. 4 rows by 2 vectors take 16 accumulators, 4 of b and 1 broadcast, and 12 loads feed 16
/// multiply-adds; 4 by 3 take 24 and 7, and 14 loads feed 24; 8 by 1 take 16 and 3, and 18 feed 16: 0.75, 0.58 and 1.1 loads per
/// multiply-add. Every multiply-add of 1 row has its own load of b. With 16 registers 4 by 1 take 8, 2 and 1, and 10 loads feed 8: 1.25,
/// so loads are their limit. Measured on Zen 5 in float with 512 bits: 97 to 98 % of the ceiling for 64 by 64 weights, 98 to 99 % for 128 by 48,
/// 80 % for one vector of outputs. Where the depth is 8 or less a sum is one chain: there is little latency to hide
/// (<see cref="ShallowTile{TPanel, TVector, T}"/>). Quarters for one vector of outputs took 2 % off a whole prediction, not enough for a tile of
/// their own. Up to four vectors wide and from a depth of 32 on this is also the faster tile for many rows, so input gradients take it.
/// </remarks>
internal static class HalvedTile<TPanel, TVector, T>
    where TPanel : struct, IPanel<TPanel, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Eight rows from <paramref name="row"/>, one panel from <paramref name="column"/>.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows8(ref readonly MatrixProduct<T> product, nint row, nint column)
    {
        nint startRow = product.StartRow;
        ref T start = ref Unsafe.Add(ref product.Start, (row * startRow) + column);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c0, out TPanel c1, out TPanel c2, out TPanel c3);
        start = ref Unsafe.Add(ref start, 4 * startRow);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c4, out TPanel c5, out TPanel c6, out TPanel c7);
        RowQuad<TPanel, TVector, T>.Clear(out TPanel d0, out TPanel d1, out TPanel d2, out TPanel d3);
        RowQuad<TPanel, TVector, T>.Clear(out TPanel d4, out TPanel d5, out TPanel d6, out TPanel d7);

        nint aRow = product.ARow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        int depth = product.Depth / 2;
        nint aHalf = (product.Depth - depth) * aStep;
        nint bHalf = (product.Depth - depth) * bRow;
        ref T upper = ref Unsafe.Add(ref product.A, row * aRow);
        ref T lower = ref Unsafe.Add(ref upper, 4 * aRow);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (; depth > 0; depth--)
        {
            TPanel panel = TPanel.Load(ref b, 0);
            TPanel panel2 = TPanel.Load(ref b, bHalf);
            RowQuad<TPanel, TVector, T>.Accumulate(ref upper, aRow, panel, ref c0, ref c1, ref c2, ref c3);
            RowQuad<TPanel, TVector, T>.Accumulate(ref Unsafe.Add(ref upper, aHalf), aRow, panel2, ref d0, ref d1, ref d2, ref d3);
            RowQuad<TPanel, TVector, T>.Accumulate(ref lower, aRow, panel, ref c4, ref c5, ref c6, ref c7);
            RowQuad<TPanel, TVector, T>.Accumulate(ref Unsafe.Add(ref lower, aHalf), aRow, panel2, ref d4, ref d5, ref d6, ref d7);
            upper = ref Unsafe.Add(ref upper, aStep);
            lower = ref Unsafe.Add(ref lower, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        if (int.IsOddInteger(product.Depth))
        {
            TPanel panel = TPanel.Load(ref b, 0);
            RowQuad<TPanel, TVector, T>.Accumulate(ref upper, aRow, panel, ref c0, ref c1, ref c2, ref c3);
            RowQuad<TPanel, TVector, T>.Accumulate(ref lower, aRow, panel, ref c4, ref c5, ref c6, ref c7);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        RowQuad<TPanel, TVector, T>.Store(
            TPanel.Add(c0, d0), TPanel.Add(c1, d1), TPanel.Add(c2, d2), TPanel.Add(c3, d3), ref c, cRow);
        RowQuad<TPanel, TVector, T>.Store(
            TPanel.Add(c4, d4), TPanel.Add(c5, d5), TPanel.Add(c6, d6), TPanel.Add(c7, d7), ref Unsafe.Add(ref c, 4 * cRow), cRow);
    }

    /// <summary>Four rows from <paramref name="row"/>, one panel from <paramref name="column"/>.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows4(ref readonly MatrixProduct<T> product, nint row, nint column)
    {
        nint startRow = product.StartRow;
        ref T start = ref Unsafe.Add(ref product.Start, (row * startRow) + column);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c0, out TPanel c1, out TPanel c2, out TPanel c3);
        RowQuad<TPanel, TVector, T>.Clear(out TPanel d0, out TPanel d1, out TPanel d2, out TPanel d3);

        nint aRow = product.ARow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        int depth = product.Depth / 2;
        nint bHalf = (product.Depth - depth) * bRow;
        ref T a = ref Unsafe.Add(ref product.A, row * aRow);
        ref T a2 = ref Unsafe.Add(ref a, (product.Depth - depth) * aStep);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (; depth > 0; depth--)
        {
            RowQuad<TPanel, TVector, T>.Accumulate(ref a, aRow, TPanel.Load(ref b, 0), ref c0, ref c1, ref c2, ref c3);
            RowQuad<TPanel, TVector, T>.Accumulate(ref a2, aRow, TPanel.Load(ref b, bHalf), ref d0, ref d1, ref d2, ref d3);
            a = ref Unsafe.Add(ref a, aStep);
            a2 = ref Unsafe.Add(ref a2, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        if (int.IsOddInteger(product.Depth))
        {
            RowQuad<TPanel, TVector, T>.Accumulate(ref a, aRow, TPanel.Load(ref b, 0), ref c0, ref c1, ref c2, ref c3);
        }

        RowQuad<TPanel, TVector, T>.Store(
            TPanel.Add(c0, d0),
            TPanel.Add(c1, d1),
            TPanel.Add(c2, d2),
            TPanel.Add(c3, d3),
            ref Unsafe.Add(ref product.C, (row * product.CRow) + column),
            product.CRow);
    }

    /// <summary>One row, one panel from <paramref name="column"/>.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows1(ref readonly MatrixProduct<T> product, nint row, nint column)
    {
        TPanel c0 = TPanel.Load(ref product.Start, (row * product.StartRow) + column);
        TPanel d0 = TPanel.Zero;

        nint aStep = product.AStep;
        nint bRow = product.BRow;
        int depth = product.Depth / 2;
        nint bHalf = (product.Depth - depth) * bRow;
        ref T a = ref Unsafe.Add(ref product.A, row * product.ARow);
        ref T a2 = ref Unsafe.Add(ref a, (product.Depth - depth) * aStep);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (; depth > 0; depth--)
        {
            c0.Accumulate(TVector.Broadcast(a), TPanel.Load(ref b, 0));
            d0.Accumulate(TVector.Broadcast(a2), TPanel.Load(ref b, bHalf));
            a = ref Unsafe.Add(ref a, aStep);
            a2 = ref Unsafe.Add(ref a2, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        if (int.IsOddInteger(product.Depth))
        {
            c0.Accumulate(TVector.Broadcast(a), TPanel.Load(ref b, 0));
        }

        TPanel.Store(TPanel.Add(c0, d0), ref product.C, (row * product.CRow) + column);
    }
}
