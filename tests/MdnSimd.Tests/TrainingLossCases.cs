namespace MdnSimd.Tests;

/// <summary>Every kind of loss, and ends of their ranges.</summary>
internal static class TrainingLossCases
{
    public static readonly TrainingLoss[] All =
    [
        new NegativeLogLikelihood(), new BetaNegativeLogLikelihood(), new BetaNegativeLogLikelihood(1),
        new ContinuousRankedProbabilityScore(), new MixedLoss(), new MixedLoss(0.9),
    ];
}
