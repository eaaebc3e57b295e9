using CommunityToolkit.HighPerformance;

namespace MdnSimd.Cli.Data;

/// <summary>The rows of CSV files as a model wants them, block by block.</summary>
/// <param name="columns">Where the model's columns stand.</param>
internal sealed class RowBlocks(ModelColumns columns) : IDisposable
{
    /// <summary>The largest number of rows in a block: their mixtures stay in the cache of a core.</summary>
    public const int Capacity = 256;

    private readonly float[] inputs = new float[Capacity * columns.Features.Length];
    private readonly float[] targets = new float[Capacity * columns.Targets.Length];
    private CsvFile? file;

    /// <summary>The rows in the current block.</summary>
    public int Count { get; private set; }

    /// <summary>The rows of the file read so far, those of the current block included.</summary>
    public long Total { get; private set; }

    /// <summary>Whether the targets are read.</summary>
    public bool HasTargets => columns.Targets.Length > 0;

    /// <summary>The features of the current block [Count, features], in the order of the model.</summary>
    public ReadOnlySpan2D<float> Inputs => new(inputs, Count, columns.Features.Length);

    /// <summary>The targets of a row of the current block [targets]; NaN where a field was empty.</summary>
    public ReadOnlySpan<float> Target(int row) =>
        targets.AsSpan(row * columns.Targets.Length, columns.Targets.Length);

    /// <summary>Goes on with a file, which is disposed here.</summary>
    public void Begin(CsvFile file)
    {
        this.file?.Dispose();
        this.file = file;
        Count = 0;
        Total = 0;
    }

    /// <summary>Reads the next block.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CommandException">A value is unusable.</exception>
    public bool Read()
    {
        int row = 0;
        for (; row < Capacity && file!.Read(); row++)
        {
            int features = columns.Features.Length;
            ReadFields(columns.Features, inputs.AsSpan(row * features, features), mayBeEmpty: false);
            ReadFields(columns.Targets, targets.AsSpan(row * columns.Targets.Length), columns.TargetsMayBeEmpty);
        }

        Count = row;
        Total += row;
        return row > 0;
    }

    public void Dispose() => file?.Dispose();

    private void ReadFields(int[] columns, Span<float> destination, bool mayBeEmpty)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            FieldProblem problem = file!.TryGet(columns[i], out destination[i]);
            if (problem == FieldProblem.Missing && mayBeEmpty)
            {
                destination[i] = float.NaN;
            }
            else if (problem != FieldProblem.None)
            {
                throw file.Error(columns[i], problem);
            }
        }
    }
}
