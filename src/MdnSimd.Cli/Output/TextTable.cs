using System.Text;

namespace MdnSimd.Cli.Output;

/// <summary>A small table in plain text: names to the left, numbers to the right.</summary>
internal sealed class TextTable
{
    private readonly List<string[]> rows = [];

    public TextTable(params string[] header) => Add(header);

    /// <summary>How many columns, from the first, hold names.</summary>
    public int NameColumns { get; init; } = 1;

    /// <summary>Adds a row of as many cells as the header has.</summary>
    public void Add(params string[] cells) => rows.Add([.. cells.Select(OneLine.Of)]);

    /// <summary>Writes the table, two spaces between its columns.</summary>
    public void Write(TextWriter writer)
    {
        int[] widths = new int[rows[0].Length];
        foreach (string[] row in rows)
        {
            for (int i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        StringBuilder line = new();
        foreach (string[] row in rows)
        {
            line.Clear();
            for (int i = 0; i < widths.Length; i++)
            {
                line.Append(i == 0 ? "" : "  ");
                line.Append(i < NameColumns ? row[i].PadRight(widths[i]) : row[i].PadLeft(widths[i]));
            }

            writer.WriteLine(line.ToString().TrimEnd());
        }
    }
}
