namespace MdnSimd.Mixtures;

/// <summary>The answer of a Monte Carlo method.</summary>
/// <param name="Value">The mean over the samples.</param>
/// <param name="StandardError">
/// The estimated standard deviation of that mean: for many samples the right answer lies within two of them about 95 times of 100.
/// </param>
public readonly record struct Estimate(double Value, double StandardError);
