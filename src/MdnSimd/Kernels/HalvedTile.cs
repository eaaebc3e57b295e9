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
/// so loads are their limit. Measured on Zen 5 in float with 512 bits: 93 to 94 % of the ceiling for 64 by 64 weights, 97 % for 128 by 48,
/// 72 to 77 % for one vector of outputs. Where the depth is 8 or less a sum is one chain: there is little latency to hide
/// (<see cref="ShallowTile{TPanel, TVector, T}"/>).
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
        TPanel c0 = TPanel.Load(ref start, 0);
        TPanel c1 = TPanel.Load(ref start, startRow);
        TPanel c2 = TPanel.Load(ref start, 2 * startRow);
        TPanel c3 = TPanel.Load(ref start, 3 * startRow);
        TPanel c4 = TPanel.Load(ref start, 4 * startRow);
        TPanel c5 = TPanel.Load(ref start, 5 * startRow);
        TPanel c6 = TPanel.Load(ref start, 6 * startRow);
        TPanel c7 = TPanel.Load(ref start, 7 * startRow);
        TPanel d0 = TPanel.Zero;
        TPanel d1 = TPanel.Zero;
        TPanel d2 = TPanel.Zero;
        TPanel d3 = TPanel.Zero;
        TPanel d4 = TPanel.Zero;
        TPanel d5 = TPanel.Zero;
        TPanel d6 = TPanel.Zero;
        TPanel d7 = TPanel.Zero;

        nint aRow = product.ARow;
        nint aRow3 = 3 * aRow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        int depth = product.Depth / 2;
        nint aHalf = (product.Depth - depth) * aStep;
        nint bHalf = (product.Depth - depth) * bRow;
        ref T upper = ref Unsafe.Add(ref product.A, row * aRow);
        ref T lower = ref Unsafe.Add(ref upper, 4 * aRow);
        ref T upper2 = ref Unsafe.Add(ref upper, aHalf);
        ref T lower2 = ref Unsafe.Add(ref lower, aHalf);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (; depth > 0; depth--)
        {
            TPanel panel = TPanel.Load(ref b, 0);
            TPanel panel2 = TPanel.Load(ref b, bHalf);
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(upper), panel, c0);
            d0 = TPanel.MultiplyAdd(TVector.Broadcast(upper2), panel2, d0);
            c1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper, aRow)), panel, c1);
            d1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper2, aRow)), panel2, d1);
            c2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper, 2 * aRow)), panel, c2);
            d2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper2, 2 * aRow)), panel2, d2);
            c3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper, aRow3)), panel, c3);
            d3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper2, aRow3)), panel2, d3);
            c4 = TPanel.MultiplyAdd(TVector.Broadcast(lower), panel, c4);
            d4 = TPanel.MultiplyAdd(TVector.Broadcast(lower2), panel2, d4);
            c5 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower, aRow)), panel, c5);
            d5 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower2, aRow)), panel2, d5);
            c6 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower, 2 * aRow)), panel, c6);
            d6 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower2, 2 * aRow)), panel2, d6);
            c7 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower, aRow3)), panel, c7);
            d7 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower2, aRow3)), panel2, d7);
            upper = ref Unsafe.Add(ref upper, aStep);
            lower = ref Unsafe.Add(ref lower, aStep);
            upper2 = ref Unsafe.Add(ref upper2, aStep);
            lower2 = ref Unsafe.Add(ref lower2, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        if (int.IsOddInteger(product.Depth))
        {
            TPanel panel = TPanel.Load(ref b, 0);
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(upper), panel, c0);
            c1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper, aRow)), panel, c1);
            c2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper, 2 * aRow)), panel, c2);
            c3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref upper, aRow3)), panel, c3);
            c4 = TPanel.MultiplyAdd(TVector.Broadcast(lower), panel, c4);
            c5 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower, aRow)), panel, c5);
            c6 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower, 2 * aRow)), panel, c6);
            c7 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref lower, aRow3)), panel, c7);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        TPanel.Store(TPanel.Add(c0, d0), ref c, 0);
        TPanel.Store(TPanel.Add(c1, d1), ref c, cRow);
        TPanel.Store(TPanel.Add(c2, d2), ref c, 2 * cRow);
        TPanel.Store(TPanel.Add(c3, d3), ref c, 3 * cRow);
        TPanel.Store(TPanel.Add(c4, d4), ref c, 4 * cRow);
        TPanel.Store(TPanel.Add(c5, d5), ref c, 5 * cRow);
        TPanel.Store(TPanel.Add(c6, d6), ref c, 6 * cRow);
        TPanel.Store(TPanel.Add(c7, d7), ref c, 7 * cRow);
    }

    /// <summary>Four rows from <paramref name="row"/>, one panel from <paramref name="column"/>.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows4(ref readonly MatrixProduct<T> product, nint row, nint column)
    {
        nint startRow = product.StartRow;
        ref T start = ref Unsafe.Add(ref product.Start, (row * startRow) + column);
        TPanel c0 = TPanel.Load(ref start, 0);
        TPanel c1 = TPanel.Load(ref start, startRow);
        TPanel c2 = TPanel.Load(ref start, 2 * startRow);
        TPanel c3 = TPanel.Load(ref start, 3 * startRow);
        TPanel d0 = TPanel.Zero;
        TPanel d1 = TPanel.Zero;
        TPanel d2 = TPanel.Zero;
        TPanel d3 = TPanel.Zero;

        nint aRow = product.ARow;
        nint aRow3 = 3 * aRow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        int depth = product.Depth / 2;
        nint bHalf = (product.Depth - depth) * bRow;
        ref T a = ref Unsafe.Add(ref product.A, row * aRow);
        ref T a2 = ref Unsafe.Add(ref a, (product.Depth - depth) * aStep);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (; depth > 0; depth--)
        {
            TPanel panel = TPanel.Load(ref b, 0);
            TPanel panel2 = TPanel.Load(ref b, bHalf);
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(a), panel, c0);
            d0 = TPanel.MultiplyAdd(TVector.Broadcast(a2), panel2, d0);
            c1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, aRow)), panel, c1);
            d1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a2, aRow)), panel2, d1);
            c2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, 2 * aRow)), panel, c2);
            d2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a2, 2 * aRow)), panel2, d2);
            c3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, aRow3)), panel, c3);
            d3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a2, aRow3)), panel2, d3);
            a = ref Unsafe.Add(ref a, aStep);
            a2 = ref Unsafe.Add(ref a2, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        if (int.IsOddInteger(product.Depth))
        {
            TPanel panel = TPanel.Load(ref b, 0);
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(a), panel, c0);
            c1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, aRow)), panel, c1);
            c2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, 2 * aRow)), panel, c2);
            c3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, aRow3)), panel, c3);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        TPanel.Store(TPanel.Add(c0, d0), ref c, 0);
        TPanel.Store(TPanel.Add(c1, d1), ref c, cRow);
        TPanel.Store(TPanel.Add(c2, d2), ref c, 2 * cRow);
        TPanel.Store(TPanel.Add(c3, d3), ref c, 3 * cRow);
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
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(a), TPanel.Load(ref b, 0), c0);
            d0 = TPanel.MultiplyAdd(TVector.Broadcast(a2), TPanel.Load(ref b, bHalf), d0);
            a = ref Unsafe.Add(ref a, aStep);
            a2 = ref Unsafe.Add(ref a2, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        if (int.IsOddInteger(product.Depth))
        {
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(a), TPanel.Load(ref b, 0), c0);
        }

        TPanel.Store(TPanel.Add(c0, d0), ref product.C, (row * product.CRow) + column);
    }
}
