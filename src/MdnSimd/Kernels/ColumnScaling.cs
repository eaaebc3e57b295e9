using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>(x - shift) * factor for each column of some rows.</summary>
/// <remarks>
/// Columns outside, rows inside: a column's shift and factor stay in registers. The distances are summed for two rows at a time, since
/// one sum after another would wait 4 cycles for each row. An element's result does not depend on the rows beside it.
/// </remarks>
internal static class ColumnScaling<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Scales rows, and tells whether one may be too far away.</summary>
    /// <param name="source">[rows, columns], rows <paramref name="pitch"/> elements apart.</param>
    /// <param name="pitch">From one row of the source to the next, in elements.</param>
    /// <param name="shift">[columns].</param>
    /// <param name="factor">[columns].</param>
    /// <param name="destination">[rows, columns], rows <paramref name="stride"/> elements apart.</param>
    /// <param name="stride">From one row of the destination to the next, in elements.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <returns>The sum of the magnitudes of all results: NaN or infinite where one of them is.</returns>
    [MethodImpl(KernelMethod.Options)]
    public static T Apply(
        ref T source, nint pitch, ref T shift, ref T factor, ref T destination, nint stride, nint rows, nint columns)
    {
        nint column = 0;
        T sum = T.Zero;
        if (columns >= TVector.Count)
        {
            TVector even = TVector.Zero;
            TVector odd = TVector.Zero;
            for (; column <= columns - TVector.Count; column += TVector.Count)
            {
                TVector shifts = TVector.Load(ref shift, column);
                TVector factors = TVector.Load(ref factor, column);
                nint row = 0;
                for (; row <= rows - 2; row += 2)
                {
                    TVector first = (TVector.Load(ref source, (row * pitch) + column) - shifts) * factors;
                    TVector second = (TVector.Load(ref source, ((row + 1) * pitch) + column) - shifts) * factors;
                    even += TVector.Abs(first);
                    odd += TVector.Abs(second);
                    TVector.Store(first, ref destination, (row * stride) + column);
                    TVector.Store(second, ref destination, ((row + 1) * stride) + column);
                }

                if (row < rows)
                {
                    TVector last = (TVector.Load(ref source, (row * pitch) + column) - shifts) * factors;
                    even += TVector.Abs(last);
                    TVector.Store(last, ref destination, (row * stride) + column);
                }
            }

            sum = TVector.Sum(even + odd);
        }

        for (; column < columns; column++)
        {
            T columnShift = Unsafe.Add(ref shift, column);
            T columnFactor = Unsafe.Add(ref factor, column);
            for (nint row = 0; row < rows; row++)
            {
                T value = (Unsafe.Add(ref source, (row * pitch) + column) - columnShift) * columnFactor;
                sum += T.Abs(value);
                Unsafe.Add(ref destination, (row * stride) + column) = value;
            }
        }

        return sum;
    }
}
