using System.Text.Json;
using MdnSimd.Cli;

namespace MdnSimd.Tests.Cli;

public sealed class FitCommandTests : IDisposable
{
    private static readonly string[] Quick = ["--epochs", "3", "--hidden", "4", "--components", "3"];

    private readonly CliFolder folder = new();

    [Fact]
    public void Without_output_it_reports_and_says_how_to_keep_the_model()
    {
        CliResult result = CliFolder.Run(["fit", CliFolder.Faithful, "--target", "eruptions", .. Quick]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("Density of eruptions given waiting", result.OutputLines[0]);
        Assert.Contains(result.OutputLines, line => line.StartsWith("rows", StringComparison.Ordinal) && line.Contains("272: "));
        Assert.Contains(result.OutputLines, line => line.EndsWith("not saved; -o FILE saves it", StringComparison.Ordinal));
    }

    [Fact]
    public void At_prints_the_components_by_weight_and_the_quantiles_in_order()
    {
        CliResult result = CliFolder.Run(
            ["fit", CliFolder.Faithful, "--target", "eruptions", "--at", "waiting=67", .. Quick]);
        string[] lines = result.OutputLines;
        int at = Array.IndexOf(lines, "Mixture at waiting = 67");
        Assert.Equal(["component", "weight", "mean", "scale"], Words(lines[at + 1]));
        double[] weights = [.. lines[(at + 2)..(at + 5)].Select(line => double.Parse(Words(line)[1]))];
        Assert.Equal(weights.OrderDescending(), weights);
        Assert.Equal(1, weights.Sum(), 0.001);
        Assert.Equal(["target", "mean", "std", "5", "%", "50", "%", "95", "%"], Words(lines[at + 5]));
        string[] row = Words(lines[at + 6]);
        Assert.Equal("eruptions", row[0]);
        double[] quantiles = [.. row[3..].Select(double.Parse)];
        Assert.True(quantiles[0] < quantiles[1] && quantiles[1] < quantiles[2], lines[at + 6]);
    }

    [Theory]
    [InlineData("a, b=0.5,id=3")]
    [InlineData("id=3,a, b=0.5")]
    [InlineData(" id = 3 , a, b = 5e-1 ")]
    [InlineData("a, b=0.5", "id=3")]
    public void At_knows_names_that_hold_commas_and_equals_signs(params string[] points)
    {
        string data = folder.Write("commas.csv", "y,\"a, b\",id,b,a,a=1,\" c\"", row => $"{row},{row % 3},{row % 5},{row % 2},{row % 6},{row % 7},{row % 4}");
        string[] at = [.. points.Append("a=1=-2,b=7, c=9,a=1").SelectMany(point => new[] { "--at", point })];
        CliResult result = CliFolder.Run(["fit", data, "--target", "y", .. at, .. Quick]);
        Assert.Contains("Mixture at a, b = 0.5, id = 3, b = 7, a = 1, a=1 = -2,  c = 9", result.OutputLines);
    }

    [Fact]
    public void Members_make_an_ensemble_that_every_command_understands()
    {
        string model = folder.PathOf("ensemble.safetensors");
        CliResult result = CliFolder.Run(
            ["fit", CliFolder.Faithful, "--target", "eruptions", "--members", "3", "--threads", "2", "--output-start", "marginal", "--input-noise", "auto",
             "--target-noise", "0.05", "-o", model, .. Quick]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("3 members of 3 components, hidden layers 4, 159 parameters", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"best epoch +[0-9 to]+: validation loss of a member \d\.\d+ to \d\.\d+ nats", result.Output);
        Assert.Matches(@"ensemble +validation loss \d\.\d+ nats", result.Output);
        Assert.Matches(@"member 3/3  epoch 3/3  loss \d", result.Error);

        Assert.Matches("ensemble +3 members", CliFolder.Run("info", model).Output);
        string header = CliFolder.Run("predict", model, CliFolder.Faithful, "--mixture").OutputLines[0];
        Assert.Contains(",weight_9,", header, StringComparison.Ordinal);
        Assert.DoesNotContain("weight_10", header, StringComparison.Ordinal);
        Assert.Equal(0, CliFolder.Run("evaluate", model, CliFolder.Faithful).ExitCode);
        Assert.Equal(0, CliFolder.Run("sample", model, CliFolder.Faithful, "--count", "2").ExitCode);
    }

    [Theory]
    [InlineData("nll", "", " nats")]
    [InlineData("beta-nll", "negative log-likelihood, gradients weighed by variance^0.3", " nats", "--beta", "0.3")]
    [InlineData("crps", "CRPS, in standard deviations of the targets", "")]
    [InlineData("mixed", "CRPS in standard deviations by 20 %, the rest negative log-likelihood", "", "--crps-share", "0.2")]
    public void A_loss_is_named_with_its_unit(string loss, string name, string unit, params string[] numbers)
    {
        string[] fit = ["fit", CliFolder.Faithful, "--target", "eruptions", "--loss", loss, "--weight-prior", "1.1", .. numbers, .. Quick];
        CliResult result = CliFolder.Run(fit);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches($@"best epoch +\d: validation loss -?\d\.\d+{unit}, training", result.Output);
        Assert.Equal(name, string.Concat(result.OutputLines.Where(line => line.StartsWith("loss ", StringComparison.Ordinal)))[(name == "" ? 0 : 13)..]);
        using JsonDocument document = JsonDocument.Parse(CliFolder.Run([.. fit, "--json"]).Output);
        Assert.Equal(loss, document.RootElement.GetProperty("loss").GetString());
    }

    [Fact]
    public void A_column_of_weights_is_no_feature_and_its_rows_count_as_often_as_it_says()
    {
        string weighted = folder.Write("weighted.csv", "y,x,w", row => $"{row % 7},{row % 3},{row % 2 * 2.5}");
        string alone = folder.Write("alone.csv", "y,x", row => $"{((2 * row) + 1) % 7},{((2 * row) + 1) % 3}", 20);
        string[] same = [folder.PathOf("weighted.safetensors"), folder.PathOf("alone.safetensors")];
        CliResult result = CliFolder.Run(["fit", weighted, "--target", "y", "--weight", "w", "-o", same[0], .. Quick]);
        Assert.Equal("Density of y given x", result.OutputLines[0]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(0, CliFolder.Run(["fit", alone, "--target", "y", "-o", same[1], .. Quick]).ExitCode);
        Assert.Equal(File.ReadAllBytes(same[1]), File.ReadAllBytes(same[0]));

        string negative = folder.Write("negative.csv", "y,x,w\n1,2,3\n2,3,-4\n");
        Assert.Equal(
            $"{negative}:3: column 'w': '-4' is negative; a weight is 0 or more",
            CliFolder.Run(["fit", negative, "--target", "y", "--weight", "w", .. Quick]).Error.Trim());
        string none = folder.Write("none.csv", "y,x,w\n1,2,0\n2,3,4\n");
        Assert.Equal(
            $"{none}: column 'w' leaves fewer than two rows of a positive weight",
            CliFolder.Run(["fit", none, "--target", "y", "--weight", "w", .. Quick]).Error.Trim());
        Assert.Contains("no column 'v'", CliFolder.Run(["fit", none, "--target", "y", "--weight", "v", .. Quick]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_document_with_the_report_and_the_mixture()
    {
        CliResult result = CliFolder.Run(
            ["fit", CliFolder.Faithful, "--target", "eruptions", "--at", "waiting=67", "--json", .. Quick]);
        Assert.Equal(0, result.ExitCode);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement;
        Assert.Equal(272, root.GetProperty("training_rows").GetInt32() + root.GetProperty("validation_rows").GetInt32());
        Assert.Equal("completed", root.GetProperty("stop_reason").GetString());
        Assert.Equal(3, root.GetProperty("training_loss").GetArrayLength());
        Assert.Equal(3, root.GetProperty("gradient_norm").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("model").ValueKind);
        JsonElement at = root.GetProperty("at");
        Assert.Equal(67, at.GetProperty("features").GetProperty("waiting").GetDouble());
        Assert.Equal(1, at.GetProperty("components").EnumerateArray().Sum(each => each.GetProperty("weight").GetDouble()), 1e-5);
        Assert.Equal(
            ["mean", "std", "q0.05", "q0.5", "q0.95"],
            at.GetProperty("targets").GetProperty("eruptions").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void Coupled_targets_have_their_precision_factors_in_the_json()
    {
        string data = folder.Write("two.csv", "y,z,x", row => $"{row % 7},{1000 + (row % 7) + (row % 3)},{row % 3}");
        CliResult result = CliFolder.Run(
            ["fit", data, "--target", "y", "--target", "z", "--covariance", "full", "--at", "x=1", "--json", .. Quick]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        foreach (JsonElement component in document.RootElement.GetProperty("at").GetProperty("components").EnumerateArray())
        {
            JsonElement factor = component.GetProperty("precision_factor");
            double[] y = [.. factor.GetProperty("y").EnumerateArray().Select(element => element.GetDouble())];
            double[] z = [.. factor.GetProperty("z").EnumerateArray().Select(element => element.GetDouble())];
            Assert.True(y[0] > 0 && y[1] != 0 && z[0] == 0, $"{string.Join(' ', y)} and {string.Join(' ', z)}");
            Assert.Equal(1 / component.GetProperty("scale").GetProperty("z").GetDouble(), z[1], 1e-5 * z[1]);
        }
    }

    [Fact]
    public void Warmup_raises_the_learning_rate_and_then_the_schedule_begins()
    {
        string[] arguments = ["fit", CliFolder.Faithful, "--target", "eruptions", "--hidden", "4", "--epochs", "8", "--json"];
        double[] plain = Rates([.. arguments, "--schedule", "constant"]);
        double full = new TrainingOptions().LearningRate;
        Assert.Equal(Enumerable.Repeat(full, 8), plain);

        // The rate of each epoch's last step, of four: 192 of the 231 rows have been seen, and a hundredth of the rate is the start.
        double[] rates = Rates([.. arguments, "--schedule", "constant", "--warmup", "4"]);
        double[] rise = [.. Enumerable.Range(0, 4).Select(epoch => full * (0.01 + (0.99 * (epoch + (192 / 231.0)) / 4)))];
        Assert.Equal([.. rise, full, full, full, full], rates, (expected, rate) => Math.Abs(rate - expected) <= 1e-6 * full);
        Assert.Equal(Rates(arguments), Rates([.. arguments, "--warmup", "0"]));

        static double[] Rates(string[] arguments)
        {
            using JsonDocument document = JsonDocument.Parse(CliFolder.Run(arguments).Output);
            return [.. document.RootElement.GetProperty("learning_rate").EnumerateArray().Select(rate => rate.GetDouble())];
        }
    }

    [Fact]
    public void Progress_goes_to_standard_error_about_once_per_tenth()
    {
        CliResult result = CliFolder.Run(
            "fit", CliFolder.Faithful, "--target", "eruptions", "--hidden", "4", "--epochs", "40", "--patience", "0");
        Assert.Equal(11, result.ErrorLines.Length);
        Assert.All(result.ErrorLines, line => Assert.Matches(@"^epoch \d+/40  loss -?[0-9.]+  validation -?[0-9.]+  [0-9.]+ s$", line));
        Assert.DoesNotContain("epoch 40/40", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_terminal_progress_is_a_bar_on_standard_error()
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = MdnCommandLine.Run(
            ["fit", CliFolder.Faithful, "--target", "eruptions", "--json", .. Quick], output, error, errorIsTerminal: true,
            TestContext.Current.CancellationToken);
        Assert.Equal(0, exitCode);
        Assert.Contains("epoch 3/3  loss ", error.ToString(), StringComparison.Ordinal);
        JsonDocument.Parse(output.ToString()).Dispose();
    }

    [Fact]
    public void Several_targets_and_named_features_make_a_joint_model()
    {
        string data = folder.Write("three.csv", "a,b,c,d", row => $"{row},{row % 3},{row * 0.5},{row % 2}");
        string model = folder.FitQuickly(data, "--target", "a", "--target", "c", "--feature", "d", "b");
        using JsonDocument info = JsonDocument.Parse(CliFolder.Run("info", model, "--json").Output);
        Assert.Equal(["a", "c"], Names(info, "targets"));
        Assert.Equal(["d", "b"], Names(info, "features"));
    }

    [Fact]
    public void Columns_of_text_are_left_out_with_a_note_that_names_the_place()
    {
        string data = folder.Write("text.csv", "y,name,x", row => $"{row},n{row},{row % 5}");
        CliResult result = CliFolder.Run(["fit", data, "--target", "y", .. Quick]);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("Density of y given x", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            $"note: column 'name' is not used as a feature: {data}:2: 'n0' is not a number",
            result.ErrorLines[0]);
    }

    [Fact]
    public void A_constant_feature_and_a_constant_target_are_warned_about_by_name()
    {
        string data = folder.Write("constant.csv", "y,z,x,one", row => $"7,{row % 4},{row % 5},1");
        CliResult result = CliFolder.Run(["fit", data, "--target", "y", "--target", "z", .. Quick]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "warning: feature 'one' has the same value in every training row: it tells nothing", result.ErrorLines);
        Assert.Contains(
            "warning: target 'y' has the same value in every training row: its density is a spike", result.ErrorLines);
    }

    [Fact]
    public void Interrupted_it_still_saves_the_best_so_far_and_returns_130()
    {
        using CancellationTokenSource cancellation = new();
        using StringWriter output = new();
        using CancellingWriter error = new(cancellation);
        string model = folder.PathOf("interrupted.safetensors");
        int exitCode = MdnCommandLine.Run(
            ["fit", CliFolder.Faithful, "--target", "eruptions", "--epochs", "50000", "--patience", "0", "-o", model],
            output, error, cancellation: cancellation.Token);
        Assert.Equal(130, exitCode);
        Assert.Contains("interrupted", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, CliFolder.Run("info", model).ExitCode);
    }

    [Fact]
    public void Interrupted_while_it_tries_candidates_it_says_that_there_is_no_model_and_returns_130()
    {
        using CancellationTokenSource cancellation = new();
        using StringWriter output = new();
        using CancellingWriter error = new(cancellation);
        string model = folder.PathOf("none.safetensors");
        int exitCode = MdnCommandLine.Run(
            ["fit", CliFolder.Faithful, "--target", "eruptions", "-o", model], output, error, cancellation: cancellation.Token);
        Assert.Equal(130, exitCode);
        Assert.Contains("there is no model", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
        Assert.False(File.Exists(model));
    }

    [Fact]
    public void The_options_reach_the_model()
    {
        string model = folder.FitQuickly(CliFolder.Faithful, "--target", "eruptions", "--activation", "silu");
        using JsonDocument info = JsonDocument.Parse(CliFolder.Run("info", model, "--json").Output);
        Assert.Equal("silu", info.RootElement.GetProperty("activation").GetString());
        Assert.Equal(3, info.RootElement.GetProperty("components").GetInt32());
    }

    public void Dispose() => folder.Dispose();

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string?> Names(JsonDocument info, string role) =>
        info.RootElement.GetProperty(role).EnumerateArray().Select(column => column.GetProperty("name").GetString());

    /// <summary>Presses Ctrl-C, so to speak, at the first sign of progress.</summary>
    private sealed class CancellingWriter(CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            cancellation.Cancel();
        }
    }
}
