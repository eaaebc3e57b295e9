using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>The terms w_k N_k(t) of the density, as vectors.</content>
public readonly ref partial struct GaussianMixture<T>
{
    // Beyond, the spacing of numbers is 1 and more: there the factors beside the exponent cannot be told apart.
    private const double Blurred = -9007199254740992;
    private const double LogSqrtTwoPi = 0.91893853320467274178;

    /// <summary>log sum_k w_k N_k(t); where dimensions depend on each other component by component.</summary>
    private LogSum TermsAt(ReadOnlySpan<T> t) => Coupled ? SumOfComponents(t) : Ask<SumOfTerms, LogSum>(new(t));

    private readonly ref struct SumOfTerms(ReadOnlySpan<T> t) : IQuestion<SumOfTerms, LogSum>
    {
        private readonly ReadOnlySpan<T> t = t;

        [MethodImpl(KernelMethod.Options)]
        public static LogSum Answer<TVector>(in GaussianMixture<T> mixture, in SumOfTerms question)
            where TVector : struct, ISimd<TVector, double>
        {
            ReadOnlySpan<T> t = question.t;
            TVector limit = TVector.Broadcast(AnyInfinite(t) ? double.PositiveInfinity : double.MaxValue);
            LaneLogSum<TVector> sum = new(Term(0, mixture, t, limit, out TVector factor), factor);
            for (nint first = TVector.Count; first < mixture.Components; first += TVector.Count)
            {
                sum.Add(Term(first, mixture, t, limit, out factor), factor);
            }

            return sum.Total(-LogSqrtTwoPi * t.Length);
        }

        /// <summary>
        /// The logarithm of each term, but for a factor near 1 and for (2 pi)^(-D/2): binary exponents of weights and scales are
        /// summed, and only the logarithm of the whole sum need be taken.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Term<TVector>(
            nint first, in GaussianMixture<T> mixture, ReadOnlySpan<T> t, TVector limit, out TVector factor)
            where TVector : struct, ISimd<TVector, double>
        {
            nint count = mixture.Components - first;
            nint stride = mixture.Dimensions;
            ref T means = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixture.means), first * stride);
            ref T deviations = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixture.scales), first * stride);
            TVector one = TVector.Broadcast(1);
            TVector absent = default;
            TVector halfSquare = TVector.Zero;
            LaneProduct<TVector> scales = default;
            for (int d = 0; d < t.Length; d++)
            {
                TVector mean = TVector.Collect(ref Unsafe.Add(ref means, d), stride, count);
                TVector scale = TVector.Collect(ref Unsafe.Add(ref deviations, d), stride, count);
                absent = TVector.Equal(scale, TVector.Zero);
                scale = TVector.Select(absent, one, scale);
                TVector z = MarginalLanes<TVector, T>.Standardize(TVector.Broadcast(Widen(t[d])), mean, scale);
                halfSquare = TVector.MultiplyAdd(TVector.Broadcast(0.5) * z, z, halfSquare);
                scales = d == 0 ? LaneProduct<TVector>.Of(scale) : scales.Times(scale);
            }

            // Finite numbers stay finite; NaN stays what it is.
            halfSquare = TVector.Min(limit, halfSquare);
            TVector exponent;
            TVector binary;
            if (mixture.logWeights.IsEmpty)
            {
                TVector weight = TVector.Collect(ref Unsafe.Add(ref MemoryMarshal.GetReference(mixture.weights), first), 1, count);
                LaneProduct<TVector> weights = LaneProduct<TVector>.Of(weight * TVector.Broadcast(mixture.normalizer));
                binary = weights.Exponent - scales.Exponent;
                factor = weights.Significand;
                exponent = -halfSquare;
            }
            else
            {
                TVector logWeight = TVector.Collect(ref Unsafe.Add(ref MemoryMarshal.GetReference(mixture.logWeights), first), 1, count);
                binary = -scales.Exponent;
                factor = one;
                exponent = TVector.Select(absent, TVector.Broadcast(double.NegativeInfinity), logWeight - halfSquare);
            }

            exponent = TVector.MultiplyAdd(binary, Constant<TVector, double>.Ln2Low, exponent);
            exponent = TVector.MultiplyAdd(binary, Constant<TVector, double>.Ln2High, exponent);
            TVector blurred = TVector.LessThan(exponent, TVector.Broadcast(Blurred));
            factor = TVector.Select(blurred, one, factor / scales.Significand);
            return exponent;
        }
    }
}
