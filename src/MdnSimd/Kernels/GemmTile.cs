using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// Register tiles of a matrix product: 16, 8, 4 or 1 rows by one panel, held in registers over the whole depth.
/// </summary>
/// <remarks>
/// Each step of the depth loads one panel of b and broadcasts one element of a per row. With 32 registers, 8 rows by 2
/// vectors take 16 accumulators, 2 of b and 1 broadcast, and 10 loads feed 16 multiply-adds; 8 by 3 take 28 registers, and 11
/// loads feed 24: 0.63 and 0.46 loads per multiply-add, where the processor can do 1. With 16 registers, 4 rows by 3 vectors take all
/// of them, and 7 loads feed 12. One row takes 1 to 16 accumulators, and every multiply-add its own load of b. Measured on Zen 5
/// in float with 512 bits: 91 to 98 % of the multiply-adds that registers alone sustain from 64 by 64 weights on, padding included (76 %
/// where the gradient of 256 by 256 weights is summed over 1024 rows at once), 85 to 87 % for one vector of outputs
/// (16 rows by 1, 17 loads for 16; docs/performance.md has every shape).
/// Every element of c is the same chain start + a(i,0) b(0,j) + a(i,1) b(1,j) + ... in every tile, which is why a row
/// alone gives the same bits as the row in a batch.
/// A call that is not inlined while accumulators are live would spill them all, so nothing here calls anything.
/// </remarks>
internal static class GemmTile<TPanel, TVector, T>
    where TPanel : struct, IPanel<TPanel, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Sixteen rows from <paramref name="row"/>, one panel from <paramref name="column"/>: for products of one vector, of which eight rows are
    /// eight chains, just as many as are in flight when none has to wait.
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows16(ref readonly MatrixProduct<T> product, nint row, nint column)
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
        TPanel c8 = TPanel.Load(ref start, 8 * startRow);
        TPanel c9 = TPanel.Load(ref start, 9 * startRow);
        TPanel c10 = TPanel.Load(ref start, 10 * startRow);
        TPanel c11 = TPanel.Load(ref start, 11 * startRow);
        TPanel c12 = TPanel.Load(ref start, 12 * startRow);
        TPanel c13 = TPanel.Load(ref start, 13 * startRow);
        TPanel c14 = TPanel.Load(ref start, 14 * startRow);
        TPanel c15 = TPanel.Load(ref start, 15 * startRow);

        nint aRow = product.ARow;
        nint aRow3 = 3 * aRow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        ref T a = ref Unsafe.Add(ref product.A, row * aRow);
        ref T a4 = ref Unsafe.Add(ref a, 4 * aRow);
        ref T a8 = ref Unsafe.Add(ref a4, 4 * aRow);
        ref T a12 = ref Unsafe.Add(ref a8, 4 * aRow);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (int depth = product.Depth; depth > 0; depth--)
        {
            TPanel panel = TPanel.Load(ref b, 0);
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(a), panel, c0);
            c1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, aRow)), panel, c1);
            c2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, 2 * aRow)), panel, c2);
            c3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, aRow3)), panel, c3);
            c4 = TPanel.MultiplyAdd(TVector.Broadcast(a4), panel, c4);
            c5 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a4, aRow)), panel, c5);
            c6 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a4, 2 * aRow)), panel, c6);
            c7 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a4, aRow3)), panel, c7);
            c8 = TPanel.MultiplyAdd(TVector.Broadcast(a8), panel, c8);
            c9 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a8, aRow)), panel, c9);
            c10 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a8, 2 * aRow)), panel, c10);
            c11 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a8, aRow3)), panel, c11);
            c12 = TPanel.MultiplyAdd(TVector.Broadcast(a12), panel, c12);
            c13 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a12, aRow)), panel, c13);
            c14 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a12, 2 * aRow)), panel, c14);
            c15 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a12, aRow3)), panel, c15);
            a = ref Unsafe.Add(ref a, aStep);
            a4 = ref Unsafe.Add(ref a4, aStep);
            a8 = ref Unsafe.Add(ref a8, aStep);
            a12 = ref Unsafe.Add(ref a12, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        TPanel.Store(c0, ref c, 0);
        TPanel.Store(c1, ref c, cRow);
        TPanel.Store(c2, ref c, 2 * cRow);
        TPanel.Store(c3, ref c, 3 * cRow);
        TPanel.Store(c4, ref c, 4 * cRow);
        TPanel.Store(c5, ref c, 5 * cRow);
        TPanel.Store(c6, ref c, 6 * cRow);
        TPanel.Store(c7, ref c, 7 * cRow);
        TPanel.Store(c8, ref c, 8 * cRow);
        TPanel.Store(c9, ref c, 9 * cRow);
        TPanel.Store(c10, ref c, 10 * cRow);
        TPanel.Store(c11, ref c, 11 * cRow);
        TPanel.Store(c12, ref c, 12 * cRow);
        TPanel.Store(c13, ref c, 13 * cRow);
        TPanel.Store(c14, ref c, 14 * cRow);
        TPanel.Store(c15, ref c, 15 * cRow);
    }

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

        nint aRow = product.ARow;
        nint aRow3 = 3 * aRow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        ref T upper = ref Unsafe.Add(ref product.A, row * aRow);
        ref T lower = ref Unsafe.Add(ref upper, 4 * aRow);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (int depth = product.Depth; depth > 0; depth--)
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
            upper = ref Unsafe.Add(ref upper, aStep);
            lower = ref Unsafe.Add(ref lower, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        TPanel.Store(c0, ref c, 0);
        TPanel.Store(c1, ref c, cRow);
        TPanel.Store(c2, ref c, 2 * cRow);
        TPanel.Store(c3, ref c, 3 * cRow);
        TPanel.Store(c4, ref c, 4 * cRow);
        TPanel.Store(c5, ref c, 5 * cRow);
        TPanel.Store(c6, ref c, 6 * cRow);
        TPanel.Store(c7, ref c, 7 * cRow);
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

        nint aRow = product.ARow;
        nint aRow3 = 3 * aRow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        ref T a = ref Unsafe.Add(ref product.A, row * aRow);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (int depth = product.Depth; depth > 0; depth--)
        {
            TPanel panel = TPanel.Load(ref b, 0);
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(a), panel, c0);
            c1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, aRow)), panel, c1);
            c2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, 2 * aRow)), panel, c2);
            c3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref a, aRow3)), panel, c3);
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        TPanel.Store(c0, ref c, 0);
        TPanel.Store(c1, ref c, cRow);
        TPanel.Store(c2, ref c, 2 * cRow);
        TPanel.Store(c3, ref c, 3 * cRow);
    }

    /// <summary>One row, one panel from <paramref name="column"/>.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows1(ref readonly MatrixProduct<T> product, nint row, nint column)
    {
        TPanel c0 = TPanel.Load(ref product.Start, (row * product.StartRow) + column);

        nint aStep = product.AStep;
        nint bRow = product.BRow;
        ref T a = ref Unsafe.Add(ref product.A, row * product.ARow);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (int depth = product.Depth; depth > 0; depth--)
        {
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(a), TPanel.Load(ref b, 0), c0);
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        TPanel.Store(c0, ref product.C, (row * product.CRow) + column);
    }
}
