using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>How good was this forecast, now that the outcome is known?</content>
public readonly ref partial struct GaussianMixture<T>
{
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
        return Narrow(Ask<RankedProbability, double>(new(Widen(t), dimension)));
    }

    private readonly struct RankedProbability(double outcome, int dimension) : IQuestion<RankedProbability, double>
    {
        private readonly double outcome = outcome;
        private readonly int dimension = dimension;

        [MethodImpl(KernelMethod.Options)]
        public static double Answer<TVector>(in GaussianMixture<T> mixture, in RankedProbability question)
            where TVector : struct, ISimd<TVector, double>
        {
            MarginalLanes<TVector, T> components = mixture.Marginal<TVector>(question.dimension);
            TVector score = TVector.Zero; // E|X - t| - E|X - X'| / 2
            for (int i = 0; i < components.Count; i++)
            {
                components.Load(i, out TVector weight, out TVector mean, out TVector scale);
                int first = i * TVector.Count;
                int end = Math.Min(first + TVector.Count, mixture.Components);
                TVector sum = TVector.Zero;
                for (int j = -1; j < end; j++)
                {
                    TVector norm = scale;
                    double other = question.outcome;
                    double factor = 1;
                    if (j >= 0)
                    {
                        // Pairs with components of vectors before count once for both orders, those within the vector in each.
                        norm = Norm(scale, TVector.Broadcast(mixture.ComponentScale(j, question.dimension)));
                        other = mixture.ComponentMean(j, question.dimension);
                        factor = mixture.Weight(j) * (j < first ? -1 : -0.5);
                    }

                    sum += TVector.Broadcast(factor) * MeanAbsolute(mean - TVector.Broadcast(other), norm);
                }

                score = TVector.MultiplyAdd(weight, sum, score);
            }

            return TVector.Sum(score);
        }

        /// <summary>E|Z| for a normal Z.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector MeanAbsolute<TVector>(TVector mean, TVector scale)
            where TVector : struct, ISimd<TVector, double>
        {
            TVector two = TVector.Broadcast(2);
            TVector below = NormalCdf.Invoke<TVector, double>(mean / scale, out TVector density);
            return TVector.MultiplyAdd(two * scale, density, mean * TVector.MultiplyAdd(two, below, TVector.Broadcast(-1)));
        }

        /// <summary>sqrt(a^2 + b^2) of positive numbers, in floats' range by their squares, else by their quotient.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Norm<TVector>(TVector a, TVector b)
            where TVector : struct, ISimd<TVector, double>
        {
            if (typeof(T) == typeof(float))
            {
                return TVector.Sqrt(TVector.MultiplyAdd(a, a, b * b));
            }

            TVector larger = TVector.Max(a, b);
            TVector quotient = TVector.Min(a, b) / larger;
            return larger * TVector.Sqrt(TVector.MultiplyAdd(quotient, quotient, TVector.Broadcast(1)));
        }
    }
}
