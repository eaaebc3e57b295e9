using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

/// <summary>Selections on a clock by which every epoch of a network takes a second.</summary>
public class TimeBudgetTests
{
    private const int Rows = 60;

    private static readonly MdnOptions Network = new MdnOptions { Inputs = 1, Targets = 1, Components = 2, Hidden = [8] }.Checked();

    private static readonly TrainingOptions Training = new()
    {
        Epochs = 2,
        BatchSize = 16,
        LearningRate = 0.02,
        ValidationFraction = 0,
        Patience = 0,
        Members = 2,
        Threads = 1,
    };

    /// <summary>Of six networks per trial and two in the fit: 360, 120 and 12 seconds of trial, a third of it for the fit.</summary>
    private static readonly Recipe Plan = new()
    {
        Candidates =
        [
            new("long", Network, Training with { Epochs = 60 }),
            new("medium", Network, Training with { Epochs = 20 }),
            new("short", Network, Training),
        ],
        Folds = new FoldPlan(3, 3),
        NetworksPerFold = 2,
        TimeBudget = null,
    };

    [Fact]
    public void What_is_cheap_comes_first_and_the_trial_that_would_take_the_time_of_the_fit_is_given_up()
    {
        List<FitProgress> told = [];
        FitReport report = Run(Plan with { TimeBudget = TimeSpan.FromSeconds(300) }, told).Report;
        SelectionReport selection = report.Selection!;
        Assert.Equal(["short", "medium", "long"], selection.Candidates.Select(each => each.Name));
        Assert.Equal([true, true, false], selection.Candidates.Select(each => each.IsFinished));
        Assert.Equal("medium", selection.Best.Name);
        Assert.True(double.IsFinite(selection.Best.Loss));
        Assert.Equal(20, report.Epochs);
        Assert.Equal(StopReason.Completed, report.StopReason);

        // Networks take turns on one thread, and a fit has 60 rows for the 40 of a fold: it is taken to last (2 * 60) / (6 * 40) of a trial.
        // Of the 168 seconds that are left to the third trial the fit of the second is given 60.
        CandidateReport given = selection.Candidates[2];
        Assert.Equal(double.PositiveInfinity, given.Loss);
        Assert.Equal(Calibration.None, given.Calibration);
        Assert.Equal([12, 120, 108], selection.Candidates.Select(each => each.Elapsed.TotalSeconds));
        Assert.Equal(12 + 120 + 108 + 40, report.Elapsed.TotalSeconds);
        ModelSelectionTests.AssertRises(told);
    }

    [Fact]
    public void A_trial_that_ends_just_in_time_is_followed_by_its_fit()
    {
        // After 132 seconds the fit of the second is taken to last 60.
        FitReport report = Run(Plan with { TimeBudget = TimeSpan.FromSeconds(192.5) }, []).Report;
        Assert.Equal([12, 120, 1], report.Selection!.Candidates.Select(each => each.Elapsed.TotalSeconds));
        Assert.Equal([true, true, false], report.Selection.Candidates.Select(each => each.IsFinished));
        Assert.Equal("medium", report.Selection.Best.Name);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 192);
    }

    [Fact]
    public void Where_none_can_be_judged_in_time_the_cheapest_is_trained_for_the_time_there_is()
    {
        Recipe alone = Plan with { Candidates = Plan.Candidates[..1], TimeBudget = TimeSpan.FromSeconds(180) };
        List<FitProgress> told = [];
        FitReport report = Run(alone, told).Report;
        Assert.False(report.Selection!.Best.IsFinished);
        Assert.Equal(Calibration.None, report.Selection.Best.Calibration);
        Assert.Equal(120, report.Selection.Best.Elapsed.TotalSeconds);

        // A third of the trial was done.
        Assert.Equal(20, report.Epochs);
        Assert.Equal(160, report.Elapsed.TotalSeconds);
        Assert.Equal(StopReason.Completed, report.StopReason);
        Assert.Contains(report.Remarks, remark => remark.Contains("not calibrated", StringComparison.Ordinal));
        ModelSelectionTests.AssertRises(told);
    }

    [Fact]
    public void A_tiny_budget_leaves_what_costs_nothing_or_an_epoch_of_the_cheapest()
    {
        Recipe tiny = Plan with { TimeBudget = TimeSpan.FromTicks(1) };
        FitReport report = Run(tiny, []).Report;
        Assert.Equal(("short", 1), (report.Selection!.Best.Name, report.Epochs));
        Assert.All(report.Selection.Candidates.Skip(1), each => Assert.Equal(TimeSpan.Zero, each.Elapsed));

        Candidate normal = new("normal", Network with { Hidden = [] }, Training with { Epochs = 0, OutputStart = OutputStart.Marginal }) { IsConditional = false };
        FitReport judged = Run(tiny with { Candidates = [.. Plan.Candidates, normal] }, []).Report;
        Assert.Equal(("normal", 0), (judged.Selection!.Best.Name, judged.Epochs));
        Assert.True(double.IsFinite(judged.Selection.Best.Loss));
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(1e9)]
    public void Time_enough_changes_nothing(double seconds)
    {
        double[] parameters = Run(Plan, []).Model.Parameters.ToArray();
        Assert.Equal(parameters, Run(Plan with { TimeBudget = TimeSpan.FromSeconds(seconds) }, []).Model.Parameters.ToArray());
    }

    [Fact]
    public void A_trial_may_take_what_leaves_time_for_the_fit_of_whichever_is_better()
    {
        ManualTime clock = new();
        TimePlan plan = new(clock, TimeSpan.FromSeconds(100));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(60, plan.OfTrial(0.5, TimeSpan.FromSeconds(5))!.Value.TotalSeconds, 1e-6);
        Assert.Equal(20, plan.OfTrial(0.5, TimeSpan.FromSeconds(70))!.Value.TotalSeconds, 1e-6);
        Assert.Null(new TimePlan(clock, null).OfTrial(0.5, TimeSpan.Zero));
    }

    private static FitResult<double> Run(Recipe recipe, List<FitProgress> told)
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        ManualTime clock = new();
        InlineProgress progress = new(each =>
        {
            told.Add(each);
            clock.Advance(TimeSpan.FromSeconds(1));
        });
        return new ModelSelection<double>(recipe, Rows, progress, CancellationToken.None, clock).Run(inputs, targets, []);
    }
}
