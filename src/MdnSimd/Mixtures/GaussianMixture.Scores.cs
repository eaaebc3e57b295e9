namespace MdnSimd.Mixtures;

/// <content>How good was this forecast, now that the outcome is known?</content>
public readonly ref partial struct GaussianMixture<T>
{
    private const double InverseSqrtPi = 0.56418958354775628695;

    /// <summary>
    /// The continuous ranked probability score of one dimension, the integral of (Cdf(x) - [x >= t])^2 over x, in the units of
    /// the target: 0 for a certain and right forecast, the absolute error for one without spread; smaller is better. The closed
    /// form of E. P. Grimit, T. Gneiting, V. J. Berrocal and N. A. Johnson, "The continuous ranked probability score for circular
    /// variables and its application to mesoscale forecast ensemble verification", QJRMS 132 (2006) 2925-2942. Its cost grows
    /// with K^2.
    /// </summary>
    /// <param name="t">The outcome, in the units of the target.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Crps(T t, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        double outcome = Widen(t);
        double distance = 0; // E|X - t|
        double spread = 0;   // E|X - X'| / 2: every pair once stands for half of both orders
        for (int i = 0; i < Components; i++)
        {
            double weight = Weight(i);
            double mean = ComponentMean(i, dimension);
            double scale = ComponentScale(i, dimension);
            distance += weight * MeanAbsolute(outcome - mean, scale);

            // A normal difference of mean 0 and variance 2 s^2 has the mean absolute value 2 s / sqrt(pi).
            double others = weight * scale * InverseSqrtPi;
            for (int j = 0; j < i; j++)
            {
                others += Weight(j) * MeanAbsolute(mean - ComponentMean(j, dimension), Norm(scale, ComponentScale(j, dimension)));
            }

            spread += weight * others;
        }

        return Narrow(distance - spread);
    }

    /// <summary>E|Z| for a normal Z.</summary>
    private static double MeanAbsolute(double mean, double scale)
    {
        double z = mean / scale;
        return (2 * scale * StandardNormal.Pdf(z)) + (mean * ((2 * StandardNormal.Cdf(z)) - 1));
    }

    /// <summary>sqrt(a^2 + b^2) of positive numbers, the slow way only where the squares leave the range.</summary>
    private static double Norm(double a, double b)
    {
        double square = (a * a) + (b * b);
        return double.IsNormal(square) ? Math.Sqrt(square) : double.Hypot(a, b);
    }
}
