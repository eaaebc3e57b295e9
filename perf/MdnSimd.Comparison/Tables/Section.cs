using System.Text;

namespace MdnSimd.Comparison.Tables;

/// <summary>One table of the document, and its rows for the JSON file.</summary>
/// <param name="Key">The marker's name: the table stands between "&lt;!-- Key --&gt;" and "&lt;!-- /Key --&gt;".</param>
/// <param name="Rows">Every figure in it.</param>
/// <param name="Markdown">The table itself.</param>
internal sealed record Section(string Key, IReadOnlyList<Row> Rows, string Markdown)
{
    /// <summary>A table with a line for each row.</summary>
    public static Section Of(string key, IReadOnlyList<Row> rows) => new(
        key,
        rows,
        Table(
            ["what", "ours", "peer", "theirs", "ratio", "goal", "met", "allocated"],
            rows.Select(row => new[]
            {
                row.Name,
                Format.Time(row.Ours),
                row.Peer ?? "",
                row.Theirs is { } theirs ? Format.Time(theirs) : "",
                Format.Ratio(row.Ratio),
                row.Goal?.Text ?? "",
                Format.Met(row.Goal),
                Format.Bytes(row.Allocated),
            })));

    /// <summary>A Markdown table.</summary>
    public static string Table(string[] columns, IEnumerable<string[]> lines)
    {
        StringBuilder table = new();
        Line(columns);
        Line([.. columns.Select(_ => "---")]);
        foreach (string[] line in lines)
        {
            Line(line);
        }

        return table.ToString();

        void Line(string[] cells) => table.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
