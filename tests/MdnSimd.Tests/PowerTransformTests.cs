using System.Numerics;
using CommunityToolkit.HighPerformance;
using FsCheck.Fluent;
using MdnSimd.Kernels;
using MdnSimd.Training;

namespace MdnSimd.Tests;

public sealed class PowerTransformOfFloatTests : PowerTransformTests<float>;

public sealed class PowerTransformOfDoubleTests : PowerTransformTests<double>;

public abstract class PowerTransformTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = 2000;

    /// <summary>Relative: some roundings of log1p, a product and expm1, of which the last magnifies the first.</summary>
    private static readonly double Tolerance = 8 * (typeof(T) == typeof(float) ? Math.Pow(2, -24) : Math.Pow(2, -53));

    [Fact]
    public void Each_branch_is_the_formula_of_Yeo_and_Johnson() => Properties.ForAll(
        from z in Gen.Elements(0, 1e-12, 1e-3, 0.5, 1, 7.25, 300, 1e6).SelectMany(size => Gen.Elements(-size, size))
        from power in Gen.Choose(0, 32)
        select (Z: double.CreateTruncating(T.CreateTruncating(z)), Power: power / 16.0),
        @case =>
        {
            (T value, T slope) = Transform(@case.Z, @case.Power);
            double moved = 1 + Math.Abs(@case.Z);
            double q = @case.Z < 0 ? 2 - @case.Power : @case.Power;

            // Next to 0 the formula itself cancels: there the transform is z + (p - 1) z |z| / 2 + ...
            double magnitude = Math.Abs(@case.Z) < 1e-6 ? Math.Abs(@case.Z) * (1 + ((q - 1) * Math.Abs(@case.Z) / 2))
                : q == 0 ? Math.Log(moved) : (Math.Pow(moved, q) - 1) / q;
            double expected = Math.CopySign(Math.Min(magnitude, Standardizer<T>.Farthest), @case.Z);
            double magnified = Tolerance * (1 + Math.Abs(q * Math.Log(moved)));
            double cancelled = q == 0 ? Math.Pow(2, -51) : Math.Pow(2, -51) * (1 + (1 / Math.Abs(q))); // of this formula
            Assert.Equal(expected, double.CreateTruncating(value), (Math.Abs(expected) * magnified) + (magnitude < 1e-6 ? 0 : cancelled));
            Assert.Equal(Math.Pow(moved, q - 1), double.CreateTruncating(slope), Math.Pow(moved, q - 1) * magnified);
        },
        cases: 2000);

    [Fact]
    public void A_power_of_1_leaves_every_bit_alone() => Properties.ForAll(
        Gen.Choose(-1_000_000, 1_000_000),
        thousandths => Assert.Equal(T.CreateTruncating(thousandths / 1e3), Transform(thousandths / 1e3, 1).Value));

    [Fact]
    public void What_is_far_away_stays_finite()
    {
        PowerTransform<T> steepest = new([T.CreateTruncating(2), T.Zero], [T.Zero, T.Zero], [T.One, T.One]);
        T[] row = [T.CreateTruncating(1e15), T.CreateTruncating(-1e15)];
        steepest.Apply(row);
        Assert.Equal([T.CreateTruncating(1e15), T.CreateTruncating(-1e15)], row);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_long_tail_is_drawn_in_to_a_column_of_mean_0_and_deviation_1(int side)
    {
        T[,] rows = LogNormal(side);
        Standardizer<T> plain = Standardizer<T>.Fit(rows);
        Standardizer<T> scaler = Standardizer<T>.Fit(rows, transform: InputTransform.YeoJohnson);
        double[] before = Values(plain, rows);
        double[] after = Values(scaler, rows);
        Assert.Equal(0, after.Average(), 1e-3);
        Assert.Equal(1, Math.Sqrt(after.Average(value => value * value)), 1e-3);
        Assert.InRange(Math.Abs(Moment(before, 3)), 3, 1e3);
        Assert.InRange(Math.Abs(Moment(after, 3) / Moment(before, 3)), 0, 1 / 3.0);

        // Order is kept.
        Assert.Equal(Enumerable.Range(0, Rows).OrderBy(row => before[row]), Enumerable.Range(0, Rows).OrderBy(row => after[row]));
    }

    /// <summary>The whole likelihood, every 1/256 of a power: the coarse steps of the search do not miss the best.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_power_is_the_likeliest(double deviation)
    {
        T[,] rows = LogNormal(1, deviation);
        double[] z = Values(Standardizer<T>.Fit(rows), rows);
        double best = Enumerable.Range(0, 513).Select(step => step / 256.0).MinBy(Loss);
        double found = double.CreateTruncating(Standardizer<T>.Fit(rows, transform: InputTransform.YeoJohnson).Power!.Powers[0]);
        Assert.Equal(best, found, 1 / 16.0);

        double Loss(double power)
        {
            double[] moved = Array.ConvertAll(z, value => SkewedColumn.Transform(value, power));
            double mean = moved.Average();
            return (Math.Log(moved.Average(value => Math.Pow(value - mean, 2))) / 2)
                - ((power - 1) * z.Average(value => Math.Sign(value) * Math.Log(1 + Math.Abs(value))));
        }
    }

    [Fact]
    public void Columns_without_a_long_tail_are_left_alone()
    {
        CounterRandom random = new(1);
        T[,] rows = new T[Rows, 4];
        for (int row = 0; row < Rows; row++)
        {
            rows[row, 0] = T.CreateTruncating(random.NextNormal());
            rows[row, 1] = T.CreateTruncating(random.NextUniform());
            rows[row, 2] = row % 50 == 0 ? T.One : T.Zero; // skewed, but of two values no transform makes anything new
            rows[row, 3] = T.CreateTruncating(7);
        }

        Assert.Null(Standardizer<T>.Fit(rows, transform: InputTransform.YeoJohnson).Power);
        T[,] more = new T[Rows, 5];
        for (int row = 0; row < Rows; row++)
        {
            rows.AsSpan2D().GetRowSpan(row).CopyTo(more.AsSpan2D().GetRowSpan(row));
            more[row, 4] = T.CreateTruncating(Math.Exp(random.NextNormal()));
        }

        PowerTransform<T> power = Standardizer<T>.Fit(more, transform: InputTransform.YeoJohnson).Power!;
        Assert.Equal([T.One, T.One, T.One, T.One], power.Powers[..4]);
        Assert.Equal([T.Zero, T.Zero, T.Zero, T.Zero], power.Means[..4]);
        Assert.NotEqual(T.One, power.Powers[4]);
    }

    [Fact]
    public void A_row_of_weight_2_counts_as_two_rows()
    {
        T[,] rows = LogNormal(1);
        T[] weights = new T[Rows];
        List<int> repeated = [];
        for (int row = 0; row < Rows; row++)
        {
            weights[row] = T.CreateTruncating(1 + (row % 2));
            repeated.AddRange(Enumerable.Repeat(row, 1 + (row % 2)));
        }

        T[,] twice = new T[repeated.Count, 1];
        for (int row = 0; row < repeated.Count; row++)
        {
            twice[row, 0] = rows[repeated[row], 0];
        }

        PowerTransform<T> weighted = Standardizer<T>.Fit(rows, weights, InputTransform.YeoJohnson).Power!;
        PowerTransform<T> counted = Standardizer<T>.Fit(twice, transform: InputTransform.YeoJohnson).Power!;
        Assert.Equal(counted.Powers, weighted.Powers);
        Assert.Equal(double.CreateTruncating(counted.Scales[0]), double.CreateTruncating(weighted.Scales[0]), 1e-5);
    }

    [Fact]
    public void Wrong_numbers_are_refused_by_name()
    {
        T two = T.CreateTruncating(2);
        Refused.ByName(() => _ = new PowerTransform<T>([two], [T.Zero, T.Zero], [T.One, T.One]), "powers", "1", "2");
        Refused.ByName(() => _ = new PowerTransform<T>([T.CreateTruncating(4.5)], [T.Zero], [T.One]), "powers", "4.5", "0 to 2");
        Refused.ByName(() => _ = new PowerTransform<T>([T.NaN], [T.Zero], [T.One]), "powers", "NaN");
        Refused.ByName(() => _ = new PowerTransform<T>([two], [T.NaN], [T.One]), "means", "NaN");
        Refused.ByName(() => _ = new PowerTransform<T>([two], [T.Zero], [T.Zero]), "scales", "0");
        PowerTransform<T> one = new([two], [T.Zero], [T.One]);
        Refused.ByName(() => _ = new Standardizer<T>([T.Zero, T.Zero], [T.One, T.One], one), "power", "1", "2");
    }

    private static (T Value, T Slope) Transform(double z, double power)
    {
        // Among others, so that each goes through a whole vector and a part of one.
        T[] row = new T[11];
        T[] slopes = new T[11];
        Array.Fill(row, T.CreateTruncating(z));
        T[] powers = new T[11];
        Array.Fill(powers, T.CreateTruncating(power));
        T[] ones = new T[11];
        Array.Fill(ones, T.One);
        new PowerTransform<T>(powers, new T[11], ones).Apply(row, slopes);
        Assert.All(row, value => Assert.Equal(row[0], value));
        Assert.All(slopes, slope => Assert.Equal(slopes[0], slope));
        return (row[0], slopes[0]);
    }

    private static T[,] LogNormal(int side, double deviation = 1)
    {
        CounterRandom random = new(5);
        T[,] rows = new T[Rows, 1];
        for (int row = 0; row < Rows; row++)
        {
            rows[row, 0] = T.CreateTruncating(side * 250 * Math.Exp(deviation * random.NextNormal()));
        }

        return rows;
    }

    private static double[] Values(Standardizer<T> scaler, T[,] rows)
    {
        double[] values = new double[rows.GetLength(0)];
        T[] value = new T[1];
        for (int row = 0; row < values.Length; row++)
        {
            scaler.Apply(rows.AsSpan2D().GetRowSpan(row), value, "rows", row);
            values[row] = double.CreateTruncating(value[0]);
        }

        return values;
    }

    private static double Moment(double[] values, int power) => values.Average(value => Math.Pow(value, power));
}
