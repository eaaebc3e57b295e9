using System.Numerics;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;

namespace MdnSimd.Tests.Kernels;

public class TransposeTests
{
    private const int Largest = 19;
    private const int Gap = 3;

    [Fact]
    public void Floats_of_every_small_shape_change_places_and_the_padding_stays() => CheckShapes<float>();

    [Fact]
    public void Doubles_of_every_small_shape_change_places_and_the_padding_stays() => CheckShapes<double>();

    private static void CheckShapes<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GuardedMemory<T> from = new((Largest + Gap) * (Largest + Gap));
        using GuardedMemory<T> to = new((Largest + Gap) * (Largest + Gap));
        for (int rows = 0; rows <= Largest; rows++)
        {
            for (int columns = 0; columns <= Largest; columns++)
            {
                foreach (int gap in (int[])[0, Gap])
                {
                    int sourceRow = columns + gap;
                    int destinationRow = rows + gap;
                    int sourceLength = rows == 0 || columns == 0 ? 0 : ((rows - 1) * sourceRow) + columns;
                    int destinationLength = rows == 0 || columns == 0 ? 0 : ((columns - 1) * destinationRow) + rows;
                    Check(rows, columns, from.AtEnd(sourceLength), sourceRow, to.AtEnd(destinationLength), destinationRow);
                    Check(rows, columns, from.AtStart(sourceLength), sourceRow, to.AtStart(destinationLength), destinationRow);
                }
            }
        }
    }

    private static void Check<T>(int rows, int columns, Span<T> source, int sourceRow, Span<T> destination, int destinationRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = T.CreateChecked(i + 1);
        }

        destination.Fill(-T.One);
        Transpose.Copy(
            ref MemoryMarshal.GetReference(source), sourceRow, rows, columns,
            ref MemoryMarshal.GetReference(destination), destinationRow);
        for (int i = 0; i < destination.Length; i++)
        {
            int column = i / destinationRow;
            int row = i % destinationRow;
            T expected = row < rows ? T.CreateChecked((row * sourceRow) + column + 1) : -T.One;
            if (destination[i] != expected)
            {
                Assert.Fail($"{rows} x {columns}: element ({column}, {row}) is {destination[i]}, not {expected}.");
            }
        }
    }
}
