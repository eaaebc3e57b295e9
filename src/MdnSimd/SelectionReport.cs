using System.Collections.Immutable;

namespace MdnSimd;

/// <summary>How <see cref="AutoFit"/> chose.</summary>
public sealed record SelectionReport
{
    /// <summary>All candidates, in the order in which they were tried: with a time budget those of the least work first.</summary>
    public required ImmutableArray<CandidateReport> Candidates { get; init; }

    /// <summary>
    /// Which of them was chosen, from 0: the one of the smallest loss, if it is not one without regard to the features that is as good
    /// within two standard errors of the difference, or 0.01 nats. Where none could be judged in time, the first.
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

    /// <summary>How they were trained: the candidate without regard to the features not at all, for 0 epochs.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>
    /// The mean negative log-likelihood of the rows held out, in nats, in the target's own units, once calibrated; infinite if the
    /// time was up before it was tried to the end, or training broke down.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>The calibration found on the rows held out.</summary>
    public required Calibration Calibration { get; init; }

    /// <summary>How long it took; 0 if it was not tried.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether it was tried to the end; false where the time budget left it unfinished, or untried. Default true.</summary>
    public bool IsFinished { get; init; } = true;
}
