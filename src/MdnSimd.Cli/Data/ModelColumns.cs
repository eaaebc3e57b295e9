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

/// <summary>Where the columns of a model stand in a CSV file. They are found by name; others are not looked at.</summary>
/// <param name="Features">The place of each feature, in the order of the model.</param>
/// <param name="Targets">The place of each target; empty where they are not read.</param>
/// <param name="TargetsMayBeEmpty">Whether a target's field may be empty.</param>
internal sealed record ModelColumns(int[] Features, int[] Targets, bool TargetsMayBeEmpty)
{
    /// <summary>Finds the columns.</summary>
    /// <param name="file">The file, of which the header is looked at.</param>
    /// <param name="model">Names the columns.</param>
    /// <param name="use">Whether targets are looked for.</param>
    /// <exception cref="CommandException">The file lacks columns.</exception>
    public static ModelColumns Find(CsvFile file, MdnOptions model, TargetUse use)
    {
        int[] features = [.. model.InputNames.Select(name => file.Require(name, ", a feature of the model"))];
        int[] targets = use switch
        {
            TargetUse.Required => [.. model.TargetNames.Select(name => file.Require(name, ", a target of the model"))],
            TargetUse.WhenPresent when model.TargetNames.All(name => file.IndexOf(name) >= 0) =>
                [.. model.TargetNames.Select(file.IndexOf)],
            _ => [],
        };
        return new ModelColumns(features, targets, use == TargetUse.WhenPresent);
    }
}
