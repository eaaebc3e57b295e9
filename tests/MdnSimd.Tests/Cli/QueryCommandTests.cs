using System.Text.Json;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Cli;

/// <summary>evaluate, sample and info.</summary>
public sealed class QueryCommandTests(FaithfulModel faithful) : IClassFixture<FaithfulModel>
{
    [Fact]
    public void Evaluate_json_has_the_promised_keys_in_order()
    {
        CliResult result = CliFolder.Run("evaluate", faithful.Model, CliFolder.Faithful, "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement;
        Assert.Equal(["rows", "nll", "rmse", "mae", "crps", "coverage"], Keys(root));
        Assert.Equal(272, root.GetProperty("rows").GetInt32());
        foreach (string score in new[] { "rmse", "mae", "crps" })
        {
            Assert.Equal(["eruptions"], Keys(root.GetProperty(score)));
            Assert.InRange(root.GetProperty(score).GetProperty("eruptions").GetDouble(), 0, 5);
        }

        Assert.Equal(["50", "80", "90", "95"], Keys(root.GetProperty("coverage")));
        double[] coverage = [.. root.GetProperty("coverage").EnumerateObject().Select(level => level.Value.GetDouble())];
        Assert.Equal(coverage.Order(), coverage);
        Assert.All(coverage, share => Assert.InRange(share, 0, 1));
    }

    [Fact]
    public void Evaluate_agrees_with_what_predict_writes_row_by_row()
    {
        using JsonDocument scores = JsonDocument.Parse(
            CliFolder.Run("evaluate", faithful.Model, CliFolder.Faithful, "--json").Output);
        double[] actual = [.. File.ReadLines(CliFolder.Faithful).Skip(1).Select(line => double.Parse(line.Split(',')[0]))];
        string[] lines = CliFolder.Run("predict", faithful.Model, CliFolder.Faithful, "--quantile", "0.5").OutputLines[1..];
        double[][] rows = [.. lines.Select(line => line.Split(',').Select(double.Parse).ToArray())];
        double Score(string name) => scores.RootElement.GetProperty(name).GetProperty("eruptions").GetDouble();

        Assert.Equal(-rows.Average(row => row[3]), scores.RootElement.GetProperty("nll").GetDouble(), 1e-6);
        Assert.Equal(Math.Sqrt(rows.Zip(actual, (row, y) => (row[0] - y) * (row[0] - y)).Average()), Score("rmse"), 1e-6);
        Assert.Equal(rows.Zip(actual, (row, y) => Math.Abs(row[2] - y)).Average(), Score("mae"), 1e-6);
    }

    [Fact]
    public void Evaluate_without_json_prints_tables()
    {
        string[] lines = CliFolder.Run("evaluate", faithful.Model, CliFolder.Faithful).OutputLines;
        Assert.StartsWith("272 rows, mean negative log-likelihood ", lines[0], StringComparison.Ordinal);
        Assert.Matches("^target +rmse +mae +crps$", lines[1]);
        Assert.Matches(@"^eruptions( +[0-9.]+){3}$", lines[2]);
        Assert.Matches(@"^50 % +[0-9.]+ %$", lines[4]);
    }

    [Fact]
    public void Sample_writes_count_lines_per_row_that_depend_on_the_seed_alone()
    {
        string[] arguments = ["sample", faithful.Model, CliFolder.Faithful, "--count", "3", "--seed"];
        CliResult result = CliFolder.Run([.. arguments, "7"]);
        Assert.Equal(0, result.ExitCode);
        string[] lines = result.OutputLines;
        Assert.Equal("row,eruptions", lines[0]);
        Assert.Equal(1 + (3 * 272), lines.Length);
        Assert.Equal(["1", "1", "1", "2"], lines[1..5].Select(line => line.Split(',')[0]));
        Assert.Equal(lines.Length, lines.Distinct().Count());
        Assert.Equal(result.Output, CliFolder.Run([.. arguments, "7"]).Output);
        Assert.NotEqual(result.Output, CliFolder.Run([.. arguments, "8"]).Output);
    }

    [Fact]
    public void Samples_of_a_row_do_not_repeat_those_of_an_equal_row()
    {
        using CliFolder folder = new();
        string data = folder.Write("same.csv", "waiting\n67\n67\n");
        string[] lines = CliFolder.Run("sample", faithful.Model, data, "--count", "50").OutputLines[1..];
        Assert.Equal(100, lines.Select(line => line.Split(',')[1]).Distinct().Count());
    }

    [Fact]
    public void Info_tells_options_names_and_scalers()
    {
        using JsonDocument document = JsonDocument.Parse(CliFolder.Run("info", faithful.Model, "--json").Output);
        JsonElement root = document.RootElement;
        Assert.Equal(ModelMetadata.FormatVersion, root.GetProperty("format_version").GetInt32());
        Assert.Equal(3, root.GetProperty("components").GetInt32());
        JsonElement feature = Assert.Single(root.GetProperty("features").EnumerateArray());
        Assert.Equal("waiting", feature.GetProperty("name").GetString());
        Assert.InRange(feature.GetProperty("mean").GetDouble(), 65, 77);
        Assert.InRange(feature.GetProperty("scale").GetDouble(), 10, 17);

        string text = CliFolder.Run("info", faithful.Model).Output;
        Assert.Contains($"version {ModelMetadata.FormatVersion}", text, StringComparison.Ordinal);
        Assert.Contains("3 components", text, StringComparison.Ordinal);
        Assert.Matches("waiting +feature", text);
        Assert.Matches("eruptions +target", text);
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
