using MdnSimd.Kernels;

namespace MdnSimd.Mixtures;

/// <content>Where does the outcome fall with this probability, in as little room as possible?</content>
public readonly ref partial struct GaussianMixture<T>
{
    private const double RegionTolerance = 1e-13;

    /// <summary>
    /// The highest-density region of one dimension: the smallest set of outcomes with this probability, as disjoint intervals in
    /// ascending order; the density is above the threshold inside and below it outside (R. J. Hyndman, "Computing and graphing
    /// highest density regions", The American Statistician 50 (1996) 120-126). The threshold is sought in double until the mass
    /// is within 1e-13 of the probability, or as near as neighbouring thresholds allow: where an interval is just about to appear or
    /// two to merge, its width goes as the square root of the threshold, and the mass is within 1e-8. The ends are then rounded
    /// once: where numbers of type <typeparamref name="T"/> are coarse beside a component's scale, the rounded ends hold another mass.
    /// </summary>
    /// <param name="probability">0 to 1; 0 gives no interval, and 1 the whole line with a threshold of 0.</param>
    /// <param name="lows">[K] or longer: receives the lower ends, in the units of the target.</param>
    /// <param name="highs">[K] or longer: receives the upper ends.</param>
    /// <param name="threshold">Receives the density at the ends, per unit of the target.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <returns>The number of intervals, at most K.</returns>
    /// <exception cref="ArgumentException">One of the spans is shorter than K.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such dimension, or the probability is outside [0, 1] or NaN.
    /// </exception>
    public int HighestDensityRegion(T probability, Span<T> lows, Span<T> highs, out T threshold, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        MixtureArguments.CheckProbability(probability);
        MixtureArguments.CheckCapacity(lows.Length, Components, nameof(lows));
        MixtureArguments.CheckCapacity(highs.Length, Components, nameof(highs));
        if (probability == T.One)
        {
            threshold = T.Zero;
            lows[0] = T.NegativeInfinity;
            highs[0] = T.PositiveInfinity;
            return 1;
        }

        double unit = SmallestScale(dimension);
        Landscape known = new(stackalloc double[Landscape.Length], this, dimension, unit);
        double level = probability == T.Zero ? known.Highest : FindLevel(Widen(probability), ref known, dimension, unit);
        threshold = Narrow(Math.Exp(level));
        _ = RegionAbove(level, ref known, lows, highs, out int count, out _, dimension, unit);
        return count;
    }

    /// <summary>
    /// The log-density above which this much mass lies: Newton steps, from where it is in a single Gaussian, and bisection where they
    /// leave the bracket or stop gaining.
    /// </summary>
    private double FindLevel(double mass, ref Landscape known, int dimension, double unit)
    {
        double drop = HalfSquare(NormalQuantile.Of(0.5 * (1 - mass)));
        double low = double.NegativeInfinity;
        double high = known.Highest;
        double level = high - drop < high ? high - drop : high - 0.5;
        double best = level;
        double error = double.PositiveInfinity;
        double lastGap = double.PositiveInfinity;
        while (true)
        {
            double excess = RegionAbove(level, ref known, default, default, out _, out double slope, dimension, unit) - mass;
            double gap = Math.Abs(excess);
            if (gap < error)
            {
                (best, error) = (level, gap);
            }

            if (excess >= 0)
            {
                low = level;
            }
            else
            {
                high = level;
            }

            if (error <= RegionTolerance || Math.BitIncrement(low) >= high)
            {
                return best;
            }

            // Until there is a lower end, no more than twice as deep, and at least a little deeper.
            drop = Math.Max(known.Highest - level, 0.5);
            double next = Math.Max(level - (excess / slope), level - drop);
            if (!(gap <= 0.5 * lastGap && next > low && next < high))
            {
                next = double.IsInfinity(low) ? level - drop : (0.5 * low) + (0.5 * high);
                gap = double.PositiveInfinity;
            }

            (level, lastGap) = (next, gap);
        }
    }

    /// <summary>
    /// The mass where the log-density is above a level, and into spans that are not empty the intervals. Between neighbouring
    /// turning points the density is monotone, so every end is alone in its bracket. The slope is that of the mass by the level:
    /// at every end the density over the slope of its logarithm.
    /// </summary>
    private double RegionAbove(
        double level, ref Landscape known, Span<T> lows, Span<T> highs, out int count, out double slope, int dimension, double unit)
    {
        count = 0;
        slope = 0;
        double mass = 0;
        double mean = MarginalMean(dimension);
        double left = double.NegativeInfinity; // the antimode to the left
        double open = double.NaN;              // where the interval began that is not closed yet
        known.Restart(this, dimension);
        while (known.Next(this, dimension, unit, out double mode, out double height))
        {
            int rise = known.Stretch;
            bool bounded = known.Next(this, dimension, unit, out double right, out double valley);
            int fall = known.Stretch;
            if (height > level)
            {
                if (double.IsNaN(open))
                {
                    double last = known.EndIn(rise);
                    double outside = double.IsInfinity(left) ? Outside(mode, last, -1, level, dimension, unit) : left;
                    open = Solve(outside, mode, last, true, level, dimension, unit, out double gradient);
                    known.SetEnd(rise, open);
                    slope -= unit / Math.Abs(gradient);
                }

                if (!bounded || valley <= level)
                {
                    double last = known.EndIn(fall);
                    double outside = bounded ? right : Outside(mode, last, 1, level, dimension, unit);
                    double close = Solve(mode, outside, last, false, level, dimension, unit, out double gradient);
                    known.SetEnd(fall, close);
                    slope -= unit / Math.Abs(gradient);
                    double side = open < mean ? 1 : -1; // the tail that is the smaller one keeps its digits
                    mass += side * (TailProbability(close, side, dimension) - TailProbability(open, side, dimension));
                    if (count < lows.Length)
                    {
                        lows[count] = Narrow(open);
                        highs[count] = Narrow(close);
                    }

                    count++;
                    open = double.NaN;
                }
            }

            left = right;
        }

        slope *= Math.Exp(level);
        return mass;
    }

    /// <summary>
    /// A point beyond the outermost mode, on this side of it, where the log-density is below the level; sought from where it met
    /// another level, if that is known.
    /// </summary>
    private double Outside(double mode, double known, double side, double level, int dimension, double unit)
    {
        double start = double.IsNaN(known) ? mode : known;
        double distance = unit;
        double point;
        do
        {
            point = Math.Clamp(start + (side * distance), -Largest, Largest);
            distance *= 2;
        }
        while (MarginalShape(point, dimension, unit, out _, out _) >= level && Math.Abs(point) < Largest);

        return point;
    }
}
