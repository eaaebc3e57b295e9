using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>Where a batch's rows come from. Struct implementations carry spans, so that a batch costs no allocation.</summary>
internal interface IRowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of rows in the batch.</summary>
    int Rows { get; }

    /// <summary>Whether rows differ in weight.</summary>
    bool IsWeighted { get; }

    /// <summary>The weight of a row where they differ: what its loss counts for, relative to a mean of 1.</summary>
    /// <param name="row">From 0.</param>
    T Weight(int row);

    /// <summary>Copies the features and targets of rows of the batch, standardised.</summary>
    /// <param name="first">The first of them, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="inputs">Receives the features, rows <paramref name="inputStride"/> elements apart.</param>
    /// <param name="inputStride">At least the number of features.</param>
    /// <param name="targets">Receives the targets, row after row.</param>
    void Copy(int first, int count, Span<T> inputs, int inputStride, Span<T> targets);
}

/// <summary>Rows in the user's units, standardised as they are copied.</summary>
internal readonly ref struct UserRows<T> : IRowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public required ReadOnlySpan2D<T> Inputs { get; init; }

    public required ReadOnlySpan2D<T> Targets { get; init; }

    public required Standardizer<T> InputScaler { get; init; }

    public required Standardizer<T> TargetScaler { get; init; }

    /// <summary>One per row, as the user gives them; empty for equal ones.</summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>1 / the mean of the batch's weights.</summary>
    public double WeightFactor { get; init; }

    public int Rows => Inputs.Height;

    public bool IsWeighted => !Weights.IsEmpty;

    public T Weight(int row) => Scalar.Of<T>(Scalar.ToDouble(Weights[row]) * WeightFactor);

    public void Copy(int first, int count, Span<T> inputs, int inputStride, Span<T> targets)
    {
        InputScaler.Apply(Inputs, first, count, inputs, inputStride, nameof(inputs));
        TargetScaler.Apply(Targets, first, count, targets, Targets.Width, nameof(targets));
    }
}

/// <summary>Rows of a data set that is standardised already, picked by index.</summary>
internal readonly ref struct PickedRows<T> : IRowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>All features, [rows, inputs].</summary>
    public required ReadOnlySpan<T> Inputs { get; init; }

    /// <summary>All targets, [rows, targets].</summary>
    public required ReadOnlySpan<T> Targets { get; init; }

    /// <summary>How many features a row has.</summary>
    public required int InputColumns { get; init; }

    /// <summary>How many target dimensions a row has.</summary>
    public required int TargetColumns { get; init; }

    /// <summary>The rows of this batch, in their order.</summary>
    public required ReadOnlySpan<int> Picked { get; init; }

    /// <summary>All weights, of a mean of 1 over the training rows; empty for equal ones.</summary>
    public ReadOnlySpan<T> Weights { get; init; }

    /// <summary>What makes of the weights those of a mean of 1: 1 for training rows.</summary>
    public double WeightFactor { get; init; }

    public int Rows => Picked.Length;

    public bool IsWeighted => !Weights.IsEmpty;

    public T Weight(int row) => Scalar.Of<T>(Scalar.ToDouble(Weights[Picked[row]]) * WeightFactor);

    public void Copy(int first, int count, Span<T> inputs, int inputStride, Span<T> targets)
    {
        for (int row = 0; row < count; row++)
        {
            int picked = Picked[first + row];
            Inputs.Slice(picked * InputColumns, InputColumns).CopyTo(inputs[(row * inputStride)..]);
            Targets.Slice(picked * TargetColumns, TargetColumns).CopyTo(targets[(row * TargetColumns)..]);
        }
    }
}
