namespace MdnSimd.Quality.Scoring;

/// <summary>One split of a data set, fitted and scored.</summary>
/// <param name="Scores">On the test rows.</param>
/// <param name="Selection">What was chosen inside the training rows.</param>
/// <param name="ScaleFloor">The smallest scale the model can predict, in the target's units.</param>
/// <param name="Seconds">How long the fit took, selection included.</param>
internal sealed record SplitResult(Scores Scores, SelectionReport Selection, double ScaleFloor, double Seconds);
