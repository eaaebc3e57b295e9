using System.Globalization;
using System.Text.RegularExpressions;
using MdnSimd.Quality;
using MdnSimd.Quality.Scoring;
using MdnSimd.Quality.Synthetic;

namespace MdnSimd.Tests.Quality;

/// <summary>docs/quality.md shows what the program measures, and what it shows is as good as was promised.</summary>
public sealed partial class QualityPageTests
{
    private const int Splits = 20;

    private static readonly string Page = File.ReadAllText(Checkout.PathOf("docs/quality.md"));

    /// <summary>What may not be exceeded: mean test NLL, RMSE and CRPS.</summary>
    private static readonly Dictionary<string, (double Loss, double RootMeanSquare, double RankedProbability)> Bounds = new()
    {
        ["bostonHousing"] = (2.25, 2.95, 1.40),
        ["concrete"] = (2.70, 4.85, 2.35),
        ["energy"] = (0.20, 0.45, 0.19),
        ["power-plant"] = (2.57, 3.90, double.PositiveInfinity),
        ["wine-quality-red"] = (0.89, 0.63, 0.310),
    };

    [Fact]
    public void Its_commands_are_what_the_program_understands()
    {
        string[] commands = [.. Command().Matches(Page).Select(match => match.Groups["arguments"].Value.Replace(
            "docs/quality.md", Checkout.PathOf("docs/quality.md"), StringComparison.Ordinal))];
        Assert.Equal(4, commands.Length);
        Assert.All(commands, command => Assert.Empty(Arguments.Command(_ => 0).Parse(command).Errors));
    }

    [Fact]
    public void Every_set_is_scored_on_all_splits_and_within_its_bounds()
    {
        Dictionary<string, string[]> sets = Table("scores");
        Assert.Equal(Bounds.Keys.Order(), sets.Keys.Order());
        foreach ((string set, (double loss, double rootMeanSquare, double rankedProbability)) in Bounds)
        {
            string[] row = sets[set];
            Assert.Equal(Splits, Number(row[2]));
            AssertAtMost(loss, row[3], $"{set}, NLL");
            AssertAtMost(rootMeanSquare, row[4], $"{set}, RMSE");
            AssertAtMost(rankedProbability, row[5], $"{set}, CRPS");
        }

        Assert.InRange(sets.Values.Average(row => Number(row[6])), 87, 93);
        Assert.InRange(Number(Minutes().Match(Page).Groups["minutes"].Value), 0, 5);
    }

    [Fact]
    public void No_published_figure_is_as_low()
    {
        Dictionary<string, string[]> methods = Table("comparison");
        string[] ours = methods.Single(method => method.Key.Contains("MdnSimd", StringComparison.Ordinal)).Value;
        Assert.True(methods.Count > 6);
        foreach ((string method, string[] losses) in methods.Where(method => method.Value != ours))
        {
            for (int set = 1; set < ours.Length; set++)
            {
                Assert.True(Number(ours[set]) < Number(losses[set]), $"{method}, column {set}: {losses[set]} is not above {ours[set]}");
            }
        }
    }

    [Fact]
    public void The_ablation_has_every_change() =>
        Assert.Equal(Ablation.Changes.Select(change => change.Change), Table("ablation").Keys);

    [Fact]
    public void The_divergence_from_every_truth_falls_with_the_rows()
    {
        Dictionary<string, string[]> truths = Table("synthetic");
        Assert.Equal(Truth.All.Select(truth => truth.Name), truths.Keys);
        Assert.All(truths.Values, row => Assert.True(Number(row[1]) > Number(row[2]) && Number(row[2]) > Number(row[3]), string.Join(" | ", row)));
    }

    [Fact]
    public void A_million_rows_keep_their_time_budget()
    {
        Dictionary<string, string[]> budgets = Table("many-rows");
        Assert.True(budgets.Count > 1);
        Assert.All(budgets.Values, row => Assert.InRange(Number(row[1]), 0, 1.5 * Number(row[0])));
    }

    /// <summary>The rows of a generated table by their first cell, without the header.</summary>
    private static Dictionary<string, string[]> Table(string key)
    {
        int begin = Page.IndexOf($"<!-- {key} -->", StringComparison.Ordinal);
        int end = Page.IndexOf($"<!-- /{key} -->", StringComparison.Ordinal);
        Assert.InRange(begin, 0, end);
        return Page[begin..end].Split('\n').Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[0]);
    }

    private static void AssertAtMost(double most, string cell, string what) =>
        Assert.True(Number(cell) <= most, $"{what}: {cell}: expected at most {most}");

    /// <summary>The number that a cell begins with, bold or not.</summary>
    private static double Number(string cell) => double.Parse(Figure().Match(cell).Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^    dotnet run -c Release --project perf/MdnSimd\.Quality -- (?<arguments>.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"in (?<minutes>[\d.]+) minutes")]
    private static partial Regex Minutes();

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Figure();
}
