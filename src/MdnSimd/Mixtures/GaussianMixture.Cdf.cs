namespace MdnSimd.Mixtures;

/// <content>How probable is an outcome at most, or above, this?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// P(t_d &lt;= t): the distribution function of one dimension. Relatively accurate in the lower tail, down to where it
    /// underflows; for the upper tail ask <see cref="Survival"/>. NaN for NaN.
    /// </summary>
    /// <param name="t">In the units of the target; may be infinite.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Cdf(T t, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        return Narrow(TailProbability(Widen(t), 1, dimension));
    }

    /// <summary>
    /// P(t_d &gt; t) = 1 - Cdf(t), computed as such: relatively accurate in the upper tail, down to where it underflows. NaN for
    /// NaN.
    /// </summary>
    /// <param name="t">In the units of the target; may be infinite.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Survival(T t, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        return Narrow(TailProbability(Widen(t), -1, dimension));
    }

    /// <summary>The mass of one dimension below t (side 1) or above it (side -1): a sum without cancellation.</summary>
    private double TailProbability(double t, double side, int dimension)
    {
        double probability = 0;
        for (int k = 0; k < Components; k++)
        {
            probability += Weight(k) * StandardNormal.Cdf(side * Standardize(t, k, dimension));
        }

        return Math.Min(probability, 1);
    }

    /// <summary>The density of one dimension at t.</summary>
    private double MarginalDensity(double t, int dimension)
    {
        double density = 0;
        for (int k = 0; k < Components; k++)
        {
            density += Weight(k) * StandardNormal.Pdf(Standardize(t, k, dimension)) / ComponentScale(k, dimension);
        }

        return density;
    }
}
