using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

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
        (double nearest, double height, slope, curvature) = Ask<ShapeAt, (double, double, double, double)>(new(t, unit, dimension));
        slope /= height;
        curvature /= height;
        return height > 0 ? StandardNormal.LogPdf(0) - nearest + Math.Log(height) - Math.Log(unit) : double.NegativeInfinity;
    }

    private readonly struct ShapeAt(double t, double unit, int dimension)
        : IQuestion<ShapeAt, (double Nearest, double Height, double Slope, double Curvature)>
    {
        private readonly double t = t;
        private readonly double unit = unit;
        private readonly int dimension = dimension;

        [MethodImpl(KernelMethod.Options)]
        public static (double Nearest, double Height, double Slope, double Curvature) Answer<TVector>(
            in GaussianMixture<T> mixture, in ShapeAt question)
            where TVector : struct, ISimd<TVector, double>
        {
            MarginalLanes<TVector, T> components = mixture.Marginal<TVector>(question.dimension);
            TVector t = TVector.Broadcast(question.t);
            double nearest = NearestHalfSquare(components, t);
            if (double.IsInfinity(nearest))
            {
                return (nearest, 0, 0, 0);
            }

            TVector one = TVector.Broadcast(1);
            TVector heights = TVector.Zero;
            TVector slopes = TVector.Zero;
            TVector curvatures = TVector.Zero;
            for (int i = 0; i < components.Count; i++)
            {
                components.Load(i, out TVector weight, out TVector mean, out TVector scale);
                TVector z = MarginalLanes<TVector, T>.Standardize(t, mean, scale);
                TVector square = z * z;
                TVector ratio = TVector.Broadcast(question.unit) / scale;
                TVector part = weight * ratio * RelativeExponential(nearest, square);
                TVector counts = TVector.LessThan(TVector.Zero, part);
                heights += part;
                part *= ratio;
                slopes -= part * z & counts;
                curvatures += part * ratio * (square - one) & counts;
            }

            return (nearest, TVector.Sum(heights), TVector.Sum(slopes), TVector.Sum(curvatures));
        }
    }

    /// <summary>Half the square of the shortest distance from a component with weight, in its standard deviations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double NearestHalfSquare<TVector>(in MarginalLanes<TVector, T> components, TVector t)
        where TVector : struct, ISimd<TVector, double>
    {
        TVector nearest = TVector.Broadcast(double.PositiveInfinity);
        for (int i = 0; i < components.Count; i++)
        {
            components.Load(i, out TVector weight, out TVector mean, out TVector scale);
            TVector distance = TVector.Abs(MarginalLanes<TVector, T>.Standardize(t, mean, scale));
            nearest = TVector.Min(nearest, TVector.Select(TVector.LessThan(TVector.Zero, weight), distance, nearest));
        }

        return HalfSquare(-TVector.MaxElement(-nearest));
    }

    /// <summary>exp(nearest - square / 2), at most 1: only components without weight lie nearer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector RelativeExponential<TVector>(double nearest, TVector square)
        where TVector : struct, ISimd<TVector, double>
    {
        TVector exponent = TVector.MultiplyAdd(TVector.Broadcast(-0.5), square, TVector.Broadcast(nearest));
        return Exp.InvokeNonPositive<TVector, double>(TVector.Min(TVector.Zero, exponent));
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
    private bool Falls(double low, double high, double side, int dimension, double unit) =>
        Ask<LargestSlope, double>(new(side > 0 ? low : high, side > 0 ? high : low, side, unit, dimension)) < 0;

    private readonly struct LargestSlope(double first, double last, double side, double unit, int dimension)
        : IQuestion<LargestSlope, double>
    {
        private readonly double first = first;
        private readonly double last = last;
        private readonly double side = side;
        private readonly double unit = unit;
        private readonly int dimension = dimension;

        [MethodImpl(KernelMethod.Options)]
        public static double Answer<TVector>(in GaussianMixture<T> mixture, in LargestSlope question)
            where TVector : struct, ISimd<TVector, double>
        {
            MarginalLanes<TVector, T> components = mixture.Marginal<TVector>(question.dimension);
            TVector last = TVector.Broadcast(question.last);
            TVector side = TVector.Broadcast(question.side);
            TVector nearest = TVector.Broadcast(NearestHalfSquare(components, last));
            TVector half = TVector.Broadcast(0.5);
            TVector one = TVector.Broadcast(1);
            TVector sum = TVector.Zero;
            for (int i = 0; i < components.Count; i++)
            {
                components.Load(i, out TVector weight, out TVector mean, out TVector scale);
                TVector ratio = TVector.Broadcast(question.unit) / scale;
                TVector left = side * MarginalLanes<TVector, T>.Standardize(TVector.Broadcast(question.first), mean, scale);
                TVector right = side * MarginalLanes<TVector, T>.Standardize(last, mean, scale);

                // The largest -z exp(nearest - z^2 / 2): where z = -1 lies within, or left of it the left end; else at an end.
                TVector rising = TVector.LessThan(left, TVector.Zero) & TVector.LessThan(-one, right);
                TVector peak = TVector.Select(rising, TVector.Max(left, -one), right);
                TVector largest = -peak * Exp.Invoke<TVector, double>(nearest - (half * peak * peak));
                TVector either = TVector.LessThanOrEqual(TVector.Zero, left) & TVector.LessThan(left, one);
                TVector exponent = TVector.Min(TVector.Broadcast(700), nearest - (half * left * left));
                TVector other = -left * Exp.Invoke<TVector, double>(exponent);
                largest = TVector.Select(either, TVector.Max(largest, other), largest);
                sum += weight * ratio * ratio * largest & TVector.LessThan(TVector.Zero, weight);
            }

            return TVector.Sum(sum);
        }
    }

    /// <summary>
    /// Whether the curvature keeps its sign, by its Taylor polynomial about the middle: |p''| above half the width times |p'''|
    /// plus half its square times a bound on the fourth derivative. Or whether the interval is a point for all that can be told.
    /// </summary>
    private bool BendsOneWay(double low, double high, int dimension, double unit) =>
        Ask<BendWithin, bool>(new(low, high, unit, dimension));

    private readonly struct BendWithin(double low, double high, double unit, int dimension) : IQuestion<BendWithin, bool>
    {
        private readonly double low = low;
        private readonly double high = high;
        private readonly double unit = unit;
        private readonly int dimension = dimension;

        [MethodImpl(KernelMethod.Options)]
        public static bool Answer<TVector>(in GaussianMixture<T> mixture, in BendWithin question)
            where TVector : struct, ISimd<TVector, double>
        {
            MarginalLanes<TVector, T> components = mixture.Marginal<TVector>(question.dimension);
            TVector low = TVector.Broadcast(question.low);
            TVector high = TVector.Broadcast(question.high);
            TVector infinity = TVector.Broadcast(double.PositiveInfinity);
            TVector closests = infinity;
            for (int i = 0; i < components.Count; i++)
            {
                components.Load(i, out TVector weight, out TVector mean, out TVector scale);
                TVector present = TVector.LessThan(TVector.Zero, weight);
                closests = TVector.Min(closests, TVector.Select(present, Closest(low, high, mean, scale), infinity));
            }

            double smallest = -TVector.MaxElement(-closests);
            if (smallest >= 1)
            {
                return true; // every component is convex there
            }

            double nearest = HalfSquare(smallest);
            double half = (0.5 * question.high) - (0.5 * question.low);
            TVector middle = TVector.Broadcast((0.5 * question.low) + (0.5 * question.high));
            TVector one = TVector.Broadcast(1);
            TVector hump = TVector.Broadcast(Math.Exp(nearest));
            TVector second = TVector.Zero;
            TVector third = TVector.Zero;
            TVector fourth = TVector.Zero;
            TVector heights = TVector.Zero;
            TVector sharpness = TVector.Zero;
            for (int i = 0; i < components.Count; i++)
            {
                components.Load(i, out TVector weight, out TVector mean, out TVector scale);
                TVector steps = TVector.Broadcast(half) / scale;
                TVector ratio = TVector.Broadcast(question.unit) / scale;
                TVector part = weight * ratio;
                TVector bent = part * ratio * ratio;
                TVector z = MarginalLanes<TVector, T>.Standardize(middle, mean, scale);
                TVector square = z * z;
                TVector exponential = RelativeExponential(nearest, square);
                TVector counts = TVector.LessThan(TVector.Zero, part * exponential);
                second += bent * (square - one) * exponential & counts;
                third += bent * steps * z * (TVector.Broadcast(3) - square) * exponential & counts;

                // At their largest in the interval, lest a spike at its end be taken for too small to matter.
                TVector closest = Closest(low, high, mean, scale);
                TVector most = RelativeExponential(nearest, closest * closest);
                heights += part * most;
                sharpness += bent * most;

                TVector bound = LargestFourth(closest, hump, most);
                counts = TVector.LessThan(TVector.Zero, part) & TVector.LessThan(TVector.Zero, bound);
                fourth += bent * steps * steps * TVector.Broadcast(0.5) * bound & counts;
            }

            double height = TVector.Sum(heights);
            return Math.Abs(TVector.Sum(second)) > Math.Abs(TVector.Sum(third)) + TVector.Sum(fourth)
                || (height > 0 && half / question.unit * Math.Sqrt(TVector.Sum(sharpness)) <= Resolution * Math.Sqrt(height));
        }

        /// <summary>How many standard deviations the nearest point of an interval lies away from each mean.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Closest<TVector>(TVector low, TVector high, TVector mean, TVector scale)
            where TVector : struct, ISimd<TVector, double> => TVector.Max(
                TVector.Zero,
                TVector.Max(
                    MarginalLanes<TVector, T>.Standardize(low, mean, scale), -MarginalLanes<TVector, T>.Standardize(high, mean, scale)));

        /// <summary>The largest |He4(z)| exp(nearest - z^2 / 2) at a distance of <paramref name="z"/> or more.</summary>
        /// <param name="z">The distance.</param>
        /// <param name="hump">exp(nearest).</param>
        /// <param name="exponential">exp(nearest - z^2 / 2).</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector LargestFourth<TVector>(TVector z, TVector hump, TVector exponential)
            where TVector : struct, ISimd<TVector, double>
        {
            TVector square = z * z;
            TVector six = TVector.Broadcast(6);
            TVector far = TVector.MultiplyAdd((square - six) * z, z, TVector.Broadcast(3)) * exponential;
            far = far & TVector.LessThan(TVector.Zero, exponential);
            TVector near = TVector.Select(
                TVector.LessThan(z, TVector.Broadcast(FirstRoot)),
                TVector.Broadcast(FirstHump),
                TVector.Select(TVector.LessThan(z, TVector.Broadcast(SecondRoot)), TVector.Broadcast(SecondHump), TVector.Broadcast(LastHump)));
            return TVector.Select(TVector.LessThan(z, TVector.Broadcast(LastPeak)), near * hump, far);
        }
    }

    private static double HalfSquare(double z) => 0.5 * z * z;
}
