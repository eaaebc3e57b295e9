namespace MdnSimd;

/// <summary>What training makes small. Formulas stand in docs/mathematics.md.</summary>
public abstract record TrainingLoss
{
    private protected TrainingLoss()
    {
    }

    /// <summary>The share of the continuous ranked probability score; the rest is the negative log-likelihood's.</summary>
    internal virtual double RankedShare => 0;

    /// <summary>The exponent of the variances that weigh the likelihood's gradients.</summary>
    internal virtual double VarianceExponent => 0;
}

/// <summary>The negative log-likelihood, in nats.</summary>
public sealed record NegativeLogLikelihood : TrainingLoss;

/// <summary>
/// The negative log-likelihood with the gradients of each component's mean and scale multiplied by sigma^(2 beta), which is not
/// differentiated itself, in standard deviations of the target: wide components learn as fast as narrow ones. M. Seitzer,
/// A. Tavakoli, D. Antic and G. Martius, "On the pitfalls of heteroscedastic uncertainty estimation with probabilistic neural
/// networks", ICLR 2022, gave it for one Gaussian. The loss that is reported is the negative log-likelihood itself.
/// </summary>
/// <param name="Beta">0 for the likelihood's own gradient, 1 for means that learn as by squared errors. In [0, 1].</param>
public sealed record BetaNegativeLogLikelihood(double Beta = 0.5) : TrainingLoss
{
    /// <inheritdoc/>
    internal override double VarianceExponent => Beta;
}

/// <summary>
/// The continuous ranked probability score, in standard deviations of the target, the mean over the target's dimensions:
/// E. P. Grimit et al., QJRMS 132 (2006) 2925-2942. It looks at the dimensions one by one: how they depend on each other it
/// does not see.
/// </summary>
public sealed record ContinuousRankedProbabilityScore : TrainingLoss
{
    /// <inheritdoc/>
    internal override double RankedShare => 1;
}

/// <summary>(1 - s) times <see cref="NegativeLogLikelihood"/> plus s times <see cref="ContinuousRankedProbabilityScore"/>.</summary>
/// <param name="CrpsShare">s, in [0, 1].</param>
public sealed record MixedLoss(double CrpsShare = 0.5) : TrainingLoss
{
    /// <inheritdoc/>
    internal override double RankedShare => CrpsShare;
}
