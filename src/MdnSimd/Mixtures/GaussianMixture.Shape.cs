namespace MdnSimd.Mixtures;

/// <content>How lopsided is the density, and how heavy are its tails?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// The skewness of one dimension, E[(t - mean)^3] / sd^3, without unit: 0 for a symmetric density, positive for a longer upper
    /// tail. In closed form, from the components' central moments.
    /// </summary>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Skewness(int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        double mean = MarginalMean(dimension);
        double unit = LargestDistance(mean, dimension);
        double variance = 0;
        double third = 0;
        for (int k = 0; k < Components; k++)
        {
            (double distance, double square) = Relative(k, dimension, mean, unit);
            variance += Weight(k) * ((distance * distance) + square);
            third += Weight(k) * distance * ((distance * distance) + (3 * square));
        }

        return Narrow(third / (variance * Math.Sqrt(variance)));
    }

    /// <summary>
    /// The excess kurtosis of one dimension, E[(t - mean)^4] / sd^4 - 3, without unit: 0 for one Gaussian, never below -2, positive
    /// for heavier tails. In closed form, arranged so that the 3 does not cancel.
    /// </summary>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T ExcessKurtosis(int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        double mean = MarginalMean(dimension);
        double unit = LargestDistance(mean, dimension);
        double variance = 0;
        for (int k = 0; k < Components; k++)
        {
            (double distance, double square) = Relative(k, dimension, mean, unit);
            variance += Weight(k) * ((distance * distance) + square);
        }

        double excess = 0;
        for (int k = 0; k < Components; k++)
        {
            // The fourth moment of a component is 3 (d^2 + s^2)^2 - 2 d^4.
            (double distance, double square) = Relative(k, dimension, mean, unit);
            double distanceSquare = distance * distance;
            double more = distanceSquare + square - variance;
            excess += Weight(k) * ((3 * more * more) - (2 * distanceSquare * distanceSquare));
        }

        return Narrow(excess / (variance * variance));
    }

    /// <summary>A component's distance from the mean and its variance, in units of <paramref name="unit"/>.</summary>
    private (double Distance, double Square) Relative(int component, int dimension, double mean, double unit)
    {
        double scale = ComponentScale(component, dimension) / unit;
        return ((ComponentMean(component, dimension) - mean) / unit, scale * scale);
    }

    /// <summary>A length to measure in, so that fourth powers neither overflow nor vanish.</summary>
    private double LargestDistance(double mean, int dimension)
    {
        double largest = 0;
        for (int k = 0; k < Components; k++)
        {
            if (Weight(k) > 0)
            {
                double distance = Math.Abs(ComponentMean(k, dimension) - mean);
                largest = Math.Max(largest, Math.Max(distance, ComponentScale(k, dimension)));
            }
        }

        return largest;
    }
}
