using System.Globalization;
using System.Text;

namespace MdnSimd.Comparison.Tables;

/// <summary>The README's table: a few rows of the others, each beside the best peer.</summary>
internal static class Summary
{
    private static readonly (string Section, string Row, string Name)[] Shown =
    [
        ("inference", "S, 1 row, 1 thread", "predict 1 row, S"),
        ("inference", "M, 1 row, 1 thread", "predict 1 row, M"),
        ("inference", "L, 1 row, 1 thread", "predict 1 row, L"),
        ("inference", "S, 1024 rows, 1 thread", "predict 1024 rows, S"),
        ("inference", "L, 1024 rows, 1 thread", "predict 1024 rows, L"),
        ("training", "S, 64 rows, 1 thread", "training step of 64 rows, S"),
        ("training", "M, 256 rows, 1 thread", "training step of 256 rows, M"),
        ("training", "L, 1024 rows, 1 thread", "training step of 1024 rows, L"),
        ("head", "4096 rows, K 16, D 8, 1 thread", "mixture and its gradient alone, 4096 rows, K 16, D 8"),
    ];

    /// <summary>The table and what it stands for.</summary>
    /// <param name="sections">All that was measured; inference, training and head among it.</param>
    /// <param name="machine">Where.</param>
    /// <exception cref="InvalidOperationException">A row that is shown was not measured.</exception>
    public static string Markdown(IReadOnlyCollection<Section> sections, string machine)
    {
        StringBuilder table = new("| one thread | MdnSimd | ONNX Runtime | PyTorch |\n|---|---|---|---|\n");
        foreach ((string key, string name, string shown) in Shown)
        {
            Row[] rows = [.. sections.Where(section => section.Key == key).SelectMany(section => section.Rows).Where(row => row.Name == name)];
            if (rows.Length == 0)
            {
                throw new InvalidOperationException($"{key} has no row '{name}'");
            }

            table.Append(CultureInfo.InvariantCulture, $"| {shown} | {Format.Time(rows[0].Ours.Median)} | ");
            table.Append(CultureInfo.InvariantCulture, $"{Peer(rows, "ONNX Runtime")} | {Peer(rows, "PyTorch")} |\n");
        }

        table.Append(CultureInfo.InvariantCulture, $"\nMedians of one run in turns, and how many times as long the peer takes; nothing is allocated. {machine}");
        return table.ToString();
    }

    private static string Peer(Row[] rows, string name) =>
        rows.FirstOrDefault(row => row.Peer?.StartsWith(name, StringComparison.Ordinal) == true) is { Theirs: { } theirs } row
            ? $"{Format.Time(theirs.Median)} ({Format.Ratio(row.Ratio)})"
            : "";
}
