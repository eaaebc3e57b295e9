namespace MdnSimd.Cli.Querying;

/// <summary>What <c>mdn predict</c> is asked besides mean and standard deviation. Probabilities lie between 0 and 1.</summary>
internal sealed record PredictionQuestions
{
    /// <summary>The probabilities whose quantiles are asked for.</summary>
    public double[] Quantiles { get; init; } = [];

    /// <summary>The probabilities of central intervals.</summary>
    public double[] Intervals { get; init; } = [];

    /// <summary>The probabilities of highest-density regions.</summary>
    public double[] Regions { get; init; } = [];

    /// <summary>The masses of tails whose value at risk and expected shortfall are asked for, on either side.</summary>
    public double[] Tails { get; init; } = [];

    /// <summary>Whether the highest mode of the joint density is asked for.</summary>
    public bool Mode { get; init; }

    /// <summary>Whether the parameters of every component are asked for.</summary>
    public bool Mixture { get; init; }
}
