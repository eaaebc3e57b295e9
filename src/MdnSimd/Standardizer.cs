using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>
/// Shifts and scales columns to mean 0 and standard deviation 1. Part of a model: networks see standardised values, users
/// never do. Immutable.
/// </summary>
public sealed class Standardizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Standard deviations beyond which values are not told apart.</summary>
    private const double Farthest = 1e15;

    private readonly T[] means;
    private readonly T[] scales;
    private readonly T[] inverseScales;

    /// <summary>A standardizer of given means and scales.</summary>
    /// <param name="means">What is subtracted, one per column; finite.</param>
    /// <param name="scales">What is divided by, one per column; positive and finite.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is out of its range.</exception>
    public Standardizer(ReadOnlySpan<T> means, ReadOnlySpan<T> scales)
    {
        if (means.Length != scales.Length)
        {
            throw new ArgumentException($"scales has {scales.Length} elements: expected {means.Length}, one per mean", nameof(scales));
        }

        for (int i = 0; i < means.Length; i++)
        {
            if (!T.IsFinite(means[i]))
            {
                throw new ArgumentException($"means[{i}] is {means[i]}: expected a finite number", nameof(means));
            }

            if (!T.IsFinite(scales[i]) || scales[i] <= T.Zero || !T.IsFinite(T.One / scales[i]))
            {
                throw new ArgumentException($"scales[{i}] is {scales[i]}: expected a positive finite number", nameof(scales));
            }
        }

        this.means = means.ToArray();
        this.scales = scales.ToArray();
        inverseScales = Array.ConvertAll(this.scales, scale => T.One / scale);
        LogScale = this.scales.Sum(scale => Math.Log(Scalar.ToDouble(scale)));
    }

    /// <summary>The number of columns.</summary>
    public int Columns => means.Length;

    /// <summary>What is subtracted, [columns], in the columns' units.</summary>
    public ReadOnlySpan<T> Means => means;

    /// <summary>What is divided by, [columns], in the columns' units; positive.</summary>
    public ReadOnlySpan<T> Scales => scales;

    /// <summary>sum_d log scale_d: what a density loses on the way back to the columns' units.</summary>
    internal double LogScale { get; }

    /// <summary>The standardizer that changes nothing.</summary>
    /// <param name="columns">The number of columns.</param>
    public static Standardizer<T> Identity(int columns)
    {
        T[] ones = new T[columns];
        Array.Fill(ones, T.One);
        return new Standardizer<T>(new T[columns], ones);
    }

    /// <summary>
    /// The means and standard deviations of the columns of <paramref name="rows"/>, summed in double in two passes. A column
    /// with one value throughout, or whose spread the type cannot hold, gets scale 1.
    /// </summary>
    /// <param name="rows">[rows, columns]; at least one row, all finite.</param>
    /// <exception cref="ArgumentException">There is no row.</exception>
    public static Standardizer<T> Fit(ReadOnlySpan2D<T> rows)
    {
        if (rows.Height == 0)
        {
            throw new ArgumentException($"rows is {rows.Height} x {rows.Width}: expected at least one row", nameof(rows));
        }

        T[] means = new T[rows.Width];
        T[] scales = new T[rows.Width];
        for (int column = 0; column < rows.Width; column++)
        {
            means[column] = rows[0, column];
            scales[column] = T.One;
            if (IsConstant(rows, column))
            {
                continue; // a mean of rounded sums would leave a remainder, which a scale of 1 does not make small
            }

            double sum = 0;
            for (int row = 0; row < rows.Height; row++)
            {
                sum += Scalar.ToDouble(rows[row, column]);
            }

            double mean = sum / rows.Height;
            double squares = 0;
            for (int row = 0; row < rows.Height; row++)
            {
                double deviation = Scalar.ToDouble(rows[row, column]) - mean;
                squares += deviation * deviation;
            }

            T scale = Scalar.Of<T>(Math.Sqrt(squares / rows.Height));
            means[column] = Scalar.Of<T>(mean);
            if (T.IsNormal(scale) && T.IsNormal(T.One / scale))
            {
                scales[column] = scale;
            }
        }

        return new Standardizer<T>(means, scales);
    }

    /// <summary>Whether all rows have the same value in <paramref name="column"/>.</summary>
    internal static bool IsConstant(ReadOnlySpan2D<T> rows, int column)
    {
        for (int row = 1; row < rows.Height; row++)
        {
            if (rows[row, column] != rows[0, column])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>(row - mean) / scale, limited to a distance that a network can still add up without overflow.</summary>
    /// <param name="row">[columns], in the columns' units.</param>
    /// <param name="destination">[columns], in standard deviations; may be the row itself.</param>
    /// <exception cref="ArgumentException">An element is NaN or infinite.</exception>
    internal void Apply(ReadOnlySpan<T> row, Span<T> destination)
    {
        T limit = Scalar.Of<T>(Farthest);
        T[] shift = means;
        T[] factor = inverseScales;
        for (int i = 0; i < shift.Length; i++)
        {
            T value = (row[i] - shift[i]) * factor[i];
            destination[i] = T.Abs(value) <= limit ? value : Limited(row[i], value, i, limit);
        }
    }

    private static T Limited(T element, T standardised, int column, T limit) => T.IsFinite(element)
        ? T.CopySign(limit, standardised)
        : throw new ArgumentException($"element {column} of the row is {element}: expected a finite number", nameof(element));
}
