using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// Transposes 16 by 16 floats in registers: 16 loads, 64 shuffles and 16 stores of whole lines, where blocks of 4 by 4 take 64, 128
/// and 64. The 16 rows fill 16 of the 32 registers. For processors with AVX-512.
/// </summary>
internal static class WideBlock
{
    /// <summary>Rows and columns.</summary>
    public const int Side = 16;

    private const byte EvenLanes = 0b10_00_10_00;
    private const byte OddLanes = 0b11_01_11_01;

    /// <summary>destination(j, i) = source(i, j); rows lie as many elements apart as given.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Copy(ref float source, nint sourceRow, ref float destination, nint destinationRow)
    {
        FourRows(ref source, sourceRow, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2, out Vector512<float> a3);
        source = ref Unsafe.Add(ref source, 4 * sourceRow);
        FourRows(ref source, sourceRow, out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2, out Vector512<float> b3);
        source = ref Unsafe.Add(ref source, 4 * sourceRow);
        FourRows(ref source, sourceRow, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3);
        source = ref Unsafe.Add(ref source, 4 * sourceRow);
        FourRows(ref source, sourceRow, out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2, out Vector512<float> d3);

        EveryFourthColumn(a0, b0, c0, d0, ref destination, destinationRow);
        EveryFourthColumn(a1, b1, c1, d1, ref Unsafe.Add(ref destination, destinationRow), destinationRow);
        EveryFourthColumn(a2, b2, c2, d2, ref Unsafe.Add(ref destination, 2 * destinationRow), destinationRow);
        EveryFourthColumn(a3, b3, c3, d3, ref Unsafe.Add(ref destination, 3 * destinationRow), destinationRow);
    }

    /// <summary>Four rows as four vectors: 128-bit lane l of vector j holds column 4 l + j of the four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        ref float source, nint sourceRow,
        out Vector512<float> column0, out Vector512<float> column1, out Vector512<float> column2, out Vector512<float> column3)
    {
        Vector512<float> row0 = Vector512.LoadUnsafe(ref source);
        Vector512<float> row1 = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, sourceRow));
        Vector512<float> row2 = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, 2 * sourceRow));
        Vector512<float> row3 = Vector512.LoadUnsafe(ref Unsafe.Add(ref source, 3 * sourceRow));
        Vector512<double> low01 = Avx512F.UnpackLow(row0, row1).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(row2, row3).AsDouble();
        Vector512<double> high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
        Vector512<double> high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
        column0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        column1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        column2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        column3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Joins what four groups of rows have of columns 0, 4, 8 and 12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EveryFourthColumn(
        Vector512<float> rows0, Vector512<float> rows4, Vector512<float> rows8, Vector512<float> rows12,
        ref float destination, nint destinationRow)
    {
        Vector512<float> evenUpper = Avx512F.Shuffle4x128(rows0, rows4, EvenLanes);
        Vector512<float> oddUpper = Avx512F.Shuffle4x128(rows0, rows4, OddLanes);
        Vector512<float> evenLower = Avx512F.Shuffle4x128(rows8, rows12, EvenLanes);
        Vector512<float> oddLower = Avx512F.Shuffle4x128(rows8, rows12, OddLanes);
        Avx512F.Shuffle4x128(evenUpper, evenLower, EvenLanes).StoreUnsafe(ref destination);
        Avx512F.Shuffle4x128(oddUpper, oddLower, EvenLanes).StoreUnsafe(ref Unsafe.Add(ref destination, 4 * destinationRow));
        Avx512F.Shuffle4x128(evenUpper, evenLower, OddLanes).StoreUnsafe(ref Unsafe.Add(ref destination, 8 * destinationRow));
        Avx512F.Shuffle4x128(oddUpper, oddLower, OddLanes).StoreUnsafe(ref Unsafe.Add(ref destination, 12 * destinationRow));
    }
}
