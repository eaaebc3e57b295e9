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

    [Fact]
    public void What_went_wrong_is_said_in_warnings_of_one_line()
    {
        FitSummary summary = Summarise(report => report with
        {
            StopReason = StopReason.Diverged,
            SkippedSteps = 3,
            FirstSkip = "epoch 2, step 5:\nthe loss is NaN",
        });
        using StringWriter error = new();
        summary.Warn(new CommandContext(TextWriter.Null, error, CancellationToken.None));
        Assert.Equal(
            $"warning: 3 steps were skipped: epoch 2, step 5: the loss is NaN{Environment.NewLine}"
            + "warning: training diverged; the model is the best one before. A lower --learning-rate may help"
            + Environment.NewLine,
            error.ToString());
    }

    [Fact]
    public void Numbers_that_json_lacks_become_null()
    {
        FitSummary summary = Summarise(report => report with { TrainingLoss = [double.NaN, double.PositiveInfinity, 0.1f] });
        using StringWriter json = new();
        JsonOutput.Write(json, summary.Write);
        using JsonDocument document = JsonDocument.Parse(json.ToString());
        Assert.Equal("[null,null,0.1]", document.RootElement.GetProperty("training_loss").GetRawText());
    }

    public void Dispose() => folder.Dispose();

    private FitSummary Summarise(Func<FitReport, FitReport> change)
    {
        string path = folder.Write("data.csv", "y,a,b\n1,2,3\n2,3,4\n4,5,7\n6,5,4\n");
        TrainingData data = TrainingData.Read(path, ["y"], [], CancellationToken.None);
        MdnOptions options = new() { Inputs = 2, Targets = 1, Hidden = [2], InputNames = ["a", "b"], TargetNames = ["y"] };
        using MdnTrainer<float> trainer = new(options, new TrainingOptions { Epochs = 1, ValidationFraction = 0 });
        FitResult<float> fit = trainer.Fit(data.Inputs, data.Targets, null, CancellationToken.None);
        return new FitSummary(data, fit with { Report = change(fit.Report) }, at: null, path: null);
    }
}
