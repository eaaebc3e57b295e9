using CommunityToolkit.HighPerformance;

namespace MdnSimd.Cli.Data;

/// <summary>What a command needs of the targets' columns.</summary>
internal enum TargetUse
{
    /// <summary>Nothing: they need not be there and are not looked at.</summary>
    None,

    /// <summary>Their values, if all of them are there; a field may be empty.</summary>
    WhenPresent,

    /// <summary>Every value.</summary>
    Required,
}

/// <summary>
/// The rows of a CSV file as a model wants them, block by block, so that memory does not grow with the file. Columns are
/// found by name: their order does not matter and others are not looked at.
/// </summary>
internal sealed class RowBlocks : IDisposable
{
    /// <summary>The largest number of rows in a block.</summary>
    public const int Capacity = 1024;

    private readonly string path;
    private readonly CsvFile file;
    private readonly int[] features;
    private readonly int[] targets;
    private readonly TargetUse use;
    private readonly float[] inputValues;
    private readonly float[] targetValues;

    private RowBlocks(string path, CsvFile file, int[] features, int[] targets, TargetUse use)
    {
        this.path = path;
        this.file = file;
        this.features = features;
        this.targets = targets;
        this.use = use;
        inputValues = new float[Capacity * features.Length];
        targetValues = new float[Capacity * targets.Length];
    }

    /// <summary>The rows in the current block.</summary>
    public int Count { get; private set; }

    /// <summary>The rows read so far, those of the current block included.</summary>
    public long Total { get; private set; }

    /// <summary>Whether the targets are read.</summary>
    public bool HasTargets => targets.Length > 0;

    /// <summary>The features of the current block [Count, features], in the order of the model.</summary>
    public ReadOnlySpan2D<float> Inputs => new(inputValues, Count, features.Length);

    /// <summary>The targets of a row of the current block [targets]; NaN where a field was empty.</summary>
    public ReadOnlySpan<float> Target(int row) => targetValues.AsSpan(row * targets.Length, targets.Length);

    /// <summary>Opens a file for a model.</summary>
    /// <exception cref="CommandException">The file cannot be read or lacks columns.</exception>
    public static RowBlocks Open(string path, MdnOptions model, TargetUse use)
    {
        CsvFile file = CsvFile.Open(path);
        try
        {
            int[] features = [.. model.InputNames.Select(name => file.Require(name, ", a feature of the model"))];
            int[] targets = use switch
            {
                TargetUse.Required => [.. model.TargetNames.Select(name => file.Require(name, ", a target of the model"))],
                TargetUse.WhenPresent when model.TargetNames.All(name => file.IndexOf(name) >= 0) =>
                    [.. model.TargetNames.Select(file.IndexOf)],
                _ => [],
            };
            return new RowBlocks(path, file, features, targets, use);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next block.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CommandException">A value is unusable, or the file has no rows at all.</exception>
    public bool Read()
    {
        int row = 0;
        for (; row < Capacity && file.Read(); row++)
        {
            ReadFields(features, inputValues.AsSpan(row * features.Length, features.Length), mayBeEmpty: false);
            ReadFields(
                targets, targetValues.AsSpan(row * targets.Length, targets.Length), use == TargetUse.WhenPresent);
        }

        Count = row;
        Total += row;
        return Total > 0 ? row > 0 : throw new CommandException($"{path}: there are no rows below the header");
    }

    public void Dispose() => file.Dispose();

    private void ReadFields(int[] columns, Span<float> destination, bool mayBeEmpty)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            FieldProblem problem = file.TryGet(columns[i], out destination[i]);
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
