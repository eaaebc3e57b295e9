using MdnSimd.Kernels;

namespace MdnSimd.Mixtures;

/// <content>Below which value does the outcome fall with this probability?</content>
public readonly ref partial struct GaussianMixture<T>
{
    private const double Largest = 1.7e308;

    // Rarely more than 20 are needed. After the first 64 every one halves the numbers left, fewer than 2^64.
    private const int NewtonIterations = 64;
    private const int TotalIterations = NewtonIterations + 66;

    /// <summary>
    /// The value q of one dimension with Cdf(q) = <paramref name="probability"/>, in the units of the target. Found in double, to
    /// |Cdf(q) - probability| of about 1e-13 times the smaller tail (1e-11 far out in it), or as near as numbers of type <typeparamref name="T"/> lie,
    /// however the components do. In a gap without mass any value is as good as another, and one of them is returned.
    /// </summary>
    /// <param name="probability">0 to 1; 0 gives -infinity and 1 gives +infinity.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such dimension, or the probability is outside [0, 1] or NaN.
    /// </exception>
    public T Quantile(T probability, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        MixtureArguments.CheckProbability(probability);
        return Narrow(FindQuantile(Widen(probability), dimension));
    }

    /// <summary>From the smaller tail, where the distribution function keeps all its digits: 1 - p is exact for p above 1/2.</summary>
    private double FindQuantile(double probability, int dimension) => probability switch
    {
        0 => double.NegativeInfinity,
        1 => double.PositiveInfinity,
        <= 0.5 => SolveTail(probability, 1, dimension),
        _ => -SolveTail(1 - probability, -1, dimension),
    };

    /// <summary>
    /// The x at which the mass below it is <paramref name="tail"/>, at most 1/2, for the mixture (<paramref name="side"/> 1) or
    /// for its mirror image (-1). Newton steps on Phi^-1 of the mass, which for one Gaussian is a straight line; where they leave
    /// the bracket or stop gaining, bisection.
    /// </summary>
    private double SolveTail(double tail, double side, int dimension)
    {
        double z = NormalQuantile.Of(tail);
        (double low, double high) = Bracket(z, side, dimension);
        double x = (side * MarginalMean(dimension)) + (z * Math.Sqrt(MarginalVariance(dimension)));
        if (!(x >= low && x <= high))
        {
            x = (0.5 * low) + (0.5 * high);
        }

        // The rounding of a standardised distance moves a tail by z^2 times as much.
        double tolerance = tail * 1e-14 * (10 + (z * z));
        double lowError = double.PositiveInfinity;
        double highError = double.PositiveInfinity;
        double lastGap = double.PositiveInfinity;
        for (int iteration = 0; iteration < TotalIterations; iteration++)
        {
            double mass = TailProbability(side * x, side, dimension);
            double error = Math.Abs(mass - tail);
            if (error <= tolerance)
            {
                return x;
            }

            if (mass < tail)
            {
                (low, lowError) = (x, error);
            }
            else
            {
                (high, highError) = (x, error);
            }

            if (Math.BitIncrement(low) >= high)
            {
                break;
            }

            double standardized = NormalQuantile.Of(mass);
            double gap = Math.Abs(z - standardized);
            double next = double.NaN;
            if (iteration < NewtonIterations && gap <= 0.5 * lastGap)
            {
                double slope = MarginalDensity(side * x, dimension) / StandardNormal.Pdf(standardized);
                next = Step(x, (z - standardized) / slope);
            }

            if (next > low && next < high)
            {
                x = next;
                lastGap = gap;
            }
            else
            {
                x = iteration < NewtonIterations ? (0.5 * low) + (0.5 * high) : Between(low, high);
                lastGap = double.PositiveInfinity;
            }
        }

        return lowError < highError ? low : high;
    }

    /// <summary>A mixture's quantile lies between the smallest and the largest of its components', to rounding.</summary>
    private (double Low, double High) Bracket(double z, double side, int dimension)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        for (int k = 0; k < Components; k++)
        {
            if (Weight(k) > 0)
            {
                double quantile = (side * ComponentMean(k, dimension)) + (z * ComponentScale(k, dimension));
                low = Math.Min(low, quantile);
                high = Math.Max(high, quantile);
            }
        }

        return (Math.BitDecrement(Math.Max(low, -Largest)), Math.BitIncrement(Math.Min(high, Largest)));
    }

    /// <summary>x + step, or the number next to x where the step is smaller than the spacing of numbers there.</summary>
    private static double Step(double x, double step)
    {
        double next = x + step;
        return next != x ? next : step > 0 ? Math.BitIncrement(x) : Math.BitDecrement(x);
    }

    /// <summary>
    /// The middle of all the floating-point numbers between two: halves their count rather than the distance, so 64 of these
    /// leave none in between, whatever the bracket was.
    /// </summary>
    private static double Between(double low, double high)
    {
        long first = Rank(low);
        long last = Rank(high);
        return FromRank((first >> 1) + (last >> 1) + (first & last & 1));

        static long Rank(double value)
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            return bits >= 0 ? bits : long.MinValue - bits;
        }

        static double FromRank(long rank) => BitConverter.Int64BitsToDouble(rank >= 0 ? rank : long.MinValue - rank);
    }
}
