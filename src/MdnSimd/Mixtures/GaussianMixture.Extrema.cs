namespace MdnSimd.Mixtures;

/// <content>Height, slope and curvature of the density of one dimension, and what bounds them over an interval.</content>
public readonly ref partial struct GaussianMixture<T>
{
    // Of |He4(z)| exp(-z^2 / 2): the roots that part its humps, where the last one peaks, and the height of each.
    private const double FirstRoot = 0.741963784302725858;
    private const double SecondRoot = 2.33441421833897724;
    private const double LastPeak = 2.85697001387280565;
    private const double FirstHump = 3;
    private const double SecondHump = 1.855;
    private const double LastHump = 0.3488;

    /// <summary>A stretch this short, measured in standard deviations of the components that matter there, is one point.</summary>
    private const double Resolution = 1e-7;

    /// <summary>The smallest scale of a component with weight: the unit of slopes and curvatures, so that these do not overflow.</summary>
    private double SmallestScale(int dimension)
    {
        double smallest = double.PositiveInfinity;
        for (int k = 0; k < Components; k++)
        {
            smallest = Weight(k) > 0 ? Math.Min(smallest, ComponentScale(k, dimension)) : smallest;
        }

        return smallest;
    }

    /// <summary>
    /// The log-density of one dimension, and p'/p and p''/p in terms of <paramref name="unit"/>. Every exponent is taken relative
    /// to the nearest component, so that gaps deeper than the smallest number keep their shape. -infinity where z^2 overflows.
    /// </summary>
    private double MarginalShape(double t, int dimension, double unit, out double slope, out double curvature)
    {
        double nearest = double.PositiveInfinity;
        for (int k = 0; k < Components; k++)
        {
            nearest = Weight(k) > 0 ? Math.Min(nearest, HalfSquare(Standardize(t, k, dimension))) : nearest;
        }

        double height = 0;
        slope = 0;
        curvature = 0;
        for (int k = 0; k < Components && !double.IsInfinity(nearest); k++)
        {
            double z = Standardize(t, k, dimension);
            double ratio = unit / ComponentScale(k, dimension);
            double part = Weight(k) * ratio * Math.Exp(nearest - HalfSquare(z));
            if (part > 0)
            {
                height += part;
                slope -= part * ratio * z;
                curvature += part * ratio * ratio * ((z * z) - 1);
            }
        }

        slope /= height;
        curvature /= height;
        return height > 0 ? StandardNormal.LogPdf(0) - nearest + Math.Log(height) - Math.Log(unit) : double.NegativeInfinity;
    }

    /// <summary>
    /// Whether the density turns at most once between two points: its slope has one sign there, or its curvature has, or numbers
    /// are too coarse to tell two turns apart.
    /// </summary>
    private bool TurnsAtMostOnce(double low, double high, int dimension, double unit) =>
        Falls(low, high, 1, dimension, unit) || Falls(low, high, -1, dimension, unit) || BendsOneWay(low, high, dimension, unit)
        || Math.BitIncrement(low) >= high;

    /// <summary>
    /// Whether the density (side 1) or its mirror image (-1) falls all the way: each component's part of the slope, as z exp(-z^2 / 2)
    /// rising to z = 1 and falling from there, at the largest it is in the interval.
    /// </summary>
    private bool Falls(double low, double high, double side, int dimension, double unit)
    {
        (double first, double last) = side > 0 ? (low, high) : (high, low);
        double nearest = double.PositiveInfinity;
        for (int k = 0; k < Components; k++)
        {
            nearest = Weight(k) > 0 ? Math.Min(nearest, HalfSquare(Standardize(last, k, dimension))) : nearest;
        }

        double largest = 0;
        for (int k = 0; k < Components; k++)
        {
            double weight = Weight(k);
            if (weight > 0)
            {
                double ratio = unit / ComponentScale(k, dimension);
                double left = side * Standardize(first, k, dimension);
                double right = side * Standardize(last, k, dimension);
                largest += weight * ratio * ratio * LargestSlope(left, right, nearest);
            }
        }

        return largest < 0;
    }

    /// <summary>The largest -z exp(nearest - z^2 / 2) between two z; where that may overflow, something larger still.</summary>
    private static double LargestSlope(double left, double right, double nearest)
    {
        if (right <= -1 || left >= 1)
        {
            return -right * Math.Exp(nearest - HalfSquare(right));
        }

        if (left >= 0)
        {
            return -Math.Min(left * Math.Exp(Math.Min(700, nearest - HalfSquare(left))), right * Math.Exp(nearest - HalfSquare(right)));
        }

        double peak = Math.Max(left, -1);
        return -peak * Math.Exp(nearest - HalfSquare(peak));
    }

    /// <summary>
    /// Whether the curvature keeps its sign, by its Taylor polynomial about the middle: |p''| above half the width times |p'''|
    /// plus half its square times a bound on the fourth derivative. Or whether the interval is a point for all that can be told.
    /// </summary>
    private bool BendsOneWay(double low, double high, int dimension, double unit)
    {
        double middle = (0.5 * low) + (0.5 * high);
        double half = (0.5 * high) - (0.5 * low);
        double nearest = double.PositiveInfinity;
        bool convex = true;
        for (int k = 0; k < Components; k++)
        {
            if (Weight(k) > 0)
            {
                double z = Nearest(low, high, k, dimension);
                nearest = Math.Min(nearest, HalfSquare(z));
                convex &= z >= 1;
            }
        }

        double second = 0, third = 0, fourth = 0, height = 0, sharpness = 0;
        for (int k = 0; k < Components && !convex; k++)
        {
            double scale = ComponentScale(k, dimension);
            double ratio = unit / scale;
            double steps = half / scale;
            double part = Weight(k) * ratio;
            double bent = part * ratio * ratio;
            double z = Standardize(middle, k, dimension);
            double closest = Nearest(low, high, k, dimension);
            double exponential = Math.Exp(nearest - HalfSquare(z));
            if (part * exponential > 0)
            {
                second += bent * ((z * z) - 1) * exponential;
                third += bent * steps * z * (3 - (z * z)) * exponential;
            }

            // At their largest in the interval, lest a spike at its end be taken for too small to matter.
            double most = Math.Exp(nearest - HalfSquare(closest));
            height += part * most;
            sharpness += part > 0 ? bent * most : 0;

            double bound = LargestFourth(closest, nearest);
            fourth += part > 0 && bound > 0 ? bent * steps * steps * 0.5 * bound : 0;
        }

        return convex || Math.Abs(second) > Math.Abs(third) + fourth
            || (height > 0 && half / unit * Math.Sqrt(sharpness) <= Resolution * Math.Sqrt(height));
    }

    /// <summary>The largest |He4(z)| exp(nearest - z^2 / 2) at a distance of <paramref name="z"/> or more.</summary>
    private static double LargestFourth(double z, double nearest)
    {
        if (z < LastPeak)
        {
            return Math.Exp(nearest) * (z < FirstRoot ? FirstHump : z < SecondRoot ? SecondHump : LastHump);
        }

        double exponential = Math.Exp(nearest - HalfSquare(z));
        return exponential > 0 ? ((((z * z) - 6) * z * z) + 3) * exponential : 0;
    }

    /// <summary>How many standard deviations the nearest point of an interval lies away from a component's mean.</summary>
    private double Nearest(double low, double high, int component, int dimension) =>
        Math.Max(0, Math.Max(Standardize(low, component, dimension), -Standardize(high, component, dimension)));

    private static double HalfSquare(double z) => 0.5 * z * z;
}
