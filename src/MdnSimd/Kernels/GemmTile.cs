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
/// in float with 512 bits: 95 to 98 % of the multiply-adds that registers alone sustain from 64 by 64 weights on, padding included (90 to 95 %
/// where the gradient of weights is summed over no more than 64 rows), 86 to 91 % for one vector of outputs
/// (16 rows by 1, 17 loads for 16; docs/performance.md has every shape).
/// Every element of c is the same chain start + a(i,0) b(0,j) + a(i,1) b(1,j) + ... in every tile, which is why a row
/// alone gives the same bits as the row in a batch.
/// A call that is not inlined while accumulators are live would spill them all, so all that is called here is inlined.
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
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c0, out TPanel c1, out TPanel c2, out TPanel c3);
        start = ref Unsafe.Add(ref start, 4 * startRow);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c4, out TPanel c5, out TPanel c6, out TPanel c7);
        start = ref Unsafe.Add(ref start, 4 * startRow);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c8, out TPanel c9, out TPanel c10, out TPanel c11);
        start = ref Unsafe.Add(ref start, 4 * startRow);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c12, out TPanel c13, out TPanel c14, out TPanel c15);

        nint aRow = product.ARow;
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
            RowQuad<TPanel, TVector, T>.Accumulate(ref a, aRow, panel, ref c0, ref c1, ref c2, ref c3);
            RowQuad<TPanel, TVector, T>.Accumulate(ref a4, aRow, panel, ref c4, ref c5, ref c6, ref c7);
            RowQuad<TPanel, TVector, T>.Accumulate(ref a8, aRow, panel, ref c8, ref c9, ref c10, ref c11);
            RowQuad<TPanel, TVector, T>.Accumulate(ref a12, aRow, panel, ref c12, ref c13, ref c14, ref c15);
            a = ref Unsafe.Add(ref a, aStep);
            a4 = ref Unsafe.Add(ref a4, aStep);
            a8 = ref Unsafe.Add(ref a8, aStep);
            a12 = ref Unsafe.Add(ref a12, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        RowQuad<TPanel, TVector, T>.Store(c0, c1, c2, c3, ref c, cRow);
        c = ref Unsafe.Add(ref c, 4 * cRow);
        RowQuad<TPanel, TVector, T>.Store(c4, c5, c6, c7, ref c, cRow);
        c = ref Unsafe.Add(ref c, 4 * cRow);
        RowQuad<TPanel, TVector, T>.Store(c8, c9, c10, c11, ref c, cRow);
        c = ref Unsafe.Add(ref c, 4 * cRow);
        RowQuad<TPanel, TVector, T>.Store(c12, c13, c14, c15, ref c, cRow);
    }

    /// <summary>Eight rows from <paramref name="row"/>, one panel from <paramref name="column"/>.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows8(ref readonly MatrixProduct<T> product, nint row, nint column)
    {
        nint startRow = product.StartRow;
        ref T start = ref Unsafe.Add(ref product.Start, (row * startRow) + column);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c0, out TPanel c1, out TPanel c2, out TPanel c3);
        start = ref Unsafe.Add(ref start, 4 * startRow);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c4, out TPanel c5, out TPanel c6, out TPanel c7);

        nint aRow = product.ARow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        ref T upper = ref Unsafe.Add(ref product.A, row * aRow);
        ref T lower = ref Unsafe.Add(ref upper, 4 * aRow);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (int depth = product.Depth; depth > 0; depth--)
        {
            TPanel panel = TPanel.Load(ref b, 0);
            RowQuad<TPanel, TVector, T>.Accumulate(ref upper, aRow, panel, ref c0, ref c1, ref c2, ref c3);
            RowQuad<TPanel, TVector, T>.Accumulate(ref lower, aRow, panel, ref c4, ref c5, ref c6, ref c7);
            upper = ref Unsafe.Add(ref upper, aStep);
            lower = ref Unsafe.Add(ref lower, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        RowQuad<TPanel, TVector, T>.Store(c0, c1, c2, c3, ref c, cRow);
        c = ref Unsafe.Add(ref c, 4 * cRow);
        RowQuad<TPanel, TVector, T>.Store(c4, c5, c6, c7, ref c, cRow);
    }

    /// <summary>Four rows from <paramref name="row"/>, one panel from <paramref name="column"/>.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows4(ref readonly MatrixProduct<T> product, nint row, nint column)
    {
        nint startRow = product.StartRow;
        ref T start = ref Unsafe.Add(ref product.Start, (row * startRow) + column);
        RowQuad<TPanel, TVector, T>.Load(ref start, startRow, out TPanel c0, out TPanel c1, out TPanel c2, out TPanel c3);

        nint aRow = product.ARow;
        nint aStep = product.AStep;
        nint bRow = product.BRow;
        ref T a = ref Unsafe.Add(ref product.A, row * aRow);
        ref T b = ref Unsafe.Add(ref product.B, column);
        for (int depth = product.Depth; depth > 0; depth--)
        {
            RowQuad<TPanel, TVector, T>.Accumulate(ref a, aRow, TPanel.Load(ref b, 0), ref c0, ref c1, ref c2, ref c3);
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        nint cRow = product.CRow;
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        RowQuad<TPanel, TVector, T>.Store(c0, c1, c2, c3, ref c, cRow);
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
            c0.Accumulate(TVector.Broadcast(a), TPanel.Load(ref b, 0));
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bRow);
        }

        TPanel.Store(c0, ref product.C, (row * product.CRow) + column);
    }
}
