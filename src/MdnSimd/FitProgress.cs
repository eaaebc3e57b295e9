namespace MdnSimd;

/// <summary>
/// Where training stands after an epoch of a network. Losses are means of what is trained (<see cref="TrainingOptions.Loss"/>): log-likelihoods
/// in nats, in the target's own units, scores in standard deviations of the target.
/// </summary>
/// <param name="Epoch">The epoch just done, from 1.</param>
/// <param name="Epochs">Epochs planned.</param>
/// <param name="TrainingLoss">The mean over the epoch's steps.</param>
/// <param name="ValidationLoss">Over the rows held out; null where none are.</param>
/// <param name="BestEpoch">The epoch of the best loss so far, from 1; 0 while no step has been good.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="Elapsed">Time since the fit began.</param>
/// <param name="Member">Of which member of an ensemble all this is told, from 0. Members take turns in no particular order.</param>
/// <param name="Members">How many members there are.</param>
public readonly record struct FitProgress(
    int Epoch,
    int Epochs,
    double TrainingLoss,
    double? ValidationLoss,
    int BestEpoch,
    double LearningRate,
    TimeSpan Elapsed,
    int Member = 0,
    int Members = 1)
{
    /// <summary>Which candidate of a selection is being tried, from 1; 0 in the fit itself.</summary>
    public int Candidate { get; init; }

    /// <summary>How many candidates there are; 0 where nothing is selected.</summary>
    public int Candidates { get; init; }

    /// <summary>The part of all work that is done, 0 to 1, by the epochs planned.</summary>
    public double Done { get; init; }
}
