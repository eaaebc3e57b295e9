namespace MdnSimd.Mixtures;

/// <content>How improbable, in logarithms, is an outcome so far out?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// log P(t_d &lt;= t) in nats, 0 or less: relatively accurate in both tails, where <see cref="Cdf"/> underflows and where it
    /// rounds to 1. Finite wherever t is finite: beyond the range of <typeparamref name="T"/> it is the smallest finite number.
    /// NaN for NaN.
    /// </summary>
    /// <param name="t">In the units of the target; may be infinite.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T LogCdf(T t, int dimension = 0) => LogTail(t, 1, dimension);

    /// <summary>
    /// log P(t_d &gt; t) in nats, 0 or less: relatively accurate in both tails, where <see cref="Survival"/> underflows and where
    /// it rounds to 1. Finite wherever t is finite: beyond the range of <typeparamref name="T"/> it is the smallest finite number.
    /// NaN for NaN.
    /// </summary>
    /// <param name="t">In the units of the target; may be infinite.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T LogSurvival(T t, int dimension = 0) => LogTail(t, -1, dimension);

    private T LogTail(T t, double side, int dimension)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        double logarithm = LogTailProbability(Widen(t), side, dimension);
        return double.IsNegativeInfinity(logarithm) && T.IsInfinity(t)
            ? T.NegativeInfinity
            : T.Max(Narrow(logarithm), Lowest);
    }

    /// <summary>The logarithm of <see cref="TailProbability"/>: of a mass above 1/2 by what is missing from 1.</summary>
    private double LogTailProbability(double t, double side, int dimension)
    {
        double mass = TailProbability(t, side, dimension);
        if (mass > 0.5)
        {
            return StandardNormal.LogOfComplement(TailProbability(t, -side, dimension));
        }

        // Components whose weights have vanished beside their logarithms would count in a smaller mass.
        if (mass > (typeof(T) == typeof(float) ? 1e-29 : 1e-290))
        {
            return Math.Log(mass);
        }

        LogSum sum = new();
        for (int k = 0; k < Components; k++)
        {
            sum.Add(LogWeight(k) + StandardNormal.LogCdf(side * Standardize(t, k, dimension)));
        }

        return sum.Value;
    }
}
