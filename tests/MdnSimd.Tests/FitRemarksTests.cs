namespace MdnSimd.Tests;

public class FitRemarksTests
{
    private static readonly FitReport Plain = Report();

    [Fact]
    public void A_fit_that_went_well_is_not_remarked_on() => Assert.Empty(Plain.Remarks);

    [Fact]
    public void Divergence_comes_first()
    {
        FitReport report = Plain with
        {
            ScalesAtFloor = 0.5,
            Members = [Plain.Members[0] with { StopReason = StopReason.Diverged, SkippedSteps = 20 }],
        };
        Assert.StartsWith("Training diverged", report.Remarks[0], StringComparison.Ordinal);
        AssertOne("learning rate", report);
        AssertNone("skipped", report);
    }

    [Fact]
    public void Skipped_steps_are_told_of_when_they_are_many()
    {
        AssertNone("skipped", Plain with { Members = [Plain.Members[0] with { SkippedSteps = 1 }] });
        AssertOne("skipped", Plain with { Members = [Plain.Members[0] with { SkippedSteps = 2 }] });
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void Few_rows_are_told_of(int rows, bool told)
    {
        FitReport report = Plain with { TrainingRows = rows - 10, ValidationRows = 10 };
        (told ? AssertOne : (Action<string, FitReport>)AssertNone)($"With {rows} rows", report);
    }

    [Fact]
    public void Scales_at_the_floor_are_said_to_be_spikes()
    {
        AssertNone("floor", Plain with { ScalesAtFloor = 0.2 });
        AssertOne("21 % of the scales are at their floor", Plain with { ScalesAtFloor = 0.21 });
    }

    [Fact]
    public void A_linear_network_that_is_as_good_is_told_of()
    {
        AssertOne("without hidden layers", Selected(Candidate(1), Candidate(1.01) with { Network = Linear }));
        AssertNone("without hidden layers", Selected(Candidate(1), Candidate(1.03) with { Network = Linear }));

        // Where no other was to be had, that says nothing.
        AssertNone("without hidden layers", Selected(Candidate(1) with { Network = Linear }));
    }

    [Fact]
    public void Features_that_tell_nothing_are_told_of()
    {
        CandidateReport plain = Candidate(1) with { Name = "unconditional", Network = Linear };
        AssertOne("target alone", Selected(plain, Candidate(1)));
        AssertNone("without hidden layers", Selected(plain, Candidate(1)));
        AssertNone("target alone", Selected(Candidate(1), plain));
    }

    [Fact]
    public void Candidates_that_were_not_tried_ask_for_more_time()
    {
        CandidateReport unfinished = Candidate(double.PositiveInfinity) with { IsFinished = false };
        AssertOne("time budget", Selected(Candidate(1), unfinished));
        AssertNone("time budget", Selected(Candidate(1), Candidate(2)));

        // One that broke down was tried.
        AssertNone("time budget", Selected(Candidate(1), Candidate(double.PositiveInfinity)));

        // What was not tried proves nothing.
        CandidateReport plain = Candidate(1) with { Name = "unconditional", Network = Linear };
        AssertNone("target alone", Selected(plain, unfinished));
        AssertNone("without hidden layers", Selected(Candidate(1) with { Network = Linear }, unfinished));
        Assert.Contains("not calibrated", Assert.Single(Selected(unfinished, unfinished).Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_that_know_their_own_rows_much_better_ask_for_more_rows()
    {
        AssertOne("better by 2.5 nats", Selected(Candidate(3)));
        AssertNone("better by", Selected(Candidate(1.4)));

        // A network that had no good epoch says nothing, nor does a candidate that was not judged.
        MemberReport bad = Plain.Members[0] with { BestEpoch = 0 };
        AssertOne("better by 2.5 nats", Selected(Candidate(3)) with { Members = [bad, Plain.Members[0]] });
        AssertNone("better by", Selected(Candidate(3)) with { Members = [bad] });
        AssertNone("better by", Selected(Candidate(double.PositiveInfinity)));
    }

    [Fact]
    public void Scales_that_were_widened_a_lot_are_told_of()
    {
        AssertOne("2.1 times as wide", Selected(Candidate(1) with { ScaleFactor = 2.1 }));
        AssertNone("as wide", Selected(Candidate(1) with { ScaleFactor = 1.9 }));
    }

    private static readonly MdnOptions Linear = new() { Inputs = 1, Targets = 1, Hidden = [] };

    private static CandidateReport Candidate(double loss) => new()
    {
        Name = "one",
        Network = new MdnOptions { Inputs = 1, Targets = 1 },
        Training = new TrainingOptions(),
        Loss = loss,
        Calibration = Calibration.None,
        Elapsed = TimeSpan.FromSeconds(1),
    };

    private static FitReport Selected(params CandidateReport[] candidates) => Plain with
    {
        Selection = new SelectionReport { Candidates = [.. candidates], Chosen = 0, HeldOutRows = 500 },
    };

    private static FitReport Report()
    {
        MemberReport member = new()
        {
            Epochs = 1,
            BestEpoch = 1,
            StopReason = StopReason.Completed,
            TrainingLoss = [0.5],
            ValidationLoss = [],
            GradientNorm = [1],
            LearningRate = [0.01],
            Steps = 100,
            ClippedSteps = 0,
            SkippedSteps = 0,
            FirstSkip = null,
        };
        return new FitReport
        {
            TrainingRows = 500,
            ValidationRows = 0,
            ParameterCount = 10,
            Members = [member],
            HeldOutLoss = null,
            DeadComponents = [],
            ScalesAtFloor = 0,
            DrawnInInputs = [],
            ConstantInputs = [],
            ConstantTargets = [],
            Elapsed = TimeSpan.Zero,
        };
    }

    private static void AssertOne(string words, FitReport report) =>
        Assert.Single(report.Remarks, remark => remark.Contains(words, StringComparison.Ordinal));

    private static void AssertNone(string words, FitReport report) =>
        Assert.DoesNotContain(report.Remarks, remark => remark.Contains(words, StringComparison.Ordinal));
}
