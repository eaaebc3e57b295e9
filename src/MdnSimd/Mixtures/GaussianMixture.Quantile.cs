using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>Below which value does the outcome fall with this probability?</content>
public readonly ref partial struct GaussianMixture<T>
{
    private const double Largest = 1.7e308;

    // Rarely more than 20 are needed. After the first 64 every one halves the numbers left, fewer than 2^64.
    private const int NewtonIterations = 64;
    private const int TotalIterations = NewtonIterations + 66;

    // What the third derivative of the standard normal density is at most (at sqrt(3 - sqrt(6))), over 4!.
    private const double LargestRemainder = 0.5505880 / 24;

    /// <summary>
    /// The value q of one dimension with Cdf(q) = <paramref name="probability"/>, in the units of the target. Found in double, to
    /// |Cdf(q) - probability| of about 1e-13 times the smaller tail (1e-11 far out in it; for floats, which are coarser, 1e-9 and
    /// 1e-7), or as near as numbers of type <typeparamref name="T"/> lie,
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
    /// for its mirror image (-1).
    /// </summary>
    private double SolveTail(double tail, double side, int dimension) => Ask<TailEnd, double>(new(tail, side, dimension));

    /// <summary>
    /// Householder's steps of the third order on the logarithm of the mass; where they leave the bracket or stop gaining, bisection.
    /// </summary>
    private readonly struct TailEnd(double tail, double side, int dimension) : IQuestion<TailEnd, double>
    {
        private readonly double tail = tail;
        private readonly double side = side;
        private readonly int dimension = dimension;

        [MethodImpl(KernelMethod.Options)]
        public static double Answer<TVector>(in GaussianMixture<T> mixture, in TailEnd question)
            where TVector : struct, ISimd<TVector, double>
        {
            MarginalLanes<TVector, T> components = mixture.Marginal<TVector>(question.dimension);
            double tail = question.tail;
            double z = NormalQuantile.Of(tail);
            Start(components, z, question.side, out double low, out double high, out double x, out double remainder);
            if (low == high)
            {
                return low;
            }

            (low, high) = (Math.BitDecrement(Math.Max(low, -Largest)), Math.BitIncrement(Math.Min(high, Largest)));
            if (!(x > low && x < high))
            {
                x = (0.5 * low) + (0.5 * high);
            }

            double tolerance = Tolerance(tail, z);
            double lowError = double.PositiveInfinity;
            double highError = double.PositiveInfinity;
            double lastGap = double.PositiveInfinity;
            for (int iteration = 0; iteration < TotalIterations; iteration++)
            {
                double mass = Mass(components, x, question.side, out double density, out double slope, out double bend);
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

                double excess = Math.Log(mass / tail);
                double gap = Math.Abs(excess);
                double next = double.NaN;
                if (iteration < NewtonIterations && gap <= 0.5 * lastGap)
                {
                    next = Step(x, HouseholderStep(excess, mass, density, slope, bend));
                }

                if (next > low && next < high)
                {
                    // The mass there by Taylor's polynomial, whose remainder is bounded: no need to look.
                    double step = next - x;
                    double expected = mass + (step * (density + (0.5 * step * (slope + (step * bend / 3)))));
                    if (Math.Abs(expected - tail) + (step * step * step * step * remainder) <= tolerance)
                    {
                        return next;
                    }

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

        /// <summary>The rounding of a standardised distance moves a tail by z^2 times as much; floats are rounded far more coarsely.</summary>
        private static double Tolerance(double tail, double z) =>
            tail * (typeof(T) == typeof(float) ? 1e-10 : 1e-14) * (10 + (z * z));

        /// <summary>
        /// A mixture's quantile lies between the smallest and the largest of its components', to rounding. The search begins where
        /// it would be for one Gaussian with the mixture's mean and variance. <paramref name="remainder"/> bounds the density's third
        /// derivative everywhere, over 4!.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Start<TVector>(
            in MarginalLanes<TVector, T> components,
            double z,
            double side,
            out double low,
            out double high,
            out double x,
            out double remainder)
            where TVector : struct, ISimd<TVector, double>
        {
            TVector sides = TVector.Broadcast(side);
            TVector origin = TVector.Broadcast(components.FirstMean);
            TVector lowest = TVector.Broadcast(double.PositiveInfinity);
            TVector highest = -lowest;
            TVector shift = TVector.Zero;
            TVector square = TVector.Zero;
            TVector remainders = TVector.Zero;
            for (int i = 0; i < components.Count; i++)
            {
                components.Load(i, out TVector weight, out TVector mean, out TVector scale);
                TVector quantile = TVector.MultiplyAdd(TVector.Broadcast(z), scale, sides * mean);
                TVector present = TVector.LessThan(TVector.Zero, weight);
                lowest = TVector.Min(lowest, TVector.Select(present, quantile, lowest));
                highest = TVector.Max(highest, TVector.Select(present, quantile, highest));
                TVector distance = mean - origin;
                shift = TVector.MultiplyAdd(weight, distance, shift);
                square = TVector.MultiplyAdd(weight, TVector.MultiplyAdd(distance, distance, scale * scale), square);
                TVector cube = scale * scale * scale;
                remainders += weight / (cube * scale);
            }

            low = -TVector.MaxElement(-lowest);
            high = TVector.MaxElement(highest);
            double distanceOfMean = TVector.Sum(shift);
            double variance = TVector.Sum(square) - (distanceOfMean * distanceOfMean);
            x = (side * (components.FirstMean + distanceOfMean)) + (z * Math.Sqrt(variance));
            remainder = LargestRemainder * TVector.Sum(remainders);
        }

        /// <summary>
        /// Towards the root of log(mass / tail), from its value and its first three derivatives (A. S. Householder, "The numerical
        /// treatment of a single nonlinear equation", 1970): Newton's step times a factor, where the factor is a moderate one.
        /// </summary>
        private static double HouseholderStep(double excess, double mass, double density, double slope, double bend)
        {
            double rate = density / mass;
            double first = slope / density;
            double second = first - rate;
            double third = (bend / density) - (3 * slope / mass) + (2 * rate * rate);
            double newton = -excess / rate;
            double factor = (1 + (0.5 * newton * second)) / (1 + (newton * (second + (newton * third / 6))));
            return factor is > 0.25 and < 4 ? newton * factor : newton;
        }

        /// <summary>The mass below x, the density there, its slope and the slope's.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static double Mass<TVector>(
            in MarginalLanes<TVector, T> components, double x, double side, out double density, out double slope, out double bend)
            where TVector : struct, ISimd<TVector, double>
        {
            TVector one = TVector.Broadcast(1);
            TVector t = TVector.Broadcast(side * x);
            TVector sides = TVector.Broadcast(side);
            TVector mass = TVector.Zero;
            TVector densities = TVector.Zero;
            TVector slopes = TVector.Zero;
            TVector bends = TVector.Zero;
            for (int i = 0; i < components.Count; i++)
            {
                components.Load(i, out TVector weight, out TVector mean, out TVector scale);
                TVector rate = one / scale;
                TVector z = sides * MarginalLanes<TVector, T>.Standardize(t, mean, scale);
                mass = TVector.MultiplyAdd(weight, NormalCdf.Invoke<TVector, double>(z, out TVector bell), mass);
                TVector part = weight * bell * rate;
                densities += part;
                part *= rate;
                slopes -= part * z;
                bends = TVector.MultiplyAdd(part * rate, TVector.MultiplyAdd(z, z, -one), bends);
            }

            density = TVector.Sum(densities);
            slope = TVector.Sum(slopes);
            bend = TVector.Sum(bends);
            return Math.Min(TVector.Sum(mass), 1);
        }
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
