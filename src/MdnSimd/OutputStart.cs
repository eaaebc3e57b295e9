namespace MdnSimd;

/// <summary>What mixture a fit starts from: the biases of the output layer.</summary>
public enum OutputStart
{
    /// <summary>Equal weights, one scale, means spread over a standard normal distribution; knows nothing of the targets.</summary>
    Spread,

    /// <summary>
    /// The mixture that the targets follow without regard to the features, as expectation maximisation finds it in the training
    /// rows; the features' part starts small beside it.
    /// </summary>
    Marginal,
}
