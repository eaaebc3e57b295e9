using System.Numerics;
using CommunityToolkit.HighPerformance;
using FsCheck.Fluent;
using MdnSimd.Kernels;

namespace MdnSimd.Tests;

public sealed class StandardizerOfFloatTests : StandardizerTests<float>;

public sealed class StandardizerOfDoubleTests : StandardizerTests<double>;

public abstract class StandardizerTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void Columns_get_mean_0_and_standard_deviation_1()
    {
        Random random = new(3);
        T[,] rows = new T[500, 3];
        for (int row = 0; row < 500; row++)
        {
            rows[row, 0] = Of(1000 + random.NextDouble());
            rows[row, 1] = Of(-1e-20 * random.NextDouble());
            rows[row, 2] = Of(1e18 * random.NextDouble());
        }

        Standardizer<T> scaler = Standardizer<T>.Fit(rows.AsSpan2D());
        double[] sums = new double[3];
        double[] squares = new double[3];
        T[] scaled = new T[3];
        for (int row = 0; row < 500; row++)
        {
            scaler.Apply(rows.AsSpan2D().GetRowSpan(row), scaled, "rows", row);
            for (int column = 0; column < 3; column++)
            {
                sums[column] += double.CreateChecked(scaled[column]);
                squares[column] += double.CreateChecked(scaled[column] * scaled[column]);
            }
        }

        Assert.All(sums, sum => Assert.Equal(0, sum / 500, 1e-4));
        Assert.All(squares, square => Assert.Equal(1, square / 500, 1e-4));
        Assert.Equal(3, scaler.Columns);
        double logScale = Enumerable.Range(0, 3).Sum(column => Math.Log(double.CreateChecked(scaler.Scales[column])));
        Assert.Equal(logScale, scaler.LogScale, 1e-9);
    }

    [Fact]
    public void A_column_with_one_value_is_only_shifted()
    {
        foreach (T value in (T[])[Of(0.1), Of(1.7e18 / 3), Of(float.MaxValue), T.Epsilon, T.Zero])
        {
            T[,] rows = new T[1000, 1];
            rows.AsSpan2D().Fill(value);
            Standardizer<T> scaler = Standardizer<T>.Fit(rows.AsSpan2D());
            Assert.Equal(value, scaler.Means[0]);
            Assert.Equal(T.One, scaler.Scales[0]);
            Assert.Equal(T.Zero, Apply(scaler, value));
        }
    }

    [Theory]
    [InlineData(1e-39, 0.0)]
    [InlineData(1e-320, 0.0)]
    [InlineData(-3e38, 3e38)]
    [InlineData(1e300, -1e300)]
    public void Spreads_that_the_type_cannot_hold_get_scale_1_or_a_finite_one(double low, double high)
    {
        T[,] rows = { { Clamped(low) }, { Clamped(high) } };
        Standardizer<T> scaler = Standardizer<T>.Fit(rows.AsSpan2D());
        Assert.True(T.IsNormal(scaler.Scales[0]) && T.IsFinite(T.One / scaler.Scales[0]), $"scale {scaler.Scales[0]}");
        Assert.All(rows.Cast<T>(), value => Assert.True(T.IsFinite(Apply(scaler, value))));
        int order = Apply(scaler, Clamped(low)).CompareTo(Apply(scaler, Clamped(high)));
        Assert.True(order == 0 || order == low.CompareTo(high));
    }

    [Theory]
    [InlineData(1e20, 1e-3, 5.0, -1e15)]
    [InlineData(-1e20, 1e-3, -5.0, 1e15)]
    [InlineData(0.0, 1e-30, 3.0, 1e15)]
    [InlineData(0.0, 1e-30, -3.0, -1e15)]
    [InlineData(-3e38, 1.0, 3e38, 1e15)]
    [InlineData(3e38, 1.0, -3e38, -1e15)]
    public void What_is_too_far_is_limited_on_its_own_side_of_the_mean(double mean, double scale, double value, double expected)
    {
        Standardizer<T> scaler = new([Of(mean)], [Of(scale)]);
        Assert.Equal(Of(expected), Apply(scaler, Of(value)));
    }

    [Fact]
    public void What_is_not_finite_is_refused_with_its_column()
    {
        Standardizer<T> scaler = Standardizer<T>.Identity(3);
        foreach (T value in (T[])[T.NaN, T.PositiveInfinity, T.NegativeInfinity])
        {
            T[] row = [T.One, T.One, value];
            ArgumentException error = Assert.Throws<ArgumentException>(() => scaler.Apply(row, new T[3], "rows", 7));
            Assert.Contains($"rows: row 7, column 2 (from 0) is {value}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rows_together_have_the_bits_of_each_alone() => Properties.ForAll(
        from columns in Gen.Choose(1, 19)
        from first in Gen.Choose(0, 3)
        from count in Gen.Choose(0, 9)
        from padding in Gen.Choose(0, 5)
        from draws in Gen.Elements(false, true)
        from far in Gen.Elements(false, true)
        select (columns, first, count, padding, draws, far),
        @case =>
        {
            (int columns, int first, int count, int padding, bool draws, bool far) = @case;
            CounterRandom random = new(7);
            T[] Numbers(double scale) => [.. Enumerable.Range(0, columns).Select(_ => Of(scale * (0.1 + random.NextUniform())))];
            PowerTransform<T>? power = draws ? new(Numbers(1.8), Numbers(1), Numbers(1)) : null;
            Standardizer<T> scaler = new(Numbers(5), Numbers(1), power);

            // Part of wider rows, so that a row does not begin where the last one ended.
            T[,] wide = new T[first + count + 1, columns + 2];
            foreach (ref T element in wide.AsSpan())
            {
                element = Of(10 * random.NextNormal());
            }

            if (far && count > 0)
            {
                wide[first + count - 1, columns] = Of(3e30);
            }

            ReadOnlySpan2D<T> rows = wide.AsSpan2D().Slice(0, 1, first + count + 1, columns);
            int stride = columns + padding;
            T[] together = new T[(count * stride) + 1];
            Array.Fill(together, T.NaN);
            scaler.Apply(rows, first, count, together, stride, "rows");
            T[] alone = new T[columns];
            for (int row = 0; row < count; row++)
            {
                scaler.Apply(rows.GetRowSpan(first + row), alone, "rows", row);
                Assert.Equal(alone, together[(row * stride)..((row * stride) + columns)]);
                Assert.All(together[((row * stride) + columns)..((row + 1) * stride)], untouched => Assert.True(T.IsNaN(untouched)));
            }

            Assert.True(T.IsNaN(together[^1]));
        },
        cases: 500);

    [Fact]
    public void Of_rows_together_the_one_that_is_not_finite_is_named()
    {
        T[,] rows = new T[6, 5];
        rows[4, 2] = T.NaN;
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Standardizer<T>.Identity(5).Apply(rows, 1, 5, new T[25], 5, "rows"));
        Assert.Contains("rows: row 4, column 2 (from 0) is NaN", error.Message, StringComparison.Ordinal);
        Standardizer<T>.Identity(5).Apply(rows, 1, 3, new T[15], 5, "rows");
    }

    [Fact]
    public void Means_and_scales_that_make_no_sense_are_refused_by_name_place_and_value()
    {
        AssertRefused("scales", "expected 2", () => new Standardizer<T>([T.One, T.One], [T.One]));
        AssertRefused("means", "means[1] is NaN", () => new Standardizer<T>([T.One, T.NaN], [T.One, T.One]));
        AssertRefused("scales", "scales[0] is 0", () => new Standardizer<T>([T.One], [T.Zero]));
        AssertRefused("scales", "scales[0] is -1", () => new Standardizer<T>([T.One], [-T.One]));
        AssertRefused("scales", "scales[0] is NaN", () => new Standardizer<T>([T.One], [T.NaN]));
        AssertRefused("scales", "scales[0] is ", () => new Standardizer<T>([T.One], [T.PositiveInfinity]));
        AssertRefused("scales", "scales[0] is ", () => new Standardizer<T>([T.One], [T.Epsilon]));
        AssertRefused("rows", "0 x 3", () => Standardizer<T>.Fit(new T[0, 3].AsSpan2D()));
    }

    private static void AssertRefused(string parameter, string text, Func<Standardizer<T>> create)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(create);
        Assert.Equal(parameter, error.ParamName);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    private static T Of(double value) => T.CreateTruncating(value);

    private static T Clamped(double value) =>
        typeof(T) == typeof(float) ? Of(Math.Clamp(value, float.MinValue, float.MaxValue)) : Of(value);

    private static T Apply(Standardizer<T> scaler, T value)
    {
        T[] standardised = new T[1];
        scaler.Apply([value], standardised, "rows", 0);
        return standardised[0];
    }
}
