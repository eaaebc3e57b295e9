using System.Text.Json;
using MdnSimd.Quality.Data;
using MdnSimd.Quality.Scoring;
using MdnSimd.Quality.Tables;

namespace MdnSimd.Tests.Quality;

public class TablesTests
{
    /// <summary>The deviation of 1.5 and 2.5 is sqrt(1 / 2), the standard error of their mean 1 / 2.</summary>
    private static readonly SetResult Energy = Set("energy", (1.5, "long"), (2.5, "short"));

    private static readonly SetResult Unknown = Set("unheard-of", (-7, "long"));

    [Fact]
    public void Scores_are_means_and_standard_errors()
    {
        string[] lines = BenchmarkTable.Scores([Energy, Unknown]).TrimEnd().Split('\n');
        Assert.Equal(
            "| energy | 100 | 2 | 2.000 ± 0.500 | 4.000 ± 1.000 | 6.000 ± 1.500 | 90.0 % | 0.25 | long 1, short 1 | 7 |", lines[2]);
        Assert.Equal("| unheard-of | 100 | 1 | -7.000 ± 0.000 | -14.000 ± 0.000 | -21.000 ± 0.000 | 90.0 % | 0.25 | long 1 | 4 |", lines[3]);
        AssertIsTable(lines);
    }

    [Fact]
    public void A_run_over_some_of_the_splits_says_so()
    {
        SetResult partial = Energy with { SplitsInAll = 20 };
        Assert.Contains("| energy | 100 | 2 of 20 | 2.000", BenchmarkTable.Scores([partial]), StringComparison.Ordinal);
        string today = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"Measured on {today}, over the first splits alone: energy 2 of 20.\n", Machine.Date([partial, Unknown]));
        Assert.Equal($"Measured on {today}.\n", Machine.Date([Energy, Unknown]));
    }

    [Fact]
    public void The_comparison_is_bold_where_no_other_figure_is_as_low()
    {
        string[] lines = BenchmarkTable.Comparison([Energy, Set("energy", (0.2, "long")), Unknown]).TrimEnd().Split('\n');
        Assert.Equal("| NGBoost (Duan et al. 2020) | 0.60 | 0.60 |  |", lines.Single(line => line.Contains("NGBoost", StringComparison.Ordinal)));
        Assert.Equal("| **MdnSimd, no settings** | 2.00 | **0.20** | -7.00 |", lines[^1]);
        Assert.EndsWith("| 0.21 | 0.21 |  |", lines[^2], StringComparison.Ordinal);
        Assert.Equal(PublishedFigures.Methods.Count() + 3, lines.Length);
        AssertIsTable(lines);
        Assert.Equal(0.21, PublishedFigures.Best("energy"));
        Assert.Equal(0.16, PublishedFigures.Best("yacht"));
        Assert.Null(PublishedFigures.Loss(PublishedFigures.Methods.Last(), "yacht"));
        Assert.Null(PublishedFigures.Best("unheard-of"));
    }

    [Fact]
    public void An_ablation_has_a_row_per_change_and_a_column_per_set()
    {
        string[] lines = AblationTable.Of([("the recipe", [Energy, Unknown]), ("tanh", [Unknown, Energy])]).TrimEnd().Split('\n');
        Assert.Equal(["| test NLL / CRPS | energy | unheard-of |", "|---|---|---|"], lines[..2]);
        Assert.Equal(["| the recipe | 2.000 / 6.000 | -7.000 / -21.000 |", "| tanh | -7.000 / -21.000 | 2.000 / 6.000 |"], lines[2..]);
    }

    [Fact]
    public void Json_has_one_object_per_set_and_split()
    {
        using TemporaryDirectory directory = new();
        ResultsJson.Write(directory["results.json"], [Energy, Unknown]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(directory["results.json"]));
        JsonElement[] splits = [.. document.RootElement.EnumerateArray()];
        Assert.Equal(["energy 0 1.5 long", "energy 1 2.5 short", "unheard-of 0 -7 long"], splits.Select(each => FormattableString.Invariant(
            $"{each.GetProperty("set").GetString()} {each.GetProperty("split").GetInt32()} {each.GetProperty("nll").GetDouble()} {each.GetProperty("chosen").GetString()}")));
        Assert.Equal(3, splits[0].GetProperty("rmse").GetDouble());
        Assert.Equal(4.5, splits[0].GetProperty("crps").GetDouble());
        Assert.Equal(0.9, splits[0].GetProperty("coverage90").GetDouble());
    }

    private static void AssertIsTable(string[] lines) =>
        Assert.Single(lines.Select(line => line.Count(letter => letter == '|')).Distinct());

    /// <summary>A set of splits of that NLL, an RMSE of twice and a CRPS of three times as much.</summary>
    private static SetResult Set(string name, params (double Loss, string Chosen)[] splits) => new(name, 100, 3, splits.Length, [.. splits.Select(split => new SplitResult(
        new Scores(split.Loss, 2 * split.Loss, 3 * split.Loss, 0.9), Selection(split.Chosen), 0.25, 3.5))]);

    private static SelectionReport Selection(string name) => new()
    {
        Candidates =
        [
            new CandidateReport
            {
                Name = name,
                Network = new MdnOptions { Inputs = 1, Targets = 1 },
                Training = new TrainingOptions(),
                Loss = 0.1,
                Calibration = Calibration.None,
                Elapsed = TimeSpan.FromSeconds(1),
            },
        ],
        Chosen = 0,
        HeldOutRows = 90,
    };
}
