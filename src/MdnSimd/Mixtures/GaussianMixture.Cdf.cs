using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>How probable is an outcome at most, or above, this?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// P(t_d &lt;= t): the distribution function of one dimension. Relatively accurate in the lower tail, down to where it
    /// underflows; for the upper tail ask <see cref="Survival"/>. NaN for NaN.
    /// </summary>
    /// <param name="t">In the units of the target; may be infinite.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Cdf(T t, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        return Narrow(TailProbability(Widen(t), 1, dimension));
    }

    /// <summary>
    /// P(t_d &gt; t) = 1 - Cdf(t), computed as such: relatively accurate in the upper tail, down to where it underflows. NaN for
    /// NaN.
    /// </summary>
    /// <param name="t">In the units of the target; may be infinite.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public T Survival(T t, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        return Narrow(TailProbability(Widen(t), -1, dimension));
    }

    /// <summary>The mass of one dimension below t (side 1) or above it (side -1): a sum without cancellation.</summary>
    private double TailProbability(double t, double side, int dimension) =>
        Math.Min(Ask<TailMass, double>(new(t, side, dimension)), 1);

    private readonly struct TailMass(double t, double side, int dimension) : IQuestion<TailMass, double>
    {
        private readonly double t = t;
        private readonly double side = side;
        private readonly int dimension = dimension;

        [MethodImpl(KernelMethod.Options)]
        public static double Answer<TVector>(in GaussianMixture<T> mixture, in TailMass question)
            where TVector : struct, ISimd<TVector, double>
        {
            MarginalLanes<TVector, T> components = mixture.Marginal<TVector>(question.dimension);
            TVector t = TVector.Broadcast(question.t);
            TVector side = TVector.Broadcast(question.side);
            TVector mass = TVector.Zero;
            for (int i = 0; i < components.Count; i++)
            {
                components.Load(i, out TVector weight, out TVector mean, out TVector scale);
                TVector z = side * MarginalLanes<TVector, T>.Standardize(t, mean, scale);
                mass = TVector.MultiplyAdd(weight, NormalCdf.Invoke<TVector, double>(z), mass);
            }

            return TVector.Sum(mass);
        }
    }
}
