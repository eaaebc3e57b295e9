using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>The terms w_k N_k(t) of the density, as vectors.</content>
public readonly ref partial struct GaussianMixture<T>
{
    // The vectors leave out terms smaller than e to this. 2 to the other stands for their power of two: less than any.
    private const double Vanishing = -1e6;
    private const double Nothing = -1e9;

    /// <summary>log sum_k w_k N_k(t), a vector of components at a time; where that does not tell, component by component.</summary>
    private double LogDensityAt(ReadOnlySpan<T> t)
    {
        PowerSum sum = SumTerms(t);
        return IsSound(sum, t.Length) ? LogDensityOf(sum, t.Length) : SumOfComponents(t).Value;
    }

    private PowerSum SumTerms(ReadOnlySpan<T> t) => Coupled
        ? Ask<SumOfTerms<Dependent>, PowerSum>(new(t))
        : Ask<SumOfTerms<Independent>, PowerSum>(new(t));

    /// <summary>The log-density from the sum of <see cref="SumTerms"/>.</summary>
    private static double LogDensityOf(PowerSum sum, int dimensions) => sum.Log - (StandardNormal.LogSqrtTwoPi * dimensions);

    /// <summary>
    /// Whether no term that was left out counts beside the sum, none is NaN, and t is finite. A binary exponent is below 1100; the largest power of
    /// two may belong to a weight of zero.
    /// </summary>
    private static bool IsSound(PowerSum sum, int dimensions) =>
        sum.Power >= Vanishing + (1100 * (dimensions + 2)) && sum.Sum > 1e-200;

    /// <summary>sum_k w_k N_k(t) (2 pi)^(D/2).</summary>
    private readonly ref struct SumOfTerms<TShape>(ReadOnlySpan<T> t) : IQuestion<SumOfTerms<TShape>, PowerSum>
        where TShape : ITermShape
    {
        private readonly ReadOnlySpan<T> t = t;

        [MethodImpl(KernelMethod.Options)]
        public static PowerSum Answer<TVector>(in GaussianMixture<T> mixture, in SumOfTerms<TShape> question)
            where TVector : struct, ISimd<TVector, double>
        {
            ReadOnlySpan<T> t = question.t;
            LanePowerSum<TVector> sum = default;
            for (nint first = 0; first < mixture.Components; first += TVector.Count)
            {
                // One copy of the term, so that all of it is inlined.
                TVector factor = mixture.Term<TVector, TShape>(first, t, out TVector power);
                if (first == 0)
                {
                    sum = new(factor, power);
                }
                else
                {
                    sum.Add(factor, power);
                }
            }

            return sum.Total;
        }
    }

    /// <summary>
    /// w_k N_k(t) (2 pi)^(D/2) of a vector of components, as a factor and a power of two, so that nothing overflows: exponents of
    /// weights and scales are added to that of the exponential. Padding and what vanishes is 0 times 2^<see cref="Nothing"/>; a
    /// component whose squares cannot be told is NaN, and so is the sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Term<TVector, TShape>(nint first, ReadOnlySpan<T> t, out TVector power)
        where TVector : struct, ISimd<TVector, double>
        where TShape : ITermShape
    {
        nint count = Components - first;
        TVector exponent = -TShape.HalfSquares(in this, first, count, t, out LaneProduct<TVector> rates);
        TVector untold = TShape.MayOverflow ? exponent - exponent : TVector.Zero; // 0, but NaN for infinity and NaN
        TVector factor = rates.Significand;
        TVector binary = rates.Exponent;
        if (logWeights.IsEmpty)
        {
            TVector weight = TVector.Collect(ref Unsafe.Add(ref MemoryMarshal.GetReference(weights), first), 1, count);
            LaneProduct<TVector> split = Split(weight * TVector.Broadcast(normalizer));
            factor *= split.Significand;
            binary += split.Exponent;
        }
        else
        {
            exponent += TVector.Collect(ref Unsafe.Add(ref MemoryMarshal.GetReference(logWeights), first), 1, count);
        }

        // The limit stands on the right, where NaN gives way to it: infinity times 0 in the padding.
        TVector limit = TVector.Broadcast(Vanishing);
        exponent = TVector.Max(exponent, limit);
        factor *= Exp.InvokeSplit<TVector, double>(exponent, out power);
        TVector nothing = TVector.Broadcast(Nothing);
        TVector counts = TVector.LessThan(limit, exponent);
        power = TVector.Select(counts, TVector.Max(power + binary, nothing), nothing);
        return TShape.MayOverflow ? (factor & counts) + untold : factor & counts;
    }

    /// <summary>Whether the dimensions of a component are independent.</summary>
    private interface ITermShape
    {
        /// <summary>Whether a distance may seem infinite, or no number, that is not: products that overflow and cancel.</summary>
        static abstract bool MayOverflow { get; }

        /// <summary>
        /// Half the squared distances of t from the means of a vector of components, in standard deviations, and the roots of the
        /// determinants of the precisions.
        /// </summary>
        static abstract TVector HalfSquares<TVector>(
            in GaussianMixture<T> mixture, nint first, nint count, ReadOnlySpan<T> t, out LaneProduct<TVector> rates)
            where TVector : struct, ISimd<TVector, double>;
    }

    /// <summary>A product of one factor, which as a float is far from the ends of double's range and need not be split.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LaneProduct<TVector> Split<TVector>(TVector value)
        where TVector : struct, ISimd<TVector, double> =>
        typeof(T) == typeof(float) ? LaneProduct<TVector>.Unsplit(value) : LaneProduct<TVector>.Of(value);

    private readonly struct Independent : ITermShape
    {
        public static bool MayOverflow => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector HalfSquares<TVector>(
            in GaussianMixture<T> mixture, nint first, nint count, ReadOnlySpan<T> t, out LaneProduct<TVector> rates)
            where TVector : struct, ISimd<TVector, double>
        {
            nint stride = t.Length;
            ref T mean = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixture.means), first * stride);
            ref T deviation = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixture.scales), first * stride);
            TVector half = TVector.Broadcast(0.5);
            TVector sum = TVector.Zero;
            rates = default;
            for (int d = 0; d < t.Length; d++)
            {
                TVector center = TVector.Collect(ref Unsafe.Add(ref mean, d), stride, count);
                TVector scale = TVector.Collect(ref Unsafe.Add(ref deviation, d), stride, count);
                TVector place = TVector.Broadcast(Widen(t[d]));
                TVector rate = scale;
                TVector z;
                if (typeof(T) == typeof(float))
                {
                    rate = TVector.Broadcast(1) / scale;
                    z = (place - center) * rate;
                }
                else
                {
                    z = MarginalLanes<TVector, T>.Standardize(place, center, scale);
                }

                sum = TVector.MultiplyAdd(half * z, z, sum);
                rates = d == 0 ? Split(rate) : rates.Times(rate);
            }

            rates = typeof(T) == typeof(float) ? rates : rates.Inverse;
            return sum;
        }
    }

    /// <summary>v = U (t - m) is in the place of z.</summary>
    private readonly struct Dependent : ITermShape
    {
        // Products of two floats are far from the ends of double's range, and so are their squares.
        public static bool MayOverflow => typeof(T) == typeof(double);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector HalfSquares<TVector>(
            in GaussianMixture<T> mixture, nint first, nint count, ReadOnlySpan<T> t, out LaneProduct<TVector> rates)
            where TVector : struct, ISimd<TVector, double>
        {
            nint n = t.Length;
            nint square = n * n;
            ref T mean = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixture.means), first * n);
            ref T factors = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixture.precisionFactors), first * square);
            TVector half = TVector.Broadcast(0.5);
            TVector sum = TVector.Zero;
            rates = default;
            for (int i = 0; i < t.Length; i++)
            {
                TVector v = TVector.Zero;
                TVector factor = default; // at last the diagonal's
                for (int j = t.Length - 1; j >= i; j--)
                {
                    factor = TVector.Collect(ref Unsafe.Add(ref factors, (i * n) + j), square, count);
                    TVector center = TVector.Collect(ref Unsafe.Add(ref mean, j), n, count);
                    v = TVector.MultiplyAdd(factor, TVector.Broadcast(Widen(t[j])) - center, v);
                }

                sum = TVector.MultiplyAdd(half * v, v, sum);
                rates = i == 0 ? Split(factor) : rates.Times(factor);
            }

            return sum;
        }
    }
}
