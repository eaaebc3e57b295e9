namespace MdnSimd.Mixtures;

/// <summary>How samples are drawn. The default draws independent samples of the mixture as it is.</summary>
/// <remarks>
/// Temperatures follow D. Ha and D. Eck, "A neural representation of sketch drawings", ICLR 2018: below 1 samples are nearer to
/// the likeliest ones, above 1 they are more varied. A. Graves' bias b ("Generating sequences with recurrent neural networks", 2013)
/// is a weight temperature of 1 / (1 + b) and a scale temperature of e^(-2b).
/// </remarks>
public readonly record struct SamplingOptions
{
    // Absent means 1, so that default(SamplingOptions) is the default.
    private readonly double? weightTemperature;
    private readonly double? scaleTemperature;

    /// <summary>
    /// What the log-weights are divided by before they are normalised again: weights become w_k^(1/tau) / sum_j w_j^(1/tau). 1 leaves
    /// them as they are. The limits are allowed: 0 leaves the heaviest component alone (several equally heavy ones share), infinity
    /// makes all components of positive weight equally likely.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or NaN.</exception>
    public double WeightTemperature
    {
        get => weightTemperature ?? 1;
        init => weightTemperature = value switch
        {
            1 => null,
            >= 0 => value,
            _ => throw new ArgumentOutOfRangeException(
                nameof(WeightTemperature), value, $"Expected a temperature of 0 or more, got {value}."),
        };
    }

    /// <summary>
    /// What the components' variances are multiplied by: scales become sqrt(tau) s. 1 leaves them as they are; 0 gives the
    /// components' means.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or NaN.</exception>
    public double ScaleTemperature
    {
        get => scaleTemperature ?? 1;
        init => scaleTemperature = value switch
        {
            1 => null,
            >= 0 and < double.PositiveInfinity => value,
            _ => throw new ArgumentOutOfRangeException(
                nameof(ScaleTemperature), value, $"Expected a finite temperature of 0 or more, got {value}."),
        };
    }

    /// <summary>How samples depend on each other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such method.</exception>
    public SamplingMethod Method
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Method), value, $"Expected a {nameof(SamplingMethod)}, got {value}.");
    }
}
