using System.Text.Json;

namespace MdnSimd.Tests.Cli;

/// <summary><c>mdn fit</c> where nothing is said about how to train.</summary>
public sealed class AutomaticFitTests : IDisposable
{
    private readonly CliFolder folder = new();
    private readonly string data;

    public AutomaticFitTests()
    {
        Random random = new(3);
        data = folder.Write("small.csv", "y,x", row => FormattableString.Invariant($"{(row % 10) + random.NextDouble()},{row % 10}"), count: 60);
    }

    [Fact]
    public void It_tells_what_was_tried_and_what_was_chosen()
    {
        CliResult result = CliFolder.Run("fit", data, "--target", "y");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.OutputLines, line => line.StartsWith("rows", StringComparison.Ordinal) && line.Contains("60 of them held out"));
        Assert.Contains(result.OutputLines, line => line.StartsWith("tried", StringComparison.Ordinal) && line.Contains("long") && line.Contains("linear"));
        Assert.Contains(result.OutputLines, line => line.StartsWith("chosen", StringComparison.Ordinal) && line.Contains("calibrated"));
        Assert.Contains(result.OutputLines, line => line.StartsWith("note", StringComparison.Ordinal) && line.Contains("With 60 rows"));
        Assert.DoesNotContain(result.OutputLines, line => line.StartsWith("best epoch", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_given_is_kept_and_the_rest_is_chosen()
    {
        string model = folder.PathOf("m.safetensors");
        CliResult result = CliFolder.Run(
            "fit", data, "--target", "y", "--components", "2", "--hidden", "6", "--activation", "tanh", "--members", "3", "-o", model);
        Assert.Equal(0, result.ExitCode);
        MdnModel<float> fitted = MdnModel<float>.Load(model);
        Assert.Equal((2, 3, Activation.Tanh), (fitted.Options.Components, fitted.Members, fitted.Options.Activation));
        Assert.Equal([6], fitted.Options.Hidden.AsEnumerable());
    }

    [Fact]
    public void Json_holds_the_candidates_the_calibration_and_the_remarks()
    {
        CliResult result = CliFolder.Run("fit", data, "--target", "y", "--members", "2", "--json");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement selection = document.RootElement.GetProperty("selection");
        JsonElement[] candidates = [.. selection.GetProperty("candidates").EnumerateArray()];
        JsonElement best = candidates.MinBy(each => each.GetProperty("held_out_loss").GetDouble());
        Assert.Equal(best.GetProperty("name").GetString(), selection.GetProperty("chosen").GetString());
        Assert.Equal(60, selection.GetProperty("held_out_rows").GetInt32());
        Assert.True(selection.GetProperty("calibration").GetProperty("temperature").GetDouble() > 0);
        Assert.NotEmpty(document.RootElement.GetProperty("remarks").EnumerateArray());
    }

    [Fact]
    public void A_tiny_time_budget_leaves_candidates_untried_and_says_so()
    {
        CliResult result = CliFolder.Run("fit", data, "--target", "y", "--time-budget", "0.001");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.OutputLines, line => line.StartsWith("tried", StringComparison.Ordinal) && line.Contains("long not tried"));
        Assert.Contains(result.OutputLines, line => line.StartsWith("chosen", StringComparison.Ordinal) && line.Contains("unconditional"));
        Assert.Contains(result.OutputLines, line => line.StartsWith("note", StringComparison.Ordinal) && line.Contains("time budget"));
    }

    [Fact]
    public void An_option_of_training_by_hand_or_auto_false_trains_one_network_by_hand()
    {
        foreach (string[] options in (string[][])[["--epochs", "3"], ["--auto", "false", "--hidden", "3"]])
        {
            CliResult result = CliFolder.Run(["fit", data, "--target", "y", .. options]);
            Assert.Equal(0, result.ExitCode);
            Assert.Contains(result.OutputLines, line => line.StartsWith("best epoch", StringComparison.Ordinal));
            Assert.DoesNotContain(result.OutputLines, line => line.StartsWith("tried", StringComparison.Ordinal));
        }
    }

    public void Dispose() => folder.Dispose();
}
