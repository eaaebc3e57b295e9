using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public sealed class TrainingDataOfFloatTests : TrainingDataTests<float>;

public sealed class TrainingDataOfDoubleTests : TrainingDataTests<double>;

public abstract class TrainingDataTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = 100;

    [Theory]
    [InlineData(100, 0.15, 15)]
    [InlineData(100, 0, 0)]
    [InlineData(2, 0.15, 0)]
    [InlineData(2, 0.99, 1)]
    [InlineData(7, 0.5, 4)]
    [InlineData(272, 0.15, 41)]
    public void So_many_rows_are_held_out_but_never_all(int rows, double fraction, int held)
    {
        using TrainingData<T> data = Create(rows, new TrainingOptions { ValidationFraction = fraction });
        Assert.Equal((rows - held, held), (data.TrainingRows, data.ValidationRows));
        Assert.Equal(rows - held, data.TrainingIndices.Length);
        Assert.Equal(held, data.Validation.Rows);
    }

    [Fact]
    public void Every_row_is_either_trained_on_once_per_epoch_or_held_out_with_features_and_targets_together()
    {
        using TrainingData<T> data = Create(Rows, new TrainingOptions());
        int[] training = data.TrainingIndices.ToArray();
        int[] validation = Identify(data, data.Validation);
        Assert.Equal(Enumerable.Range(0, Rows), training.Concat(validation).Order());
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(training.Order(), Epoch(data, seed: 1, epoch).Order());
        }
    }

    [Fact]
    public void The_order_is_a_function_of_seed_and_epoch_alone()
    {
        using TrainingData<T> data = Create(Rows, new TrainingOptions());
        using TrainingData<T> same = Create(Rows, new TrainingOptions());
        int[] third = Epoch(same, seed: 9, epoch: 3);
        int[] first = Epoch(data, seed: 9, epoch: 1);
        Assert.NotEqual(first, third);
        Assert.Equal(third, Epoch(data, seed: 9, epoch: 3));
        Assert.Equal(first, Epoch(data, seed: 9, epoch: 1));
        Assert.NotEqual(first, Epoch(data, seed: 10, epoch: 1));
        Assert.NotEqual(data.TrainingIndices.ToArray(), first);
    }

    [Fact]
    public void The_split_is_a_function_of_the_seed_and_no_mere_cut()
    {
        using TrainingData<T> data = Create(Rows, new TrainingOptions { Seed = 4 });
        using TrainingData<T> same = Create(Rows, new TrainingOptions { Seed = 4 });
        using TrainingData<T> other = Create(Rows, new TrainingOptions { Seed = 5 });
        int[] held = [.. Identify(data, data.Validation).Order()];
        Assert.Equal(data.TrainingIndices.ToArray(), same.TrainingIndices.ToArray());
        Assert.NotEqual(held, [.. Identify(other, other.Validation).Order()]);
        Assert.True(held[0] < Rows / 2 && held[^1] > Rows / 2 && held[^1] - held[0] > held.Length);
    }

    [Fact]
    public void Scalers_come_from_the_training_rows_alone()
    {
        // The same split as without: rows that will be held out become outliers.
        using TrainingData<T> plain = Create(Rows, new TrainingOptions());
        int[] held = Identify(plain, plain.Validation);
        using TrainingData<T> data = Create(Rows, new TrainingOptions(), row => held.Contains(row) ? 1e6 : 0);
        Assert.Equal(plain.TrainingIndices.ToArray(), data.TrainingIndices.ToArray());
        double[] seen = [.. data.TrainingIndices.ToArray().Select(row => (double)row)];
        double mean = seen.Average();
        double deviation = Math.Sqrt(seen.Average(value => (value - mean) * (value - mean)));
        Assert.Equal(mean, double.CreateChecked(data.InputScaler.Means[0]), 1e-5 * mean);
        Assert.Equal(deviation, double.CreateChecked(data.InputScaler.Scales[0]), 1e-5 * deviation);
        Assert.Equal(-2 * mean, double.CreateChecked(data.TargetScaler.Means[0]), 1e-5 * mean);
        Assert.Equal(2 * deviation, double.CreateChecked(data.TargetScaler.Scales[0]), 1e-5 * deviation);
    }

    [Fact]
    public void Constant_columns_are_named_and_keep_scale_1()
    {
        using TrainingData<T> data = Create(Rows, new TrainingOptions());
        Assert.Equal([1], data.ConstantInputs);
        Assert.Empty(data.ConstantTargets);
        Assert.Equal(T.One, data.InputScaler.Scales[1]);
    }

    /// <summary>Features (row, 7), target -2 row, each plus an offset.</summary>
    private static TrainingData<T> Create(int rows, TrainingOptions training, Func<int, double>? offset = null)
    {
        T[,] inputs = new T[rows, 2];
        T[,] targets = new T[rows, 1];
        for (int row = 0; row < rows; row++)
        {
            double own = offset?.Invoke(row) ?? 0;
            inputs[row, 0] = T.CreateTruncating(row + own);
            inputs[row, 1] = T.CreateTruncating(7 + own);
            targets[row, 0] = T.CreateTruncating((-2 * row) + own);
        }

        return new TrainingData<T>(inputs.AsSpan2D(), targets.AsSpan2D(), training);
    }

    private static int[] Epoch(TrainingData<T> data, ulong seed, int epoch)
    {
        int[] order = new int[data.TrainingRows];
        data.Shuffle(seed, epoch, order);
        List<int> rows = [];
        for (int first = 0; first < data.TrainingRows; first += 32)
        {
            rows.AddRange(Identify(data, data.Batch(order, first, 32)));
        }

        return [.. rows];
    }

    /// <summary>The rows' numbers in the caller's data, by their features and, the same, by their targets.</summary>
    private static int[] Identify(TrainingData<T> data, PickedRows<T> rows)
    {
        int[] numbers = new int[rows.Rows];
        T[] input = new T[2];
        T[] target = new T[1];
        for (int i = 0; i < rows.Rows; i++)
        {
            rows.Copy(i, 1, input, 2, target);
            numbers[i] = int.CreateChecked(T.Round((input[0] * data.InputScaler.Scales[0]) + data.InputScaler.Means[0]));
            T original = (target[0] * data.TargetScaler.Scales[0]) + data.TargetScaler.Means[0];
            Assert.Equal(-2 * numbers[i], int.CreateChecked(T.Round(original)));
        }

        return numbers;
    }
}
