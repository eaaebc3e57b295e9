using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

internal static class GemmTile<TPanel, TVector, T>
    where TPanel : struct, IPanel<TPanel, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows8(
        ref T a, nint aRow, nint aStep,
        ref T b, nint bStep,
        nint depth,
        ref T start, nint startRow,
        ref T c, nint cRow)
    {
        TPanel c0 = TPanel.Load(ref start, 0);
        TPanel c1 = TPanel.Load(ref start, startRow);
        TPanel c2 = TPanel.Load(ref start, 2 * startRow);
        TPanel c3 = TPanel.Load(ref start, 3 * startRow);
        TPanel c4 = TPanel.Load(ref start, 4 * startRow);
        TPanel c5 = TPanel.Load(ref start, 5 * startRow);
        TPanel c6 = TPanel.Load(ref start, 6 * startRow);
        TPanel c7 = TPanel.Load(ref start, 7 * startRow);

        ref T low = ref a;
        ref T high = ref Unsafe.Add(ref a, 4 * aRow);
        nint row3 = 3 * aRow;
        for (; depth > 0; depth--)
        {
            TPanel row = TPanel.Load(ref b, 0);
            c0 = TPanel.MultiplyAdd(TVector.Broadcast(low), row, c0);
            c1 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref low, aRow)), row, c1);
            c2 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref low, 2 * aRow)), row, c2);
            c3 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref low, row3)), row, c3);
            c4 = TPanel.MultiplyAdd(TVector.Broadcast(high), row, c4);
            c5 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref high, aRow)), row, c5);
            c6 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref high, 2 * aRow)), row, c6);
            c7 = TPanel.MultiplyAdd(TVector.Broadcast(Unsafe.Add(ref high, row3)), row, c7);
            low = ref Unsafe.Add(ref low, aStep);
            high = ref Unsafe.Add(ref high, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }

        TPanel.Store(c0, ref c, 0);
        TPanel.Store(c1, ref c, cRow);
        TPanel.Store(c2, ref c, 2 * cRow);
        TPanel.Store(c3, ref c, 3 * cRow);
        TPanel.Store(c4, ref c, 4 * cRow);
        TPanel.Store(c5, ref c, 5 * cRow);
        TPanel.Store(c6, ref c, 6 * cRow);
        TPanel.Store(c7, ref c, 7 * cRow);
    }
}
