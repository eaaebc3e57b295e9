using System.Collections.Immutable;

namespace MdnSimd;

/// <summary>How <see cref="AutoFit"/> chose.</summary>
public sealed record SelectionReport
{
    /// <summary>All candidates, in the order in which they were tried: with a time budget those of the least work first.</summary>
    public required ImmutableArray<CandidateReport> Candidates { get; init; }

    /// <summary>
    /// Which of them was chosen, from 0: the one of the smallest loss, unless it looks at the features and one that does not is as good: the
    /// difference, less four nats in all for its calibration, is below 0.01 nats a row, or two standard errors (of few rows more). Where none
    /// could be judged in time, the first.
    /// </summary>
    public required int Chosen { get; init; }

    /// <summary>Rows on which the candidates were judged, each by networks that had not seen it.</summary>
    public required int HeldOutRows { get; init; }

    /// <summary>The chosen candidate.</summary>
    public CandidateReport Best => Candidates[Chosen];
}

/// <summary>One way to train, and how well it went on rows that were held out.</summary>
public sealed record CandidateReport
{
    /// <summary>What sets it apart, in a few words.</summary>
    public required string Name { get; init; }

    /// <summary>Its networks.</summary>
    public required MdnOptions Network { get; init; }

    /// <summary>
    /// How they were trained. <see cref="TrainingOptions.Epochs"/> is 0, which no fit by hand takes, for the candidate without regard to the
    /// features: it stays where it starts. After a time budget the model may have had fewer epochs (<see cref="FitReport.Epochs"/>).
    /// </summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>
    /// The mean negative log-likelihood of the rows held out, in nats, in the target's own units, once calibrated; infinite if the
    /// time was up before it was tried to the end, or training broke down.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>The calibration found on the rows held out.</summary>
    public required Calibration Calibration { get; init; }

    /// <summary>
    /// By what the calibration multiplies the scales, above 0: the geometric mean over the rows held out, each component with its weight.
    /// 1, the default, if there is none.
    /// </summary>
    public double ScaleFactor { get; init; } = 1;

    /// <summary>How long it took; 0 if it was not tried.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether it was tried to the end; false where the time budget left it unfinished, or untried. Default true.</summary>
    public bool IsFinished { get; init; } = true;
}
