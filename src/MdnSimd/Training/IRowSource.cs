using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace MdnSimd.Training;

/// <summary>Where a batch's rows come from. Struct implementations carry spans, so that a batch costs no allocation.</summary>
internal interface IRowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of rows in the batch.</summary>
    int Rows { get; }

    /// <summary>Copies the features and targets of a row of the batch, standardised.</summary>
    /// <param name="row">From 0.</param>
    /// <param name="inputs">Receives the features.</param>
    /// <param name="targets">Receives the targets.</param>
    void Copy(int row, Span<T> inputs, Span<T> targets);
}

/// <summary>Rows in the user's units, standardised as they are copied.</summary>
internal readonly ref struct UserRows<T> : IRowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public required ReadOnlySpan2D<T> Inputs { get; init; }

    public required ReadOnlySpan2D<T> Targets { get; init; }

    public required Standardizer<T> InputScaler { get; init; }

    public required Standardizer<T> TargetScaler { get; init; }

    public int Rows => Inputs.Height;

    public void Copy(int row, Span<T> inputs, Span<T> targets)
    {
        InputScaler.Apply(Inputs.GetRowSpan(row), inputs, nameof(inputs), row);
        TargetScaler.Apply(Targets.GetRowSpan(row), targets, nameof(targets), row);
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

    /// <summary>The rows of this batch, in their order.</summary>
    public required ReadOnlySpan<int> Picked { get; init; }

    public int Rows => Picked.Length;

    public void Copy(int row, Span<T> inputs, Span<T> targets)
    {
        int picked = Picked[row];
        Inputs.Slice(picked * inputs.Length, inputs.Length).CopyTo(inputs);
        Targets.Slice(picked * targets.Length, targets.Length).CopyTo(targets);
    }
}
