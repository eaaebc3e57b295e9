using System.Collections.Immutable;

namespace MdnSimd;

/// <summary>
/// What happened while one network was trained: all there is, or one member of an ensemble. Losses are means of what was trained
/// (<see cref="FitReport.Loss"/>): log-likelihoods in nats, in the target's own units, scores in standard deviations of the target.
/// </summary>
public sealed record MemberReport
{
    /// <summary>Epochs run.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose parameters are kept, from 1; 0 if none was good: then they are
    /// those of the start, or of the moment of a cancellation within the first epoch.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Why training ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Per epoch, the mean loss of the steps taken; NaN where every step was skipped.</summary>
    public required ImmutableArray<double> TrainingLoss { get; init; }

    /// <summary>Per epoch, the loss over the rows held out; empty where none are.</summary>
    public required ImmutableArray<double> ValidationLoss { get; init; }

    /// <summary>Per epoch, the mean Euclidean norm of the gradient before clipping, over the steps taken; NaN where every step was skipped.</summary>
    public required ImmutableArray<double> GradientNorm { get; init; }

    /// <summary>Per epoch, the learning rate of its last step.</summary>
    public required ImmutableArray<double> LearningRate { get; init; }

    /// <summary>Steps, skipped ones included.</summary>
    public required long Steps { get; init; }

    /// <summary>Steps whose gradient was shortened, or any element of it limited.</summary>
    public required long ClippedSteps { get; init; }

    /// <summary>Steps not taken because the loss or the gradient was not finite.</summary>
    public required long SkippedSteps { get; init; }

    /// <summary>What the first skipped step met, and where; null if none was skipped.</summary>
    public required string? FirstSkip { get; init; }

    /// <summary>The loss of the epoch kept: over the rows held out or, where none are, over those trained on; NaN where none was good.</summary>
    public double BestLoss =>
        BestEpoch == 0 ? double.NaN : ValidationLoss.IsEmpty ? TrainingLoss[BestEpoch - 1] : ValidationLoss[BestEpoch - 1];
}
