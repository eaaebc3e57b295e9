using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>Refuses data that nothing can be fitted to.</summary>
internal static class FitArguments
{
    /// <summary>Throws unless there are as many targets as features, at least 2 rows and 1 column of both, all finite.</summary>
    /// <exception cref="ArgumentException">There are not.</exception>
    public static void Check<T>(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inputs.Height < 2 || inputs.Width < 1)
        {
            throw new ArgumentException($"inputs is {inputs.Height} x {inputs.Width}: expected at least 2 rows and 1 column", nameof(inputs));
        }

        if (targets.Height != inputs.Height || targets.Width < 1)
        {
            throw new ArgumentException(
                $"targets is {targets.Height} x {targets.Width}: expected {inputs.Height} rows and at least 1 column", nameof(targets));
        }

        CheckFinite(inputs, nameof(inputs));
        CheckFinite(targets, nameof(targets));
    }

    /// <summary>The sum of the weights, once each is one and enough are positive; of none the number of rows.</summary>
    public static double CheckWeights<T>(ReadOnlySpan<T> weights, int rows, int leastPositive)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights.IsEmpty)
        {
            return rows;
        }

        if (weights.Length != rows)
        {
            throw new ArgumentException($"weights has {weights.Length} elements: expected {rows}, one per row", nameof(weights));
        }

        double sum = 0;
        int positive = 0;
        for (int row = 0; row < rows; row++)
        {
            T weight = weights[row];
            if (!(weight >= T.Zero && T.IsFinite(weight)))
            {
                throw new ArgumentException($"weights[{row}] is {weight}: expected 0 or a positive finite number", nameof(weights));
            }

            sum += Scalar.ToDouble(weight);
            positive += weight > T.Zero ? 1 : 0;
        }

        return positive >= leastPositive
            ? sum
            : throw new ArgumentException(
                $"weights has {positive} positive elements: expected at least {leastPositive}", nameof(weights));
    }

    private static void CheckFinite<T>(ReadOnlySpan2D<T> rows, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < rows.Height; row++)
        {
            ReadOnlySpan<T> values = rows.GetRowSpan(row);
            for (int column = 0; column < values.Length; column++)
            {
                Standardizer<T>.CheckFinite(values[column], name, row, column);
            }
        }
    }
}
