using CommunityToolkit.HighPerformance;

namespace MdnSimd.Cli.Data;

/// <summary>What <c>mdn fit</c> learns from: the features and the targets of every row of a CSV file.</summary>
internal sealed class TrainingData
{
    private readonly float[] inputs;
    private readonly float[] targets;
    private readonly float[] weights;

    private TrainingData(TrainingColumn[] features, TrainingColumn[] targets, TrainingColumn? weight, IReadOnlyList<string> notes)
    {
        weights = weight is null ? [] : [.. weight.Values];
        FeatureNames = [.. features.Select(column => column.Name)];
        TargetNames = [.. targets.Select(column => column.Name)];
        Rows = targets[0].Values.Count;
        Notes = notes;
        inputs = TrainingColumn.Interleave(features, Rows);
        this.targets = TrainingColumn.Interleave(targets, Rows);
    }

    /// <summary>The number of rows N.</summary>
    public int Rows { get; }

    /// <summary>The features, in the order of the file, or of the request.</summary>
    public string[] FeatureNames { get; }

    /// <summary>The targets, in the order of the request.</summary>
    public string[] TargetNames { get; }

    /// <summary>What became of columns that nobody asked for by name.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The features [N, features].</summary>
    public ReadOnlySpan2D<float> Inputs => new(inputs, Rows, FeatureNames.Length);

    /// <summary>The targets [N, targets].</summary>
    public ReadOnlySpan2D<float> Targets => new(targets, Rows, TargetNames.Length);

    /// <summary>What each row counts for [N]; empty for 1 each.</summary>
    public ReadOnlySpan<float> Weights => weights;

    /// <summary>Reads a file in one pass.</summary>
    /// <param name="path">The file.</param>
    /// <param name="targets">The names of the targets, at least one.</param>
    /// <param name="features">The names of the features; when empty, every other column that holds numbers.</param>
    /// <param name="weight">The name of the column of weights, or null.</param>
    /// <param name="cancellation">Ends reading.</param>
    /// <exception cref="CommandException">The file or a value in it is unusable.</exception>
    public static TrainingData Read(string path, string[] targets, string[] features, string? weight, CancellationToken cancellation)
    {
        using CsvFile file = CsvFile.Open(path);
        TrainingColumn[] targetColumns = [.. targets.Select(name => Required(file, name))];
        TrainingColumn[] featureColumns = features.Length > 0
            ? [.. features.Select(name => Required(file, name))]
            : [.. Others(file, weight is null ? targets : [.. targets, weight])];
        TrainingColumn[] weightColumn = weight is null ? [] : [new TrainingColumn(file.Require(weight), weight, isRequired: true, isWeight: true)];

        long rows = ReadRows(file, [.. targetColumns, .. featureColumns, .. weightColumn], cancellation);
        if (rows < 2)
        {
            throw new CommandException(rows == 0
                ? $"{path}: there are no rows below the header"
                : $"{path}: one row is not enough to fit a density; at least two are needed");
        }

        List<string> notes = [];
        featureColumns = [.. featureColumns.Where(column => column.IsUsable(notes))];
        if (featureColumns.Length == 0)
        {
            string reason = notes.Count > 0 ? $"; {string.Join("; ", notes)}" : "";
            throw new CommandException($"{path}: no column besides the targets is left to be a feature{reason}");
        }

        TrainingColumn? weights = weightColumn.FirstOrDefault();
        if (weights?.Values.Count(each => each > 0) < 2)
        {
            throw new CommandException($"{path}: column {OneLine.Quote(weights.Name)} leaves fewer than two rows of a positive weight");
        }

        return new TrainingData(featureColumns, targetColumns, weights, notes);
    }

    private static TrainingColumn Required(CsvFile file, string name) => new(file.Require(name), name, isRequired: true);

    private static IEnumerable<TrainingColumn> Others(CsvFile file, string[] targets) =>
        file.Columns
            .Select((name, index) => new TrainingColumn(index, name, isRequired: false))
            .Where(column => column.Name.Length > 0 && !targets.Contains(column.Name));

    private static long ReadRows(CsvFile file, TrainingColumn[] columns, CancellationToken cancellation)
    {
        long rows = 0;
        while (file.Read())
        {
            foreach (TrainingColumn column in columns)
            {
                column.Read(file);
            }

            if ((++rows & 0xFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return rows;
    }
}
