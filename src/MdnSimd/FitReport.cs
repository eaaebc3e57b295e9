using System.Collections.Immutable;
using System.Numerics;

namespace MdnSimd;

/// <summary>Where training stands after an epoch. Losses are mean negative log-likelihoods in nats, in the target's own units.</summary>
/// <param name="Epoch">The epoch just done, from 1.</param>
/// <param name="Epochs">Epochs planned.</param>
/// <param name="TrainingLoss">The mean over the epoch's steps.</param>
/// <param name="ValidationLoss">Over the rows held out; null where none are.</param>
/// <param name="BestEpoch">The epoch of the best loss so far, from 1; 0 while no step has been good.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="Elapsed">Time since the fit began.</param>
public readonly record struct FitProgress(
    int Epoch,
    int Epochs,
    double TrainingLoss,
    double? ValidationLoss,
    int BestEpoch,
    double LearningRate,
    TimeSpan Elapsed);

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs are done.</summary>
    Completed,

    /// <summary>The validation loss had not improved for as many epochs as the patience allows.</summary>
    EarlyStopped,

    /// <summary>The caller cancelled; the best parameters so far are kept.</summary>
    Cancelled,

    /// <summary>Step after step met values that are not finite; the best parameters so far are kept.</summary>
    Diverged,
}

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

    /// <summary>The epoch whose parameters are returned, from 1; 0 if none was better than the start.</summary>
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

    /// <summary>Steps whose gradient was shortened.</summary>
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

/// <summary>The model that a fit found, and what happened on the way.</summary>
/// <param name="Model">The model with the best parameters.</param>
/// <param name="Report">What happened.</param>
public sealed record FitResult<T>(MdnModel<T> Model, FitReport Report)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
