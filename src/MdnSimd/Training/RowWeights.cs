using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>What rows count for.</summary>
internal static class RowWeights
{
    /// <summary>The numbers of the rows that count at all.</summary>
    /// <param name="weights">What each counts for; empty for 1 each.</param>
    /// <param name="rows">How many there are.</param>
    public static int[] Counted<T>(ReadOnlySpan<T> weights, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<int> counted = new(rows);
        for (int row = 0; row < rows; row++)
        {
            if (weights.IsEmpty || weights[row] > T.Zero)
            {
                counted.Add(row);
            }
        }

        return [.. counted];
    }

    /// <summary>The weights of some rows, over the mean of the first of them.</summary>
    /// <param name="weights">What each row counts for, not empty.</param>
    /// <param name="picked">Numbers of rows, all of a positive weight.</param>
    /// <param name="first">How many of them have a mean of 1, at least 1.</param>
    public static double[] Relative<T>(ReadOnlySpan<T> weights, ReadOnlySpan<int> picked, int first)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] relative = new double[picked.Length];
        for (int i = 0; i < relative.Length; i++)
        {
            relative[i] = Scalar.ToDouble(weights[picked[i]]);
        }

        // The largest is taken out, so that no sum overflows.
        double largest = relative.Max();
        double mean = relative.Take(first).Average(weight => weight / largest);
        return Array.ConvertAll(relative, weight => weight / largest / mean);
    }
}
