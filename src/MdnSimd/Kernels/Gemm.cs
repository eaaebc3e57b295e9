using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>What to do with rows of c that have just been computed and still lie in the first-level cache.</summary>
internal interface IGemmEpilogue
{
    /// <summary>Finishes <paramref name="rows"/> rows from <paramref name="row"/>, all their columns.</summary>
    void Finish(int row, int rows);
}

/// <summary>Nothing to do: c is the product itself.</summary>
internal readonly struct NoEpilogue : IGemmEpilogue
{
    public void Finish(int row, int rows)
    {
    }
}

/// <summary>
/// Matrix products: the loops over <see cref="GemmTile{TPanel, TVector, T}"/>, <see cref="HalvedTile{TPanel, TVector, T}"/> and
/// <see cref="ShallowTile{TPanel, TVector, T}"/>. Strips of rows are taken to the end one after the other, so that the epilogue (an
/// activation, a derivative) meets its strip in the first-level cache, and b, which all strips share, stays in the second. Layout: a, b
/// and c by rows, b and c padded to 64 bytes; nothing is packed. Registers, loads and the share of the ceiling stand at the tiles.
/// </summary>
internal static class Gemm<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of a strip of little depth: with 256 columns they and the activation's work still lie in the first-level cache.</summary>
    private const int ShallowRows = 32;

    /// <summary>c = start + a * b, then <paramref name="epilogue"/> on each strip of rows.</summary>
    public static void Multiply<TEpilogue>(ref readonly MatrixProduct<T> product, scoped TEpilogue epilogue)
        where TEpilogue : IGemmEpilogue, allows ref struct
    {
        if (product.Sums == DepthSums.Halves)
        {
            MultiplyHalved(in product, epilogue);
            return;
        }

        int row = 0;

        // AVX-512 brings 32 vector registers, at every width; without it there are 16, which 8 rows would overflow.
        if (Vector512.IsHardwareAccelerated)
        {
            if (product.AStep == 1 && product.Depth is > 0 and <= ShallowTile.MostDepth && product.Depth % ShallowTile.Steps == 0)
            {
                while (row + 8 <= product.Rows)
                {
                    int rows = Math.Min(ShallowRows, product.Rows - row);
                    ShallowStrip(in product, row, rows);
                    epilogue.Finish(row, rows);
                    row += rows;
                }
            }

            for (; product.Columns == TVector.Count && row + 16 <= product.Rows; row += 16)
            {
                GemmTile<Panel1<TVector, T>, TVector, T>.Rows16(in product, row, 0);
                epilogue.Finish(row, 16);
            }

            for (; row + 8 <= product.Rows; row += 8)
            {
                Strip8(in product, row);
                epilogue.Finish(row, 8);
            }
        }

        for (; row + 4 <= product.Rows; row += 4)
        {
            Strip4(in product, row);
            epilogue.Finish(row, 4);
        }

        for (; row < product.Rows; row++)
        {
            Strip1(in product, row);
            epilogue.Finish(row, 1);
        }
    }

    /// <summary>
    /// c += a * b for products much deeper than they are wide, as gradients of weights are: so many steps of the depth at a time that
    /// their a and b stay in the second-level cache while all strips of c pass over them.
    /// </summary>
    /// <param name="product">Its start is c.</param>
    public static void Accumulate(ref readonly MatrixProduct<T> product)
    {
        // More steps at a time load and store c less often (measured at 256 by 256: 128 steps 247, 256 steps 255, all 1024 steps 231 GFLOP/s).
        const int BlockBytes = 1 << 19;
        nint stepBytes = (product.AStep + product.BRow) * Unsafe.SizeOf<T>();
        int block = (int)Math.Max(BlockBytes / Math.Max(stepBytes, 1), 8);
        for (int step = 0; step < product.Depth; step += block)
        {
            MatrixProduct<T> part = product with
            {
                A = ref Unsafe.Add(ref product.A, (nint)step * product.AStep),
                B = ref Unsafe.Add(ref product.B, (nint)step * product.BRow),
                Depth = Math.Min(block, product.Depth - step),
            };
            Multiply(in part, default(NoEpilogue));
        }
    }

    /// <summary>The same panels of a product of little depth.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void ShallowStrip(ref readonly MatrixProduct<T> product, int row, int rows)
    {
        int column = 0;
        int vectors = product.Columns / TVector.Count;
        for (; vectors is 2 or >= 4; vectors -= 2, column += 2 * TVector.Count)
        {
            ShallowTile<Panel2<TVector, T>, TVector, T>.Rows(in product, row, rows, column);
        }

        if (vectors == 3)
        {
            ShallowTile<Panel3<TVector, T>, TVector, T>.Rows(in product, row, rows, column);
        }
        else if (vectors == 1)
        {
            ShallowTile<Panel1<TVector, T>, TVector, T>.Rows(in product, row, rows, column);
        }
    }

    /// <summary>Panels of two vectors, the last of three where the count is odd: 16 to 24 independent chains.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void Strip8(ref readonly MatrixProduct<T> product, int row)
    {
        int column = 0;
        int vectors = product.Columns / TVector.Count;
        for (; vectors is 2 or >= 4; vectors -= 2, column += 2 * TVector.Count)
        {
            GemmTile<Panel2<TVector, T>, TVector, T>.Rows8(in product, row, column);
        }

        if (vectors == 3)
        {
            GemmTile<Panel3<TVector, T>, TVector, T>.Rows8(in product, row, column);
        }
        else if (vectors == 1)
        {
            GemmTile<Panel1<TVector, T>, TVector, T>.Rows8(in product, row, column);
        }
    }

    /// <summary>Panels of three vectors, then what is left.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void Strip4(ref readonly MatrixProduct<T> product, int row)
    {
        int column = 0;
        int vectors = product.Columns / TVector.Count;
        for (; vectors >= 3 && vectors != 4; vectors -= 3, column += 3 * TVector.Count)
        {
            GemmTile<Panel3<TVector, T>, TVector, T>.Rows4(in product, row, column);
        }

        for (; vectors >= 2; vectors -= 2, column += 2 * TVector.Count)
        {
            GemmTile<Panel2<TVector, T>, TVector, T>.Rows4(in product, row, column);
        }

        if (vectors == 1)
        {
            GemmTile<Panel1<TVector, T>, TVector, T>.Rows4(in product, row, column);
        }
    }

    /// <summary>
    /// The single-row path: panels of eight vectors, whose chains hide the latency of one another, then what is left. It reads
    /// each weight once, so what counts is how fast they arrive: with 32 registers sixteen at a time, which takes layers up to
    /// so wide in the order in which they lie in memory (measured 180 to 250 GB/s out of the second-level cache, with eight 135).
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    private static void Strip1(ref readonly MatrixProduct<T> product, int row)
    {
        int column = 0;
        int vectors = product.Columns / TVector.Count;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; vectors >= 16; vectors -= 16, column += 16 * TVector.Count)
            {
                GemmTile<Panel16<TVector, T>, TVector, T>.Rows1(in product, row, column);
            }
        }

        for (; vectors >= 8; vectors -= 8, column += 8 * TVector.Count)
        {
            GemmTile<Panel8<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }

        for (; vectors >= 4; vectors -= 4, column += 4 * TVector.Count)
        {
            GemmTile<Panel4<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }

        if (vectors == 3)
        {
            GemmTile<Panel3<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }
        else if (vectors == 2)
        {
            GemmTile<Panel2<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }
        else if (vectors == 1)
        {
            GemmTile<Panel1<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }
    }

    /// <summary>The same for a product in halves, whose tiles have twice the accumulators per row.</summary>
    private static void MultiplyHalved<TEpilogue>(ref readonly MatrixProduct<T> product, scoped TEpilogue epilogue)
        where TEpilogue : IGemmEpilogue, allows ref struct
    {
        int row = 0;
        if (Vector512.IsHardwareAccelerated && product.Columns == TVector.Count)
        {
            for (; row + 8 <= product.Rows; row += 8)
            {
                HalvedTile<Panel1<TVector, T>, TVector, T>.Rows8(in product, row, 0);
                epilogue.Finish(row, 8);
            }
        }

        for (; row + 4 <= product.Rows; row += 4)
        {
            HalvedStrip4(in product, row);
            epilogue.Finish(row, 4);
        }

        for (; row < product.Rows; row++)
        {
            HalvedStrip1(in product, row);
            epilogue.Finish(row, 1);
        }
    }

    [MethodImpl(KernelMethod.Options)]
    private static void HalvedStrip4(ref readonly MatrixProduct<T> product, int row)
    {
        int column = 0;
        int vectors = product.Columns / TVector.Count;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; vectors is 2 or >= 4; vectors -= 2, column += 2 * TVector.Count)
            {
                HalvedTile<Panel2<TVector, T>, TVector, T>.Rows4(in product, row, column);
            }

            if (vectors == 3)
            {
                HalvedTile<Panel3<TVector, T>, TVector, T>.Rows4(in product, row, column);
                return;
            }
        }

        for (; vectors > 0; vectors--, column += TVector.Count)
        {
            HalvedTile<Panel1<TVector, T>, TVector, T>.Rows4(in product, row, column);
        }
    }

    [MethodImpl(KernelMethod.Options)]
    private static void HalvedStrip1(ref readonly MatrixProduct<T> product, int row)
    {
        int column = 0;
        int vectors = product.Columns / TVector.Count;
        for (; vectors >= 4; vectors -= 4, column += 4 * TVector.Count)
        {
            HalvedTile<Panel4<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }

        if (vectors == 3)
        {
            HalvedTile<Panel3<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }
        else if (vectors == 2)
        {
            HalvedTile<Panel2<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }
        else if (vectors == 1)
        {
            HalvedTile<Panel1<TVector, T>, TVector, T>.Rows1(in product, row, column);
        }
    }
}
