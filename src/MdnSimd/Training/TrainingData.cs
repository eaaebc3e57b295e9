using System.Collections.Immutable;
using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;
using MdnSimd.Memory;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>
/// A data set split into training and validation rows and standardised by the training rows alone, without padding, so
/// that a large set takes no more memory than it must. Any number of threads may read it.
/// </summary>
internal sealed class TrainingData<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> inputs;
    private readonly AlignedBuffer<T> targets;
    private readonly T[] weights;
    private readonly int[] permutation;
    private readonly int[] ascending;

    /// <summary>Copies, splits and standardises.</summary>
    /// <param name="inputs">Features, [rows, columns], finite.</param>
    /// <param name="targets">Targets, [rows, columns], finite.</param>
    /// <param name="training">The seed and the fraction to hold out.</param>
    /// <param name="rowWeights">What each row counts for, [rows], finite and not negative; rows of 0 are left out. Empty for 1 each.</param>
    public TrainingData(
        ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, TrainingOptions training, ReadOnlySpan<T> rowWeights = default)
        : this(
            inputs, targets, Shuffled(inputs.Height, rowWeights, training.Seed), training.ValidationFraction, rowWeights, training.InputTransform)
    {
    }

    private TrainingData(
        ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, int[] picked, double heldOut, ReadOnlySpan<T> rowWeights, InputTransform transform)
        : this(
            inputs,
            targets,
            picked,
            picked.Length - Math.Min((int)Math.Round(picked.Length * heldOut), picked.Length - 1),
            transform,
            rowWeights)
    {
    }

    /// <summary>Copies and standardises rows that are split already.</summary>
    /// <param name="inputs">Features, [rows, columns], finite.</param>
    /// <param name="targets">Targets, [rows, columns], finite.</param>
    /// <param name="picked">Numbers of rows: those to train on, then those to hold out. Kept.</param>
    /// <param name="trainingRows">How many of them to train on, at least 1.</param>
    /// <param name="transform">Whether long tails of features are drawn in.</param>
    /// <param name="rowWeights">As above; those of 0 are not among the rows picked.</param>
    /// <param name="constantTargetScales">The scales of target dimensions with one value in all training rows, [columns]; empty for 1.</param>
    public TrainingData(
        ReadOnlySpan2D<T> inputs,
        ReadOnlySpan2D<T> targets,
        int[] picked,
        int trainingRows,
        InputTransform transform,
        ReadOnlySpan<T> rowWeights = default,
        ReadOnlySpan<T> constantTargetScales = default)
    {
        TrainingRows = trainingRows;
        ValidationRows = picked.Length - trainingRows;
        permutation = picked;
        ascending = [.. Enumerable.Range(0, picked.Length)];
        this.inputs = Pick(inputs, permutation);
        this.targets = Pick(targets, permutation);
        weights = rowWeights.IsEmpty ? [] : Array.ConvertAll(RowWeights.Relative(rowWeights, permutation, TrainingRows), Scalar.Of<T>);
        (InputScaler, ConstantInputs) = Standardize(this.inputs, picked.Length, inputs.Width, constantScales: [], transform);
        (TargetScaler, ConstantTargets) = Standardize(this.targets, picked.Length, targets.Width, constantTargetScales, InputTransform.None);
    }

    /// <summary>Rows trained on.</summary>
    public int TrainingRows { get; }

    /// <summary>Rows held out.</summary>
    public int ValidationRows { get; }

    /// <summary>What standardised the features.</summary>
    public Standardizer<T> InputScaler { get; }

    /// <summary>What standardised the targets.</summary>
    public Standardizer<T> TargetScaler { get; }

    /// <summary>Features with one value in all training rows.</summary>
    public ImmutableArray<int> ConstantInputs { get; }

    /// <summary>Target dimensions with one value in all training rows.</summary>
    public ImmutableArray<int> ConstantTargets { get; }

    /// <summary>The training rows, as numbers of rows in the caller's data.</summary>
    public ReadOnlySpan<int> TrainingIndices => permutation.AsSpan(0, TrainingRows);

    /// <summary>The targets of the training rows, in no particular order, standardised, [TrainingRows, D].</summary>
    public ReadOnlySpan<T> TrainingTargets => targets.Span[..(TrainingRows * TargetScaler.Columns)];

    /// <summary>The targets of the rows held out, in the order of <see cref="Validation"/>, standardised, [ValidationRows, D].</summary>
    public ReadOnlySpan<T> ValidationTargets =>
        targets.Span.Slice(TrainingRows * TargetScaler.Columns, ValidationRows * TargetScaler.Columns);

    /// <summary>What each of the training rows counts for, 1 in the mean; empty where each counts for 1.</summary>
    public ReadOnlySpan<T> TrainingWeights => weights.AsSpan(0, Math.Min(TrainingRows, weights.Length));

    /// <summary>The same of the rows held out, relative to the training rows.</summary>
    public ReadOnlySpan<T> ValidationWeights => weights.AsSpan(Math.Min(TrainingRows, weights.Length));

    /// <summary>The rows held out, as numbers of rows in the caller's data.</summary>
    public ReadOnlySpan<int> ValidationIndices => permutation.AsSpan(TrainingRows);

    /// <summary>The rows held out.</summary>
    public PickedRows<T> Validation => Rows(ascending.AsSpan(TrainingRows), 1 / Mean(ValidationWeights));

    /// <summary>The numbers of all rows that count, in an order that the seed decides.</summary>
    /// <param name="rows">How many there are.</param>
    /// <param name="rowWeights">What each counts for; empty for 1 each.</param>
    /// <param name="seed">The seed.</param>
    public static int[] Shuffled(int rows, ReadOnlySpan<T> rowWeights, ulong seed)
    {
        int[] order = RowWeights.Counted(rowWeights, rows);
        new CounterRandom(seed, RandomStreams.Split).Shuffle<int>(order);
        return order;
    }

    /// <summary>Shuffles the training rows into the order of an epoch: a function of the seed and the epoch alone.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="order">Receives the rows, [TrainingRows].</param>
    public void Shuffle(ulong seed, int epoch, Span<int> order)
    {
        ascending.AsSpan(0, TrainingRows).CopyTo(order);
        new CounterRandom(seed, RandomStreams.Order + (ulong)epoch).Shuffle<int>(order);
    }

    /// <summary>The rows of an order from <paramref name="first"/> on, at most <paramref name="count"/>.</summary>
    public PickedRows<T> Batch(ReadOnlySpan<int> order, int first, int count) =>
        Rows(order.Slice(first, Math.Min(count, order.Length - first)), 1);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        inputs.Dispose();
        targets.Dispose();
    }

    private PickedRows<T> Rows(ReadOnlySpan<int> picked, double weightFactor) => new()
    {
        Inputs = inputs.Span,
        Targets = targets.Span,
        InputColumns = InputScaler.Columns,
        TargetColumns = TargetScaler.Columns,
        Picked = picked,
        Weights = weights,
        WeightFactor = weightFactor,
    };

    private static double Mean(ReadOnlySpan<T> values)
    {
        double sum = 0;
        foreach (T value in values)
        {
            sum += Scalar.ToDouble(value);
        }

        return sum / values.Length;
    }

    private static AlignedBuffer<T> Pick(ReadOnlySpan2D<T> source, ReadOnlySpan<int> rows)
    {
        AlignedBuffer<T> picked = AlignedPool.Rent<T>(checked(rows.Length * source.Width));
        for (int i = 0; i < rows.Length; i++)
        {
            source.GetRowSpan(rows[i]).CopyTo(picked.Span[(i * source.Width)..]);
        }

        return picked;
    }

    private (Standardizer<T> Scaler, ImmutableArray<int> Constant) Standardize(
        AlignedBuffer<T> values, int rows, int columns, ReadOnlySpan<T> constantScales, InputTransform transform)
    {
        ReadOnlySpan2D<T> seen = values.Matrix(TrainingRows, columns, columns);
        Standardizer<T> scaler = Standardizer<T>.Fit(seen, TrainingWeights);
        T[] scales = scaler.Scales.ToArray();
        ImmutableArray<int>.Builder constant = ImmutableArray.CreateBuilder<int>();
        for (int column = 0; column < columns; column++)
        {
            if (Standardizer<T>.IsConstant(seen, column))
            {
                constant.Add(column);
                scales[column] = constantScales.IsEmpty ? scales[column] : constantScales[column];
            }
        }

        scaler = new Standardizer<T>(scaler.Means, scales);
        T[] given = new T[columns];
        for (int row = 0; row < rows; row++)
        {
            Span<T> own = values.Span.Slice(row * columns, columns);
            own.CopyTo(given);
            scaler.Apply(given, own, nameof(values), row);
        }

        if (transform != InputTransform.None && PowerTransform<T>.Fit(seen, TrainingWeights) is PowerTransform<T> power)
        {
            scaler = new Standardizer<T>(scaler.Means, scaler.Scales, power);
            for (int row = 0; row < rows; row++)
            {
                power.Apply(values.Span.Slice(row * columns, columns));
            }
        }

        return (scaler, constant.ToImmutable());
    }
}
