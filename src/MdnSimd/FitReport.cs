using System.Collections.Immutable;

namespace MdnSimd;

/// <summary>What happened during a fit. Losses are mean negative log-likelihoods in nats, in the target's own units.</summary>
public sealed record FitReport
{
    /// <summary>Rows trained on.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows held out.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>Weights and biases of the network.</summary>
    public required int ParameterCount { get; init; }

    /// <summary>Epochs run.</summary>
    public required int Epochs { get; init; }

    /// <summary>The epoch whose parameters are returned, from 1; 0 if none was good: then they are
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

    /// <summary>Components (from 0) whose mean weight over the training rows is below 0.001.</summary>
    public required ImmutableArray<int> DeadComponents { get; init; }

    /// <summary>The part of all scales predicted for the training rows that is within 1 % of the floor, in [0, 1].</summary>
    public required double ScalesAtFloor { get; init; }

    /// <summary>Features (columns from 0) that have one value in all training rows.</summary>
    public required ImmutableArray<int> ConstantInputs { get; init; }

    /// <summary>Target dimensions (columns from 0) that have one value in all training rows.</summary>
    public required ImmutableArray<int> ConstantTargets { get; init; }

    /// <summary>How long the fit took.</summary>
    public required TimeSpan Elapsed { get; init; }
}
