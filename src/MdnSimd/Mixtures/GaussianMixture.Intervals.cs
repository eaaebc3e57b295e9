namespace MdnSimd.Mixtures;

/// <content>How probable is this interval, and which intervals have this probability?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// P(low &lt; t_d &lt;= high): the probability of an interval of one dimension, relatively accurate however narrow it is and
    /// however far out: the difference is taken component by component, from the tail that is smaller, and over an interval
    /// narrower than the density's changes the density is integrated instead (Gauss and Legendre's rule). NaN for NaN.
    /// </summary>
    /// <param name="low">In the units of the target; may be infinite.</param>
    /// <param name="high">At least low, in the units of the target; may be infinite.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension, or high is below low.</exception>
    public T Probability(T low, T high, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        MixtureArguments.CheckInterval(low, high);
        double from = Widen(low);
        double to = Widen(high);
        double probability = 0;
        for (int k = 0; k < Components; k++)
        {
            double width = (to - from) / ComponentScale(k, dimension);
            probability += Weight(k)
                * StandardNormal.Between(Standardize(from, k, dimension), Standardize(to, k, dimension), width);
        }

        return Narrow(Math.Min(probability, 1));
    }

    /// <summary>
    /// The interval of one dimension that leaves out the same mass, (1 - probability) / 2, on either side: from one quantile to
    /// another, each as accurate as <see cref="Quantile"/>.
    /// </summary>
    /// <param name="probability">0 to 1; 0 gives the median twice, 1 gives the whole line.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <returns>Its ends, in the units of the target; Low is at most High.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such dimension, or the probability is outside [0, 1] or NaN.
    /// </exception>
    public (T Low, T High) CentralInterval(T probability, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        MixtureArguments.CheckProbability(probability);
        double tail = 0.5 * (1 - Widen(probability));
        double low = FindQuantile(tail, dimension);
        double high = tail switch
        {
            0 => double.PositiveInfinity,
            0.5 => low,
            _ => -SolveTail(tail, -1, dimension),
        };

        // Two searches for nearly the same place may end in the wrong order.
        return (Narrow(low), Narrow(Math.Max(low, high)));
    }

    /// <summary>Many quantiles of one dimension, each the same as <see cref="Quantile"/> alone gives.</summary>
    /// <param name="probabilities">[count]: each 0 to 1, in any order.</param>
    /// <param name="destination">
    /// [count]: receives the quantiles, in the units of the target. It may be the same memory as probabilities, but may not overlap
    /// the mixture's.
    /// </param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentException">The length of destination is not that of probabilities.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such dimension, or a probability is outside [0, 1] or NaN; then nothing is written.
    /// </exception>
    public void Quantiles(ReadOnlySpan<T> probabilities, Span<T> destination, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        MixtureArguments.CheckLength(destination.Length, probabilities.Length, "[count]", nameof(destination));
        MixtureArguments.CheckProbabilities(probabilities);
        for (int i = 0; i < probabilities.Length; i++)
        {
            destination[i] = Narrow(FindQuantile(Widen(probabilities[i]), dimension));
        }
    }
}
