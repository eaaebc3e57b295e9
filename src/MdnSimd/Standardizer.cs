using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>
/// Shifts and scales columns to mean 0 and standard deviation 1, and may draw in their long tails. Part of a model: networks see
/// standardised values, users never do. Immutable.
/// </summary>
public sealed class Standardizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Standard deviations beyond which values are not told apart.</summary>
    internal const double Farthest = 1e15;

    private readonly T[] means;
    private readonly T[] scales;
    private readonly T[] inverseScales;

    /// <summary>A standardizer of given means and scales.</summary>
    /// <param name="means">What is subtracted, one per column; finite.</param>
    /// <param name="scales">What is divided by, one per column; positive and finite.</param>
    /// <param name="power">What draws in long tails after that, of as many columns; null for nothing.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is out of its range.</exception>
    public Standardizer(ReadOnlySpan<T> means, ReadOnlySpan<T> scales, PowerTransform<T>? power = null)
    {
        Check(means, scales);
        if (power is not null && power.Powers.Length != means.Length)
        {
            throw new ArgumentException($"power has {power.Powers.Length} columns: expected {means.Length}, one per mean", nameof(power));
        }

        this.means = means.ToArray();
        this.scales = scales.ToArray();
        inverseScales = Array.ConvertAll(this.scales, scale => T.One / scale);
        LogScale = this.scales.Sum(scale => Math.Log(Scalar.ToDouble(scale)));
        Power = power;
    }

    /// <summary>Refuses means and scales that are not one of each per column, finite, and scales positive.</summary>
    internal static void Check(ReadOnlySpan<T> means, ReadOnlySpan<T> scales)
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

            if (!IsScale(scales[i]))
            {
                throw new ArgumentException($"scales[{i}] is {scales[i]}: expected a positive finite number", nameof(scales));
            }
        }
    }

    /// <summary>The number of columns.</summary>
    public int Columns => means.Length;

    /// <summary>What is subtracted, [columns], in the columns' units.</summary>
    public ReadOnlySpan<T> Means => means;

    /// <summary>What is divided by, [columns], in the columns' units; positive.</summary>
    public ReadOnlySpan<T> Scales => scales;

    /// <summary>What draws in long tails of the standardised columns; null where nothing does.</summary>
    public PowerTransform<T>? Power { get; }

    /// <summary>sum_d log scale_d: what a density loses on the way back to the columns' units.</summary>
    internal double LogScale { get; }

    /// <summary>Whether a number can be a scale: positive, and neither it nor its inverse infinite.</summary>
    internal static bool IsScale(T scale) => T.IsFinite(scale) && scale > T.Zero && T.IsFinite(T.One / scale);

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
    /// <param name="weights">
    /// What each row counts for, [rows], positive and finite: a row of weight 2 counts as two rows. Empty for 1 each.
    /// </param>
    /// <param name="transform">Whether long tails are drawn in; for features only.</param>
    /// <exception cref="ArgumentException">There is no row, or not one positive finite weight to each.</exception>
    public static Standardizer<T> Fit(ReadOnlySpan2D<T> rows, ReadOnlySpan<T> weights = default, InputTransform transform = InputTransform.None)
    {
        Standardizer<T> linear = FitLinear(rows, weights);
        if (transform == InputTransform.None)
        {
            return linear;
        }

        T[,] standardised = new T[rows.Height, rows.Width];
        for (int row = 0; row < rows.Height; row++)
        {
            linear.Apply(rows.GetRowSpan(row), new Span2D<T>(standardised).GetRowSpan(row), nameof(rows), row);
        }

        return new Standardizer<T>(linear.means, linear.scales, PowerTransform<T>.Fit(standardised, weights));
    }

    private static Standardizer<T> FitLinear(ReadOnlySpan2D<T> rows, ReadOnlySpan<T> weights)
    {
        double total = TotalOf(weights, rows.Height);
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

            // In units of a power of two near the largest element, so that no square overflows or underflows; exact otherwise.
            double unit = Math.ScaleB(1, Math.ILogB(LargestMagnitude(rows, column)));
            double sum = 0;
            for (int row = 0; row < rows.Height; row++)
            {
                sum += Scalar.ToDouble(rows[row, column]) / unit * WeightOf(row, weights);
            }

            double mean = sum / total;
            double squares = 0;
            for (int row = 0; row < rows.Height; row++)
            {
                double deviation = (Scalar.ToDouble(rows[row, column]) / unit) - mean;
                squares += deviation * deviation * WeightOf(row, weights);
            }

            T scale = Scalar.Of<T>(Math.Sqrt(squares / total) * unit);
            means[column] = Scalar.Of<T>(mean * unit);
            if (T.IsNormal(scale) && T.IsNormal(T.One / scale))
            {
                scales[column] = scale;
            }
        }

        return new Standardizer<T>(means, scales);
    }

    private static double WeightOf(int row, ReadOnlySpan<T> weights) => weights.IsEmpty ? 1 : Scalar.ToDouble(weights[row]);

    /// <summary>The sum of the weights.</summary>
    private static double TotalOf(ReadOnlySpan<T> weights, int rows)
    {
        if (!weights.IsEmpty && weights.Length != rows)
        {
            throw new ArgumentException($"weights has {weights.Length} elements: expected {rows}, one per row", nameof(weights));
        }

        double total = 0;
        for (int row = 0; row < rows; row++)
        {
            double weight = WeightOf(row, weights);
            total += weight is > 0 and < double.PositiveInfinity
                ? weight
                : throw new ArgumentException($"weights[{row}] is {weight}: expected a positive finite number", nameof(weights));
        }

        return total;
    }

    private static double LargestMagnitude(ReadOnlySpan2D<T> rows, int column)
    {
        double largest = 0;
        for (int row = 0; row < rows.Height; row++)
        {
            largest = Math.Max(largest, Math.Abs(Scalar.ToDouble(rows[row, column])));
        }

        return largest;
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

    /// <summary>
    /// (row - mean) / scale and what draws in long tails, limited to a distance that a network can still add up without overflow.
    /// </summary>
    /// <param name="row">[columns], in the columns' units.</param>
    /// <param name="destination">[columns], in standard deviations; memory apart from the row.</param>
    /// <param name="argument">The name of the caller's argument that the row is from.</param>
    /// <param name="index">The number of the row there, from 0.</param>
    /// <exception cref="ArgumentException">An element is NaN or infinite.</exception>
    internal void Apply(ReadOnlySpan<T> row, Span<T> destination, string argument, int index)
    {
        T sum = ColumnScaling<Simd128<T>, T>.Apply(
            ref MemoryMarshal.GetReference(row[..means.Length]),
            pitch: 0,
            ref MemoryMarshal.GetArrayDataReference(means),
            ref MemoryMarshal.GetArrayDataReference(inverseScales),
            ref MemoryMarshal.GetReference(destination[..means.Length]),
            stride: 0,
            rows: 1,
            means.Length);
        if (!(sum <= Scalar.Of<T>(Farthest)))
        {
            ApplyLimited(row, destination, argument, index);
        }

        Power?.Apply(destination);
    }

    /// <summary>The same for many rows, with the bits that each alone has.</summary>
    /// <param name="rows">[any, columns], in the columns' units.</param>
    /// <param name="first">The first row to take.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">[count, columns], rows <paramref name="stride"/> elements apart; memory apart from the rows.</param>
    /// <param name="stride">At least the number of columns.</param>
    /// <param name="argument">The name of the caller's argument that the rows are from.</param>
    /// <exception cref="ArgumentException">An element is NaN or infinite.</exception>
    internal void Apply(ReadOnlySpan2D<T> rows, int first, int count, Span<T> destination, int stride, string argument)
    {
        if (count == 0)
        {
            return;
        }

        ref T source = ref rows.DangerousGetReferenceAt(first, 0);
        nint pitch = count == 1 ? 0 : Unsafe.ByteOffset(ref source, ref rows.DangerousGetReferenceAt(first + 1, 0)) / Unsafe.SizeOf<T>();
        T sum = ColumnScaling<Simd128<T>, T>.Apply(
            ref source,
            pitch,
            ref MemoryMarshal.GetArrayDataReference(means),
            ref MemoryMarshal.GetArrayDataReference(inverseScales),
            ref MemoryMarshal.GetReference(destination[..(((count - 1) * stride) + means.Length)]),
            stride,
            count,
            means.Length);
        bool isNear = sum <= Scalar.Of<T>(Farthest);
        for (int row = 0; row < count && !(isNear && Power is null); row++)
        {
            Span<T> own = destination.Slice(row * stride, means.Length);
            if (!isNear)
            {
                ApplyLimited(rows.GetRowSpan(first + row), own, argument, first + row);
            }

            Power?.Apply(own);
        }
    }

    /// <summary>From a gradient for a standardised row to that for the row in the columns' units.</summary>
    /// <param name="row">[columns], in the columns' units; finite. May be the destination.</param>
    /// <param name="gradient">[columns], for what the standardizer makes of the row.</param>
    /// <param name="slopes">Scratch memory of [2, columns], which only a standardizer with a <see cref="Power"/> needs.</param>
    /// <param name="destination">[columns].</param>
    internal void Pullback(ReadOnlySpan<T> row, ReadOnlySpan<T> gradient, Span<T> slopes, Span<T> destination)
    {
        if (Power is not null)
        {
            Span<T> standardised = slopes[..Columns];
            Span<T> derivatives = slopes.Slice(Columns, Columns);
            ApplyLimited(row, standardised, nameof(row), 0);
            Power.Apply(standardised, derivatives);
            TensorPrimitives.Multiply(gradient, derivatives, standardised);
            gradient = standardised;
        }

        TensorPrimitives.Divide(gradient, scales, destination);
    }

    private void ApplyLimited(ReadOnlySpan<T> row, Span<T> destination, string argument, int index)
    {
        T limit = Scalar.Of<T>(Farthest);
        T[] shift = means;
        T[] factor = inverseScales;
        for (int i = 0; i < shift.Length; i++)
        {
            T value = (row[i] - shift[i]) * factor[i];
            if (!(T.Abs(value) <= limit))
            {
                CheckFinite(row[i], argument, index, i);
                value = T.CopySign(limit, value);
            }

            destination[i] = value;
        }
    }

    /// <summary>Refuses a number that is NaN or infinite, by its place.</summary>
    internal static void CheckFinite(T value, string argument, int row, int column)
    {
        if (!T.IsFinite(value))
        {
            throw new ArgumentException($"{argument}: row {row}, column {column} (from 0) is {value}: expected a finite number", argument);
        }
    }
}
