using System.Text.Json;
using MdnSimd.Cli;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Fitting;
using MdnSimd.Cli.Output;

namespace MdnSimd.Tests.Cli.Fitting;

public sealed class FitSummaryTests : IDisposable
{
    private readonly CliFolder folder = new();

    [Fact]
    public void Components_are_counted_from_1_and_columns_are_named()
    {
        FitSummary summary = Summarise(report => report with
        {
            DeadComponents = [0, 2],
            ScalesAtFloor = 0.25,
            ConstantInputs = [1],
            ConstantTargets = [],
        });
        using StringWriter text = new();
        summary.Write(text);
        Assert.Contains("component 1, 3 (weight below 0.001 on average)", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("25 % of the predicted scales", text.ToString(), StringComparison.Ordinal);

        using StringWriter json = new();
        JsonOutput.Write(json, summary.Write);
        using JsonDocument document = JsonDocument.Parse(json.ToString());
        Assert.Equal([1, 3], document.RootElement.GetProperty("dead_components").EnumerateArray().Select(each => each.GetInt32()));
        Assert.Equal("b", Assert.Single(document.RootElement.GetProperty("constant_features").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_few_unused_components_are_not_told_of(int unused, bool told)
    {
        using StringWriter text = new();
        Summarise(report => report with { DeadComponents = [.. Enumerable.Range(0, unused)] }).Write(text); // of five
        Assert.Equal(told, text.ToString().Contains("unused", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2.5, "scales widened 2.500 times on average")]
    [InlineData(1.224, "scales widened by 22 % on average")]
    [InlineData(1.001, "scales kept on average")]
    [InlineData(0.5, "scales narrowed by 50 % on average")]
    public void Of_a_calibration_is_told_what_becomes_of_the_scales(double factor, string told)
    {
        CandidateReport candidate = new()
        {
            Name = "one",
            Network = new MdnOptions { Inputs = 2, Targets = 1 },
            Training = new TrainingOptions(),
            Loss = 1,
            Calibration = new Calibration(Slope: 0.5, Shift: 0.25, Floor: 0.01, Temperature: 2),
            ScaleFactor = factor,
            Elapsed = TimeSpan.FromSeconds(1),
        };
        CandidateReport given = candidate with { Name = "two", IsFinished = false, Loss = double.PositiveInfinity };
        CandidateReport untried = given with { Name = "three", Elapsed = TimeSpan.Zero };
        CandidateReport broken = candidate with { Name = "four", Loss = double.PositiveInfinity };
        using StringWriter text = new();
        Summarise(report => report with
        {
            Selection = new SelectionReport { Candidates = [candidate, given, untried, broken], Chosen = 0, HeldOutRows = 4 },
        }).Write(text);
        string[] lines = [.. text.ToString().Split('\n').Select(line => line.Trim())];
        Assert.Contains("tried        on rows held out, in nats: one 1.000, two not finished, three not tried, four broke down", lines);
        Assert.Contains($"chosen       one; calibrated: {told}", lines);
    }

    [Fact]
    public void What_went_wrong_is_said_in_warnings_of_one_line()
    {
        FitSummary summary = Summarise(report => Told(report, member => member with
        {
            StopReason = StopReason.Diverged,
            SkippedSteps = 3,
            FirstSkip = "epoch 2, step 5:\nthe loss is NaN",
        }));
        using StringWriter error = new();
        summary.Warn(new CommandContext(TextWriter.Null, error, CancellationToken.None));
        Assert.Equal(
            $"warning: 3 steps were skipped: epoch 2, step 5: the loss is NaN{Environment.NewLine}"
            + "warning: Training diverged: the model is the best one before. Look for extreme values in the data; a lower learning rate may help."
            + Environment.NewLine,
            error.ToString());

        // Once is enough.
        using StringWriter text = new();
        summary.Write(text);
        Assert.DoesNotContain("Training diverged", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_json_lacks_become_null()
    {
        FitSummary summary = Summarise(report => Told(
            report, member => member with { TrainingLoss = [double.NaN, double.PositiveInfinity, 0.1f] }));
        using StringWriter json = new();
        JsonOutput.Write(json, summary.Write);
        using JsonDocument document = JsonDocument.Parse(json.ToString());
        Assert.Equal("[null,null,0.1]", document.RootElement.GetProperty("training_loss").GetRawText());
    }

    [Fact]
    public void Coupled_targets_have_the_correlations_of_their_components_and_of_the_density()
    {
        string data = folder.Write("two.csv", "y,z,x", row => $"{row % 7},{1000 + (row % 7) + (row % 3)},{row % 3}");
        string[] fit =
        [
            "fit", data, "--target", "y", "--target", "z", "--covariance", "full", "--components", "2", "--hidden", "4",
            "--epochs", "20", "--at", "x=1",
        ];
        using JsonDocument document = JsonDocument.Parse(CliFolder.Run([.. fit, "--json"]).Output);
        JsonElement at = document.RootElement.GetProperty("at");
        double covariance = 0;
        double[] variances = [0, 0];
        List<double> expected = [];
        foreach (JsonElement component in at.GetProperty("components").EnumerateArray())
        {
            JsonElement factor = component.GetProperty("precision_factor");
            (double a, double b, double c) = (factor.GetProperty("y")[0].GetDouble(), factor.GetProperty("y")[1].GetDouble(),
                factor.GetProperty("z")[1].GetDouble());

            // C = (U^T U)^-1 = [b^2 + c^2, -a b; -a b, a^2] / (a c)^2.
            double correlation = -b / Math.Sqrt((b * b) + (c * c));
            Assert.Equal(correlation, component.GetProperty("correlation").GetProperty("y")[1].GetDouble(), 1e-5);
            Assert.Equal(1, component.GetProperty("correlation").GetProperty("z")[1].GetDouble());
            expected.Add(correlation);
            double weight = component.GetProperty("weight").GetDouble();
            double y = Value("mean", "y") - at.GetProperty("targets").GetProperty("y").GetProperty("mean").GetDouble();
            double z = Value("mean", "z") - at.GetProperty("targets").GetProperty("z").GetProperty("mean").GetDouble();
            covariance += weight * ((correlation * Value("scale", "y") * Value("scale", "z")) + (y * z));
            variances[0] += weight * (Math.Pow(Value("scale", "y"), 2) + (y * y));
            variances[1] += weight * (Math.Pow(Value("scale", "z"), 2) + (z * z));

            double Value(string kind, string target) => component.GetProperty(kind).GetProperty(target).GetDouble();
        }

        double whole = covariance / Math.Sqrt(variances[0] * variances[1]);
        Assert.Equal(whole, at.GetProperty("correlation").GetProperty("z")[0].GetDouble(), 1e-3);

        string[] text = CliFolder.Run(fit).OutputLines;
        int header = Array.FindIndex(text, line => line.StartsWith("correlation ", StringComparison.Ordinal));
        Assert.Matches("^correlation +density +component [12] +component [12]$", text[header]);
        string[] numbers = text[header + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["y,", "z"], numbers[..2]);
        Assert.Equal(whole, double.Parse(numbers[2]), 2e-3);
        Assert.All(expected.Zip(numbers[3..]), pair => Assert.Equal(pair.First, double.Parse(pair.Second), 1e-4));
    }

    public void Dispose() => folder.Dispose();

    private static FitReport Told(FitReport report, Func<MemberReport, MemberReport> change) =>
        report with { Members = [change(report.Members[0])] };

    private FitSummary Summarise(Func<FitReport, FitReport> change)
    {
        string path = folder.Write("data.csv", "y,a,b\n1,2,3\n2,3,4\n4,5,7\n6,5,4\n");
        TrainingData data = TrainingData.Read(path, ["y"], [], weight: null, CancellationToken.None);
        MdnOptions options = new() { Inputs = 2, Targets = 1, Hidden = [2], InputNames = ["a", "b"], TargetNames = ["y"] };
        using MdnTrainer<float> trainer = new(options, new TrainingOptions { Epochs = 1, ValidationFraction = 0 });
        FitResult<float> fit = trainer.Fit(data.Inputs, data.Targets, null, CancellationToken.None);
        return new FitSummary(data, fit with { Report = change(fit.Report) }, at: null, path: null);
    }
}
