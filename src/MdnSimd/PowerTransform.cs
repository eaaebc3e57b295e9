using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;
using MdnSimd.Simd;
using MdnSimd.Training;

namespace MdnSimd;

/// <summary>
/// Draws in the long tails of standardised columns: the transform of Yeo and Johnson (2000) with a power of its own for each column, then
/// a shift and a scale that bring mean 0 and standard deviation 1 back. Part of a <see cref="Standardizer{T}"/>. Immutable.
/// </summary>
public sealed class PowerTransform<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The smallest power, a logarithm to the right; the largest lies as far on the other side of 1. Beyond them a tail is drawn in
    /// so far that its rows can hardly be told apart: measured, densities of unseen rows get worse.
    /// </summary>
    internal const double LeastPower = 0;

    /// <summary>The largest power, a logarithm to the left.</summary>
    internal const double MostPower = 2;

    private readonly T[] powers;
    private readonly T[] means;
    private readonly T[] scales;

    /// <summary>A transform of given powers.</summary>
    /// <param name="powers">One per column, 0 to 2; 1 leaves a column as it is.</param>
    /// <param name="means">What is subtracted from each transformed column; finite.</param>
    /// <param name="scales">What each is divided by; positive and finite.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is out of its range.</exception>
    public PowerTransform(ReadOnlySpan<T> powers, ReadOnlySpan<T> means, ReadOnlySpan<T> scales)
    {
        if (powers.Length != means.Length)
        {
            throw new ArgumentException($"powers has {powers.Length} elements: expected {means.Length}, one per mean", nameof(powers));
        }

        for (int column = 0; column < powers.Length; column++)
        {
            if (!IsPower(powers[column]))
            {
                throw new ArgumentException($"powers[{column}] is {powers[column]}: expected {LeastPower} to {MostPower}", nameof(powers));
            }
        }

        Standardizer<T>.Check(means, scales);
        this.powers = powers.ToArray();
        this.means = means.ToArray();
        this.scales = scales.ToArray();
    }

    /// <summary>The power of each column, [columns]; 1 where a column is left as it is.</summary>
    public ReadOnlySpan<T> Powers => powers;

    /// <summary>The columns, from 0, that are not left as they are.</summary>
    internal ImmutableArray<int> Columns => [.. Enumerable.Range(0, powers.Length).Where(column => powers[column] != T.One)];

    /// <summary>What is subtracted from each column after the power, [columns], in standard deviations of the column before it.</summary>
    public ReadOnlySpan<T> Means => means;

    /// <summary>What each column is divided by after that, [columns]; positive.</summary>
    public ReadOnlySpan<T> Scales => scales;

    /// <summary>Whether a number can be a power.</summary>
    internal static bool IsPower(T number) => Scalar.ToDouble(number) is >= LeastPower and <= MostPower;

    /// <summary>The transform that suits standardised columns, or null where none is skewed; see <see cref="InputTransform.YeoJohnson"/>.</summary>
    /// <param name="rows">[rows, columns], standardised; at least one row.</param>
    /// <param name="weights">What each row counts for, [rows]; empty for 1 each.</param>
    internal static PowerTransform<T>? Fit(ReadOnlySpan2D<T> rows, ReadOnlySpan<T> weights)
    {
        T[] powers = new T[rows.Width];
        T[] means = new T[rows.Width];
        T[] scales = new T[rows.Width];
        bool any = false;
        for (int column = 0; column < rows.Width; column++)
        {
            SkewedColumn? skewed = SkewedColumn.Find(rows, column, weights);
            powers[column] = skewed is null ? T.One : Scalar.Of<T>(skewed.Power);
            means[column] = skewed is null ? T.Zero : Scalar.Of<T>(skewed.Mean);
            scales[column] = skewed is null ? T.One : Scalar.Of<T>(skewed.Scale);
            any |= skewed is not null;
        }

        return any ? new PowerTransform<T>(powers, means, scales) : null;
    }

    /// <summary>The transform of a row that has been standardised, in place; limited as <see cref="Standardizer{T}"/> limits.</summary>
    /// <param name="row">[columns].</param>
    internal void Apply(Span<T> row) => Apply(row, []);

    /// <summary>The same, and its derivatives.</summary>
    /// <param name="row">[columns].</param>
    /// <param name="slopes">Receives the derivatives, [columns]; empty for none.</param>
    internal void Apply(Span<T> row, Span<T> slopes)
    {
        // Few columns make a row: the narrowest vectors waste the least.
        YeoJohnson<Simd128<T>, T>.Apply(
            ref MemoryMarshal.GetReference(row[..powers.Length]),
            ref MemoryMarshal.GetArrayDataReference(powers),
            ref slopes.IsEmpty ? ref Unsafe.NullRef<T>() : ref MemoryMarshal.GetReference(slopes[..powers.Length]),
            powers.Length);
        T limit = Scalar.Of<T>(Standardizer<T>.Farthest);
        for (int column = 0; column < powers.Length; column++)
        {
            row[column] = T.Clamp((row[column] - means[column]) / scales[column], -limit, limit);
            if (!slopes.IsEmpty)
            {
                slopes[column] /= scales[column];
            }
        }
    }
}
