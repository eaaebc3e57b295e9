using System.Numerics;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Tests.Kernels;

/// <summary>The ways in which a dense layer asks for c = start + a b.</summary>
public enum ProductForm
{
    /// <summary>a by rows, one row of start for all.</summary>
    Forward,

    /// <summary>a by rows, start with rows of its own.</summary>
    SeparateStart,

    /// <summary>a by columns, c itself the start.</summary>
    Accumulate,

    /// <summary>As forward, each sum in two halves.</summary>
    ForwardInHalves,
}

/// <summary>
/// Random operands, the products of their upper left parts in scalar double, and guarded memory on which
/// <see cref="Gemm{TVector, T}"/> multiplies those parts. Rows lie further apart than they are long, with NaN between them.
/// </summary>
internal sealed class ProductUnderTest<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const int MostRows = 69;
    public const int MostVectors = 7;

    /// <summary>Columns of the widest vectors.</summary>
    private const int MostColumns = MostVectors * 16;

    private const int MostDepth = 100;
    private const int MostElements = (MostRows + 9) * (MostColumns + 9);

    private readonly T[] a = Draw(1, MostRows * MostDepth);
    private readonly T[] b = Draw(2, MostDepth * MostColumns);
    private readonly T[] start = Draw(3, MostRows * MostColumns);
    private readonly T[] result = new T[MostRows * MostColumns];
    private readonly GuardedMemory<T> aMemory = new(MostElements);
    private readonly GuardedMemory<T> bMemory = new((MostDepth + 9) * (MostColumns + 9));
    private readonly GuardedMemory<T> startMemory = new(MostElements);
    private readonly GuardedMemory<T> cMemory = new(MostElements);
    private bool atEnd;
    private int cLength;
    private int cRow;

    public static IReadOnlyList<int> Depths { get; } = [0, 1, 2, 3, 7, 8, 16, 31, 32, 64, 100];

    /// <summary>0 to 26 meet every mixture of strips; the others are longer.</summary>
    public static IReadOnlyList<int> RowCounts { get; } = [.. Enumerable.Range(0, 27), 33, MostRows];

    /// <summary>A row of c while or after it is computed.</summary>
    public ReadOnlySpan<T> RowOfC(int row, int columns) => Place(cMemory, cLength).Slice(row * cRow, columns);

    /// <summary>c by rows without gaps: rows [firstRow, firstRow + rows) of the operands, and so many columns.</summary>
    public ReadOnlySpan<T> Multiply<TVector, TEpilogue>(
        ProductForm form, int firstRow, int rows, int depth, int columns, bool atEndOfMemory, TEpilogue epilogue)
        where TVector : struct, ISimd<TVector, T>
        where TEpilogue : IGemmEpilogue
    {
        bool byColumns = form == ProductForm.Accumulate;
        bool oneStart = HasOneStart(form);
        int aRow = byColumns ? 1 : depth + 3;
        int aStep = byColumns ? rows + 3 : 1;
        int bRow = columns + 5;
        int startRow = oneStart ? 0 : columns + 2;
        atEnd = atEndOfMemory;
        cRow = columns + 3;
        cLength = Extent(rows, cRow, columns, 1);

        Span<T> aSpan = Place(aMemory, Extent(rows, aRow, depth, aStep));
        Span<T> bSpan = Place(bMemory, Extent(depth, bRow, columns, 1));
        Span<T> startSpan = Place(startMemory, byColumns ? 0 : Extent(rows, startRow, columns, 1));
        Span<T> cSpan = Place(cMemory, cLength);
        Lay(a.AsSpan(firstRow * MostDepth), MostDepth, rows, depth, aSpan, aRow, aStep);
        Lay(b, MostColumns, depth, columns, bSpan, bRow, 1);
        cSpan.Fill(T.NaN);
        if (byColumns)
        {
            Lay(start.AsSpan(firstRow * MostColumns), MostColumns, rows, columns, cSpan, cRow, 1);
        }
        else
        {
            int own = oneStart ? 0 : firstRow;
            Lay(start.AsSpan(own * MostColumns), startRow == 0 ? 0 : MostColumns, rows, columns, startSpan, startRow, 1);
        }

        MatrixProduct<T> product = new()
        {
            A = ref MemoryMarshal.GetReference(aSpan),
            ARow = aRow,
            AStep = aStep,
            B = ref MemoryMarshal.GetReference(bSpan),
            BRow = bRow,
            Start = ref MemoryMarshal.GetReference(byColumns ? cSpan : startSpan),
            StartRow = byColumns ? cRow : startRow,
            C = ref MemoryMarshal.GetReference(cSpan),
            CRow = cRow,
            Rows = rows,
            Depth = depth,
            Columns = columns,
            Sums = form == ProductForm.ForwardInHalves ? DepthSums.Halves : DepthSums.OneChain,
        };
        Gemm<TVector, T>.Multiply(in product, epilogue);
        return Gather(rows, columns);
    }

    /// <summary>The same in scalar double, and the magnitude that its error is measured by.</summary>
    public (double Value, double Magnitude) Expected(ProductForm form, int row, int column, int depth)
    {
        double value = double.CreateChecked(start[((HasOneStart(form) ? 0 : row) * MostColumns) + column]);
        double magnitude = Math.Abs(value);
        for (int k = 0; k < depth; k++)
        {
            double term = double.CreateChecked(a[(row * MostDepth) + k]) * double.CreateChecked(b[(k * MostColumns) + column]);
            value += term;
            magnitude += Math.Abs(term);
        }

        return (value, magnitude);
    }

    public void Dispose()
    {
        aMemory.Dispose();
        bMemory.Dispose();
        startMemory.Dispose();
        cMemory.Dispose();
    }

    private static bool HasOneStart(ProductForm form) => form is not (ProductForm.SeparateStart or ProductForm.Accumulate);

    private static T[] Draw(int seed, int count)
    {
        Random random = new(seed);
        T[] values = new T[count];
        foreach (ref T value in values.AsSpan())
        {
            value = T.CreateTruncating((2 * random.NextDouble()) - 1);
        }

        return values;
    }

    /// <summary>Elements from the first of a matrix to its last.</summary>
    private static int Extent(int rows, int row, int columns, int step) =>
        rows == 0 || columns == 0 ? 0 : ((rows - 1) * row) + ((columns - 1) * step) + 1;

    private static void Lay(ReadOnlySpan<T> source, int sourceRow, int rows, int columns, Span<T> destination, int row, int step)
    {
        destination.Fill(T.NaN);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                destination[(i * row) + (j * step)] = source[(i * sourceRow) + j];
            }
        }
    }

    private Span<T> Place(GuardedMemory<T> memory, int length) => atEnd ? memory.AtEnd(length) : memory.AtStart(length);

    private ReadOnlySpan<T> Gather(int rows, int columns)
    {
        ReadOnlySpan<T> cSpan = Place(cMemory, cLength);
        for (int row = 0; row < rows; row++)
        {
            cSpan.Slice(row * cRow, columns).CopyTo(result.AsSpan(row * columns));
            if (row > 0 && !(T.IsNaN(cSpan[(row * cRow) - 1]) && T.IsNaN(cSpan[(row * cRow) - 3])))
            {
                Assert.Fail($"Written between rows {row - 1} and {row}.");
            }
        }

        return result.AsSpan(0, rows * columns);
    }
}
