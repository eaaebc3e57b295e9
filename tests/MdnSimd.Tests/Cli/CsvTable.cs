using System.Globalization;

namespace MdnSimd.Tests.Cli;

/// <summary>What <c>mdn</c> printed as CSV, without quoted fields.</summary>
internal sealed class CsvTable
{
    private readonly string[][] rows;

    public CsvTable(CliResult result)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        Header = result.OutputLines[0].Split(',');
        rows = [.. result.OutputLines[1..].Select(line => line.Split(','))];
        Assert.All(rows, row => Assert.Equal(Header.Length, row.Length));
    }

    public string[] Header { get; }

    public int Rows => rows.Length;

    public string[] Texts(string column) => [.. rows.Select(row => row[Array.IndexOf(Header, column)])];

    public double[] Numbers(string column) => [.. Texts(column).Select(Number)];

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
