using System.Text.Json;
using System.Text.RegularExpressions;
using MdnSimd.Mixtures;
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
        Assert.Equal(
            ["rows", "nll", "rmse", "mae", "crps", "sharpness", "calibration_error", "coverage", "pit"], Keys(root));
        Assert.Equal(272, root.GetProperty("rows").GetInt32());
        foreach (string score in new[] { "rmse", "mae", "crps", "sharpness", "calibration_error" })
        {
            Assert.Equal(["eruptions"], Keys(root.GetProperty(score)));
            Assert.InRange(root.GetProperty(score).GetProperty("eruptions").GetDouble(), 0, 5);
        }

        Assert.Equal(["50", "80", "90", "95"], Keys(root.GetProperty("coverage")));
        double[] coverage = [.. root.GetProperty("coverage").EnumerateObject().Select(level => level.Value.GetDouble())];
        Assert.Equal(coverage.Order(), coverage);
        Assert.All(coverage, share => Assert.InRange(share, 0, 1));
        double[] pit = [.. root.GetProperty("pit").GetProperty("eruptions").EnumerateArray().Select(share => share.GetDouble())];
        Assert.Equal(10, pit.Length);
        Assert.Equal(1, pit.Sum(), 1e-12);
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
    public void Evaluate_of_coupled_targets_agrees_with_the_library_row_by_row()
    {
        using CliFolder folder = new();
        string data = folder.Write("two.csv", "y,z,x", row => $"{row % 7},{1000 + (row % 7) + (row % 3)},{row % 3}");
        string path = folder.FitQuickly(data, "--target", "y", "--target", "z", "--covariance", "full");
        using JsonDocument document = JsonDocument.Parse(CliFolder.Run("evaluate", path, data, "--json").Output);
        JsonElement root = document.RootElement;
        using MdnPredictor<float> predictor = MdnModel<float>.Load(path).CreatePredictor();
        double energy = 0;
        double[] width = [0, 0];
        int[][] tenths = [new int[10], new int[10]];
        double[][] pit = [new double[40], new double[40]];
        for (int row = 0; row < 40; row++)
        {
            float[] actual = [row % 7, 1000 + (row % 7) + (row % 3)];
            GaussianMixture<float> mixture = predictor.Predict([row % 3]);
            energy += mixture.EnergyScore(actual) / 40;
            for (int d = 0; d < 2; d++)
            {
                width[d] += (mixture.Quantile(0.95f, d) - mixture.Quantile(0.05f, d)) / 40;
                pit[d][row] = mixture.Cdf(actual[d], d);
                tenths[d][(int)(10 * pit[d][row])]++;
            }
        }

        Assert.Equal(energy, root.GetProperty("energy_score").GetDouble(), 1e-6 * energy);
        for (int d = 0; d < 2; d++)
        {
            string target = d == 0 ? "y" : "z";
            double error = Enumerable.Range(1, 99).Average(
                level => Math.Abs((pit[d].Count(value => value < level / 100.0) / 40.0) - (level / 100.0)));
            Assert.Equal(width[d], root.GetProperty("sharpness").GetProperty(target).GetDouble(), 1e-4 * width[d]);
            Assert.Equal(error, root.GetProperty("calibration_error").GetProperty(target).GetDouble(), 1e-12);
            Assert.Equal(
                tenths[d].Select(count => count / 40.0),
                root.GetProperty("pit").GetProperty(target).EnumerateArray().Select(share => share.GetDouble()));
        }

        string[] text = CliFolder.Run("evaluate", path, data).OutputLines;
        Assert.Matches("^mean energy score [0-9.]+$", text[1]);
        Assert.Contains(text, line => line.StartsWith("pit of z ", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_without_json_prints_tables()
    {
        string[] lines = CliFolder.Run("evaluate", faithful.Model, CliFolder.Faithful).OutputLines;
        Assert.StartsWith("272 rows, mean negative log-likelihood ", lines[0], StringComparison.Ordinal);
        Assert.Matches("^target +rmse +mae +crps +sharpness +calibration error$", lines[1]);
        Assert.Matches(@"^eruptions( +[0-9.]+){5}$", lines[2]);
        Assert.Matches(@"^50 % +[0-9.]+ %$", lines[4]);
        Assert.Matches("^pit of eruptions +share$", lines[8]);
        for (int i = 9; i < 19; i++)
        {
            // As many marks as percent.
            Match bin = Regex.Match(lines[i], @"^0\.\d to [01]\.\d +(?<marks>#*) +(?<share>[0-9.]+) %$");
            Assert.True(bin.Success, lines[i]);
            Assert.Equal(double.Parse(bin.Groups["share"].Value), bin.Groups["marks"].Length, 0.6);
        }
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
        Assert.Equal(ModelMetadata.VersionFor(1, drawsIn: false), root.GetProperty("format_version").GetInt32());
        Assert.Equal(1, root.GetProperty("members").GetInt32());
        Assert.Equal(3, root.GetProperty("components").GetInt32());
        JsonElement feature = Assert.Single(root.GetProperty("features").EnumerateArray());
        Assert.Equal("waiting", feature.GetProperty("name").GetString());
        Assert.InRange(feature.GetProperty("mean").GetDouble(), 65, 77);
        Assert.InRange(feature.GetProperty("scale").GetDouble(), 10, 17);

        string text = CliFolder.Run("info", faithful.Model).Output;
        Assert.Contains($"version {ModelMetadata.VersionFor(1, drawsIn: false)}", text, StringComparison.Ordinal);
        Assert.Contains("3 components", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ensemble", text, StringComparison.Ordinal);
        Assert.Matches("waiting +feature", text);
        Assert.Matches("eruptions +target", text);
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
