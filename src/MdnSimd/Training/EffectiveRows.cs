namespace MdnSimd.Training;

/// <summary>How much rows that count differently tell together.</summary>
internal static class EffectiveRows
{
    /// <summary>How many rows of one weight would tell as much (Kish 1965): (sum w)^2 / sum w^2.</summary>
    /// <param name="weights">What each row counts for, 1 in the mean.</param>
    public static double Of(double[] weights) => weights.Length * (weights.Length / weights.Sum(weight => weight * weight));
}
