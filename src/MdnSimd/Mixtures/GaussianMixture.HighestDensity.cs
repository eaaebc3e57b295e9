namespace MdnSimd.Mixtures;

/// <content>Where does the outcome fall with this probability, in as little room as possible?</content>
public readonly ref partial struct GaussianMixture<T>
{
    // Those of 32 modes. Where there are more, they are found again for every threshold tried.
    private const int KeptTurningPoints = 63;
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

        Span<double> kept = stackalloc double[KeptTurningPoints];
        double unit = SmallestScale(dimension);
        ReadOnlySpan<double> known = kept[..Keep(kept, dimension, unit, out double highest)];
        double level = probability == T.Zero ? highest : FindLevel(Widen(probability), highest, known, dimension, unit);
        threshold = Narrow(Math.Exp(level));
        _ = RegionAbove(level, known, lows, highs, out int count, dimension, unit);
        return count;
    }

    /// <summary>Keeps the turning points, or none if they are too many, and finds the highest log-density.</summary>
    private int Keep(Span<double> kept, int dimension, double unit, out double highest)
    {
        highest = double.NegativeInfinity;
        int count = 0;
        TurningPoints points = new(this, dimension);
        while (points.Next(out double point))
        {
            if (count < kept.Length)
            {
                kept[count] = point;
            }

            highest = Math.Max(highest, MarginalShape(point, dimension, unit, out _, out _));
            count++;
        }

        return count <= kept.Length ? count : 0;
    }

    /// <summary>The log-density above which this much mass lies: false position, and bisection where it stops gaining.</summary>
    private double FindLevel(double mass, double highest, ReadOnlySpan<double> known, int dimension, double unit)
    {
        double high = highest, excessAtHigh = -mass;
        double low, excessAtLow;
        double drop = 0.5;
        do
        {
            low = highest - drop;
            excessAtLow = RegionAbove(low, known, default, default, out _, dimension, unit) - mass;
            drop *= 2;
        }
        while (excessAtLow < 0);

        double best = low, error = excessAtLow;
        double width = high - low;
        for (int iteration = 0; error > RegionTolerance && Math.BitIncrement(low) < high; iteration++)
        {
            double level = low + ((high - low) * (excessAtLow / (excessAtLow - excessAtHigh)));
            if (iteration % 3 == 2)
            {
                level = high - low > 0.5 * width ? (0.5 * low) + (0.5 * high) : level;
                width = high - low;
            }

            if (!(level > low && level < high))
            {
                level = (0.5 * low) + (0.5 * high);
            }

            double excess = RegionAbove(level, known, default, default, out _, dimension, unit) - mass;
            if (Math.Abs(excess) < error)
            {
                (best, error) = (level, Math.Abs(excess));
            }

            if (excess >= 0)
            {
                (low, excessAtLow, excessAtHigh) = (level, excess, 0.5 * excessAtHigh);
            }
            else
            {
                (high, excessAtHigh, excessAtLow) = (level, excess, 0.5 * excessAtLow);
            }
        }

        return best;
    }

    /// <summary>
    /// The mass where the log-density is above a level, and into spans that are not empty the intervals. Between neighbouring
    /// turning points the density is monotone, so every end is alone in its bracket.
    /// </summary>
    private double RegionAbove(
        double level, ReadOnlySpan<double> known, Span<T> lows, Span<T> highs, out int count, int dimension, double unit)
    {
        count = 0;
        double mass = 0;
        double mean = MarginalMean(dimension);
        double left = double.NegativeInfinity; // the antimode to the left
        double open = double.NaN;              // where the interval began that is not closed yet
        int index = 0;
        TurningPoints walk = new(this, dimension);
        while (NextPoint(known, ref index, ref walk, out double mode))
        {
            bool bounded = NextPoint(known, ref index, ref walk, out double right);
            if (MarginalShape(mode, dimension, unit, out _, out _) > level)
            {
                if (double.IsNaN(open))
                {
                    double outside = double.IsInfinity(left) ? Outside(mode, -1, level, dimension, unit) : left;
                    open = Solve(outside, mode, true, level, dimension, unit);
                }

                if (!bounded || MarginalShape(right, dimension, unit, out _, out _) <= level)
                {
                    double outside = bounded ? right : Outside(mode, 1, level, dimension, unit);
                    double close = Solve(mode, outside, false, level, dimension, unit);
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

        return mass;
    }

    private static bool NextPoint(ReadOnlySpan<double> known, ref int index, ref TurningPoints walk, out double point)
    {
        if (known.IsEmpty)
        {
            return walk.Next(out point);
        }

        bool found = index < known.Length;
        point = found ? known[index++] : double.NaN;
        return found;
    }

    /// <summary>A point beyond the outermost mode, on this side of it, where the log-density is below the level.</summary>
    private double Outside(double mode, double side, double level, int dimension, double unit)
    {
        double distance = unit;
        double point;
        do
        {
            point = Math.Clamp(mode + (side * distance), -Largest, Largest);
            distance *= 2;
        }
        while (MarginalShape(point, dimension, unit, out _, out _) >= level && Math.Abs(point) < Largest);

        return point;
    }
}
