using System.Runtime.CompilerServices;

namespace MdnSimd.Mixtures;

/// <content>How likely is this outcome, and which component does it speak for?</content>
public readonly ref partial struct GaussianMixture<T>
{
    private static T Lowest => T.BitIncrement(T.NegativeInfinity);

    /// <summary>
    /// log p(t) in nats. Finite wherever t is finite: beyond the range of <typeparamref name="T"/> it is the smallest finite
    /// number. -infinity where t is infinite, NaN where t holds a NaN.
    /// </summary>
    /// <param name="t">[D], in the units of the target.</param>
    /// <exception cref="ArgumentException">The length of t is not D.</exception>
    public T LogDensity(ReadOnlySpan<T> t)
    {
        MixtureArguments.CheckLength(t.Length, Dimensions, "[D]", nameof(t));
        PowerSum sum = SumTerms(t);
        if (IsSound(sum, t.Length))
        {
            return Narrow(LogDensityOf(sum, t.Length));
        }

        double logDensity = SumOfComponents(t).Value;
        return double.IsNegativeInfinity(logDensity) ? T.NegativeInfinity : T.Max(Narrow(logDensity), Lowest);
    }

    /// <summary>p(t), per unit of the target in every dimension: the exponential of the log-density.</summary>
    /// <param name="t">[D], in the units of the target.</param>
    /// <exception cref="ArgumentException">The length of t is not D.</exception>
    public T Density(ReadOnlySpan<T> t)
    {
        MixtureArguments.CheckLength(t.Length, Dimensions, "[D]", nameof(t));
        return Narrow(Math.Exp(LogDensityAt(t)));
    }

    /// <summary>
    /// The probability that t came from each component, pi_k = w_k N_k(t) / p(t): never negative, summing to 1. Components too
    /// far away for their log-densities to be told apart share equally. NaN where t is not finite.
    /// </summary>
    /// <param name="t">[D], in the units of the target.</param>
    /// <param name="destination">[K]: receives the probabilities. It may not overlap the mixture's own memory.</param>
    /// <exception cref="ArgumentException">The length of t is not D, or that of destination is not K.</exception>
    public void Responsibilities(ReadOnlySpan<T> t, Span<T> destination)
    {
        MixtureArguments.CheckLength(t.Length, Dimensions, "[D]", nameof(t));
        MixtureArguments.CheckLength(destination.Length, Components, "[K]", nameof(destination));
        ShareTotal total = TotalAt(t);
        Span<double> block = stackalloc double[ShareBlock];
        for (int first = 0; first < destination.Length; first += ShareBlock)
        {
            int count = WriteShares(t, total, first, block);
            for (int k = 0; k < count; k++)
            {
                destination[first + k] = Narrow(block[k]);
            }
        }
    }

    /// <summary>log sum_k w_k N_k(t).</summary>
    private LogSum SumOfComponents(ReadOnlySpan<T> t)
    {
        LogSum sum = new();
        for (int k = 0; k < Components; k++)
        {
            sum.Add(LogComponent(t, k));
        }

        return sum;
    }

    /// <summary>w_k N_k(t) / p(t), given <see cref="SumOfComponents"/> at t.</summary>
    private double Responsibility(ReadOnlySpan<T> t, int component, LogSum sum) =>
        Math.Exp(LogComponent(t, component) - sum.Largest) / sum.Sum;

    /// <summary>log w_k + log N_k(t): -infinity for a weight of zero or an infinite t, finite otherwise.</summary>
    private double LogComponent(ReadOnlySpan<T> t, int component)
    {
        double logWeight = LogWeight(component);
        double sum = logWeight;
        if (Coupled)
        {
            sum += CoupledLogNormal(t, component);
        }
        else
        {
            for (int d = 0; d < t.Length; d++)
            {
                double z = Standardize(Widen(t[d]), component, d);
                sum += StandardNormal.LogPdf(z) - Math.Log(ComponentScale(component, d));
            }
        }

        bool overflowed = double.IsNegativeInfinity(sum) && !double.IsNegativeInfinity(logWeight) && !AnyInfinite(t);
        return overflowed ? double.MinValue : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AnyInfinite(ReadOnlySpan<T> values)
    {
        foreach (T value in values)
        {
            if (T.IsInfinity(value))
            {
                return true;
            }
        }

        return false;
    }
}
