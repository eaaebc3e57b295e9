using System.Collections.Immutable;

namespace MdnSimd;

/// <summary>
/// What happened during a fit. Losses are means of <see cref="Loss"/>: log-likelihoods in nats, in the target's own units, scores in
/// standard deviations of the target. Of an ensemble, epochs, losses, norms and rates are those of the first member, steps are added
/// up, and <see cref="Members"/> has each one's.
/// </summary>
public sealed record FitReport
{
    /// <summary>What was made small, and chose the best epoch over the rows held out.</summary>
    public TrainingLoss Loss { get; init; } = new NegativeLogLikelihood();

    /// <summary>Rows trained on.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows held out.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>Weights and biases of the model, of all its members together.</summary>
    public required int ParameterCount { get; init; }

    /// <summary>
    /// One report per network trained, at least one. The model holds those with a good epoch (<see cref="MemberReport.BestEpoch"/>
    /// above 0), in this order; where none has one, the first or, of networks that were not to be trained (<see cref="SelectionReport"/>), all.
    /// </summary>
    public required ImmutableArray<MemberReport> Members { get; init; }

    /// <summary>
    /// The model's mean negative log-likelihood over the rows held out, whatever the loss of training, of an ensemble that of all
    /// members together; null where none are.
    /// </summary>
    public required double? HeldOutLoss { get; init; }

    /// <summary>Components (from 0, of an ensemble counted through its members) whose mean weight within their network is below 0.001
    /// over the training rows.</summary>
    public required ImmutableArray<int> DeadComponents { get; init; }

    /// <summary>The part of all scales predicted for the training rows that is within 1 % of the floor, in [0, 1].</summary>
    public required double ScalesAtFloor { get; init; }

    /// <summary>Features (columns from 0) whose long tails the model draws in; see <see cref="InputTransform"/>.</summary>
    public required ImmutableArray<int> DrawnInInputs { get; init; }

    /// <summary>Features (columns from 0) that have one value in all training rows.</summary>
    public required ImmutableArray<int> ConstantInputs { get; init; }

    /// <summary>Target dimensions (columns from 0) that have one value in all training rows.</summary>
    public required ImmutableArray<int> ConstantTargets { get; init; }

    /// <summary>How the way to train was chosen; null where it was given.</summary>
    public SelectionReport? Selection { get; init; }

    /// <summary>How long the fit took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What all this means in plain words, and what may be tried; often nothing.</summary>
    public ImmutableArray<string> Remarks => [.. FitRemarks.Of(this)];

    /// <summary>Epochs run.</summary>
    public int Epochs => Members[0].Epochs;

    /// <summary>The epoch whose parameters are returned, from 1; 0 if none was good: then they are
    /// those of the start, or of the moment of a cancellation within the first epoch.</summary>
    public int BestEpoch => Members[0].BestEpoch;

    /// <summary>Why training ended: cancelled or diverged if any member was, completed if all are.</summary>
    public StopReason StopReason
    {
        get
        {
            foreach (StopReason reason in (ReadOnlySpan<StopReason>)[StopReason.Cancelled, StopReason.Diverged, StopReason.EarlyStopped])
            {
                if (Members.Any(member => member.StopReason == reason))
                {
                    return reason;
                }
            }

            return StopReason.Completed;
        }
    }

    /// <summary>Per epoch, the mean loss of the steps taken; NaN where every step was skipped.</summary>
    public ImmutableArray<double> TrainingLoss => Members[0].TrainingLoss;

    /// <summary>Per epoch, the loss over the rows held out; empty where none are.</summary>
    public ImmutableArray<double> ValidationLoss => Members[0].ValidationLoss;

    /// <summary>Per epoch, the mean Euclidean norm of the gradient before clipping, over the steps taken; NaN where every step was skipped.</summary>
    public ImmutableArray<double> GradientNorm => Members[0].GradientNorm;

    /// <summary>Per epoch, the learning rate of its last step.</summary>
    public ImmutableArray<double> LearningRate => Members[0].LearningRate;

    /// <summary>Steps, skipped ones included.</summary>
    public long Steps => Members.Sum(member => member.Steps);

    /// <summary>Steps whose gradient was shortened, or any element of it limited.</summary>
    public long ClippedSteps => Members.Sum(member => member.ClippedSteps);

    /// <summary>Steps not taken because the loss or the gradient was not finite.</summary>
    public long SkippedSteps => Members.Sum(member => member.SkippedSteps);

    /// <summary>What the first skipped step met, and where; null if none was skipped.</summary>
    public string? FirstSkip => Members.Select(member => member.FirstSkip).FirstOrDefault(skip => skip is not null);
}
