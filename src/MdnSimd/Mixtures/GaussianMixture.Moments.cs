namespace MdnSimd.Mixtures;

/// <content>Where does the mass lie, and how widely is it spread?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>The expected value in one dimension, in the units of the target.</summary>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Mean(int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        return Narrow(MarginalMean(dimension));
    }

    /// <summary>
    /// The variance in one dimension, in squared units of the target: the mean of the components' variances plus the variance of
    /// their means.
    /// </summary>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Variance(int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        return Narrow(MarginalVariance(dimension));
    }

    /// <summary>The standard deviation in one dimension, in the units of the target.</summary>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T StandardDeviation(int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        return Narrow(Math.Sqrt(MarginalVariance(dimension)));
    }

    /// <summary>Measured from one of the means: the rounding of the weights then moves it by a part of the spread, not of its size.</summary>
    internal double MarginalMean(int dimension)
    {
        double origin = ComponentMean(0, dimension);
        double shift = 0;
        for (int k = 1; k < Components; k++)
        {
            shift += Weight(k) * (ComponentMean(k, dimension) - origin);
        }

        return origin + shift;
    }

    /// <summary>Distances are taken from the mean before they are squared: E[t^2] - E[t]^2 would cancel.</summary>
    private double MarginalVariance(int dimension)
    {
        double mean = MarginalMean(dimension);
        double variance = 0;
        for (int k = 0; k < Components; k++)
        {
            double scale = ComponentScale(k, dimension);
            double distance = ComponentMean(k, dimension) - mean;
            variance += Weight(k) * ((scale * scale) + (distance * distance));
        }

        return variance;
    }
}
