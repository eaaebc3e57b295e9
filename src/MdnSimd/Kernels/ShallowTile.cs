using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// Tiles of a product of little depth, as first layers have: eight steps of the depth by one panel of b are held in registers,
/// and the rows of a stream past them.
/// </summary>
/// <remarks>
/// Where the depth is 8, a tile of the result (<see cref="GemmTile{TPanel, TVector, T}"/>) loads and stores as often as it multiplies, and
/// waits for the last multiply-add of each chain. Here rows follow one another without a loop over the depth between them, and the
/// processor works on several at a time. A panel of 2 vectors takes 16 registers of b, 2 of c and 1 broadcast, and 10 loads and 2 stores go with
/// 16 multiply-adds; one of 3 takes 28, and 11 and 3 go with 24. c goes on as the start of the next eight steps, so every element is the
/// same chain as in a tile of the result, with the same bits. Measured on Zen 5 in float with 512 bits: 90 to 94 %
/// of the ceiling where the depth is 8, 93 to 94 % at 16, 91 to 94 % at 32.
/// </remarks>
internal static class ShallowTile<TPanel, TVector, T>
    where TPanel : struct, IPanel<TPanel, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows from <paramref name="row"/> on, one panel from <paramref name="column"/>.</summary>
    /// <param name="product">Of a depth that is a multiple of <see cref="ShallowTile.Steps"/>, a by rows (AStep 1).</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="column">The first column of the panel.</param>
    [MethodImpl(KernelMethod.Options)]
    public static void Rows(ref readonly MatrixProduct<T> product, nint row, nint rows, nint column)
    {
        nint aRow = product.ARow;
        nint bRow = product.BRow;
        nint cRow = product.CRow;
        nint startRow = product.StartRow;
        ref T a = ref Unsafe.Add(ref product.A, row * aRow);
        ref T b = ref Unsafe.Add(ref product.B, column);
        ref T c = ref Unsafe.Add(ref product.C, (row * cRow) + column);
        ref T start = ref Unsafe.Add(ref product.Start, (row * startRow) + column);
        for (int depth = product.Depth; depth > 0; depth -= ShallowTile.Steps)
        {
            TPanel b0 = TPanel.Load(ref b, 0);
            TPanel b1 = TPanel.Load(ref b, bRow);
            TPanel b2 = TPanel.Load(ref b, 2 * bRow);
            TPanel b3 = TPanel.Load(ref b, 3 * bRow);
            TPanel b4 = TPanel.Load(ref b, 4 * bRow);
            TPanel b5 = TPanel.Load(ref b, 5 * bRow);
            TPanel b6 = TPanel.Load(ref b, 6 * bRow);
            TPanel b7 = TPanel.Load(ref b, 7 * bRow);
            ref T x = ref a;
            ref T from = ref start;
            ref T to = ref c;
            for (nint left = rows; left > 0; left--)
            {
                TPanel sum = TPanel.Load(ref from, 0);
                sum.Accumulate(TVector.Broadcast(x), b0);
                sum.Accumulate(TVector.Broadcast(Unsafe.Add(ref x, 1)), b1);
                sum.Accumulate(TVector.Broadcast(Unsafe.Add(ref x, 2)), b2);
                sum.Accumulate(TVector.Broadcast(Unsafe.Add(ref x, 3)), b3);
                sum.Accumulate(TVector.Broadcast(Unsafe.Add(ref x, 4)), b4);
                sum.Accumulate(TVector.Broadcast(Unsafe.Add(ref x, 5)), b5);
                sum.Accumulate(TVector.Broadcast(Unsafe.Add(ref x, 6)), b6);
                sum.Accumulate(TVector.Broadcast(Unsafe.Add(ref x, 7)), b7);
                TPanel.Store(sum, ref to, 0);
                x = ref Unsafe.Add(ref x, aRow);
                from = ref Unsafe.Add(ref from, startRow);
                to = ref Unsafe.Add(ref to, cRow);
            }

            a = ref Unsafe.Add(ref a, ShallowTile.Steps);
            b = ref Unsafe.Add(ref b, ShallowTile.Steps * bRow);
            start = ref c;
            startRow = cRow;
        }
    }
}

/// <summary>Which products are shallow.</summary>
internal static class ShallowTile
{
    /// <summary>Steps of the depth that are held in registers.</summary>
    public const int Steps = 8;

    /// <summary>The most that gain by it: each further eight steps load and store c once more.</summary>
    public const int MostDepth = 32;
}
