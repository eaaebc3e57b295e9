namespace MdnSimd.Mixtures;

/// <content>Which outcomes are more likely than those around them?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// All modes of the density of one dimension (of the whole density, not of its components), in ascending order. In one
    /// dimension there are at most K: with the components taken from wide to narrow the density arises by adding a point mass,
    /// which adds at most one mode, and convolving with a Gaussian, which adds none (M. A. Carreira-Perpinan and C. K. I.
    /// Williams, "On the number of modes of a Gaussian mixture", Scale-Space 2003, for the convolution). All lie between the
    /// smallest and the largest mean. The search divides that range until each part is shown, by bounds on the derivatives, to
    /// hold at most one turning point, so none is missed; two that lie within 1e-7 standard deviations of the components around
    /// them, a dip too shallow for doubles, count as none.
    /// </summary>
    /// <param name="destination">[K] or longer: receives the modes, in the units of the target.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <returns>The number of modes, 1 to K.</returns>
    /// <exception cref="ArgumentException">The destination is shorter than K.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public int Modes(Span<T> destination, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        MixtureArguments.CheckCapacity(destination.Length, Components, nameof(destination));
        int count = 0;
        TurningPoints points = new(this, dimension);
        while (count < destination.Length && points.Next(out double mode))
        {
            destination[count++] = Narrow(mode);
            _ = points.Next(out _);
        }

        return count;
    }

    /// <summary>
    /// The highest mode of the density of one dimension, in the units of the target: the single most likely value. Of several of
    /// the same height, the lowest.
    /// </summary>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Mode(int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        double unit = SmallestScale(dimension);
        double highest = double.NegativeInfinity;
        double best = double.NaN;
        TurningPoints points = new(this, dimension);
        while (points.Next(out double mode))
        {
            double height = MarginalShape(mode, dimension, unit, out _, out _);
            if (!(height <= highest))
            {
                (highest, best) = (height, mode);
            }

            _ = points.Next(out _);
        }

        return Narrow(best);
    }

    /// <summary>
    /// Where the density meets a level of its logarithm or, for a level of NaN, turns, between two points on either side of that.
    /// Newton steps, and bisection where they leave the bracket or stop gaining.
    /// </summary>
    /// <param name="low">The lower end of the bracket.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="start">Where to begin; the middle if that is not inside.</param>
    /// <param name="rising">Whether what is compared with the level rises.</param>
    /// <param name="level">The level.</param>
    /// <param name="dimension">Which dimension.</param>
    /// <param name="unit"><see cref="SmallestScale"/>.</param>
    /// <param name="gradient">The slope of what is compared, in terms of the unit, where the search has ended.</param>
    private double Solve(
        double low, double high, double start, bool rising, double level, int dimension, double unit, out double gradient)
    {
        // The rounding of logarithms of this size: no step beyond it gains. Of slopes there is no such measure.
        double tolerance = double.IsNaN(level) ? 0 : 5e-16 * (1 + Math.Abs(level));
        double x = start > low && start < high ? start : (0.5 * low) + (0.5 * high);
        double lastStep = double.PositiveInfinity;
        gradient = double.NaN;
        for (int iteration = 0; iteration < TotalIterations && Math.BitIncrement(low) < high; iteration++)
        {
            double height = MarginalShape(x, dimension, unit, out double slope, out double curvature);
            (double error, gradient) = double.IsNaN(level) ? (slope, curvature) : (height - level, slope);
            if (Math.Abs(error) <= tolerance)
            {
                return x;
            }

            if (error < 0 == rising)
            {
                low = x;
            }
            else
            {
                high = x;
            }

            double step = -(error / gradient) * unit;
            if (x + step == x)
            {
                return x;
            }

            double next = x + step;
            if (iteration < NewtonIterations && Math.Abs(step) <= 0.5 * lastStep && next > low && next < high)
            {
                lastStep = Math.Abs(step);
                x = next;
            }
            else
            {
                lastStep = double.PositiveInfinity;
                x = iteration < NewtonIterations ? (0.5 * low) + (0.5 * high) : Between(low, high);
            }
        }

        return SolveError(low, level, dimension, unit) < SolveError(high, level, dimension, unit) ? low : high;
    }

    /// <summary>Where the density turns.</summary>
    private double Turn(double low, double high, bool rising, int dimension, double unit) =>
        Solve(low, high, double.NaN, rising, double.NaN, dimension, unit, out _);

    private double SolveError(double t, double level, int dimension, double unit)
    {
        double height = MarginalShape(t, dimension, unit, out double slope, out _);
        return Math.Abs(double.IsNaN(level) ? slope : height - level);
    }

    /// <summary>The modes of one dimension and the antimodes between them in ascending order: first, last and every other is a mode.</summary>
    private ref struct TurningPoints
    {
        private readonly GaussianMixture<T> mixture;
        private readonly int dimension;
        private readonly double unit;
        private readonly double last;
        private double from;     // searched up to here
        private double step;     // the width that is tried next
        private double known;    // where the slope last had the sign of `rising`
        private bool rising = true;
        private bool done;

        public TurningPoints(GaussianMixture<T> mixture, int dimension)
        {
            this.mixture = mixture;
            this.dimension = dimension;
            unit = mixture.SmallestScale(dimension);
            from = double.PositiveInfinity;
            last = double.NegativeInfinity;
            for (int k = 0; k < mixture.Components; k++)
            {
                if (mixture.Weight(k) > 0)
                {
                    from = Math.Min(from, mixture.ComponentMean(k, dimension));
                    last = Math.Max(last, mixture.ComponentMean(k, dimension));
                }
            }

            known = from;
            step = Math.Min(last - from, double.MaxValue);
        }

        /// <summary>Finds the next one; false where there is none.</summary>
        public bool Next(out double point)
        {
            while (from < last)
            {
                double to = Math.Max(Math.Min(from + step, last), Math.BitIncrement(from));
                if (!mixture.TurnsAtMostOnce(from, to, dimension, unit))
                {
                    step = 0.5 * Math.Min(step, last - from);
                    continue;
                }

                from = to;
                step = Math.Min(2 * step, double.MaxValue);
                _ = mixture.MarginalShape(to, dimension, unit, out double slope, out _);
                if (slope == 0 || double.IsNaN(slope))
                {
                    continue;
                }

                double start = known;
                known = to;
                if (slope > 0 != rising)
                {
                    // Between the signs at `start` and `to` there is exactly one turn.
                    point = mixture.Turn(start, to, !rising, dimension, unit);
                    rising = !rising;
                    return true;
                }
            }

            // The last mean may be the last mode, to rounding: the slope vanishes there without having changed sign.
            point = rising ? mixture.Turn(known, last, false, dimension, unit) : double.NaN;
            point = rising && known == last ? last : point;
            bool found = rising && !done;
            done = true;
            return found;
        }
    }
}
