namespace MdnSimd.Mixtures;

/// <content>How bad is it, on average, when it is at its worst?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// The value that the outcome stays below with this probability, <see cref="Quantile"/> under its name in finance: where the
    /// lower tail of this mass ends, in the units of the target. No sign is turned: where outcomes are gains, losses are negative.
    /// </summary>
    /// <param name="probability">The mass of the tail, 0 to 1; 0 gives -infinity and 1 gives +infinity.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such dimension, or the probability is outside [0, 1] or NaN.
    /// </exception>
    public T ValueAtRiskLower(T probability, int dimension = 0) => Quantile(probability, dimension);

    /// <summary>
    /// The value that the outcome exceeds with this probability: where the upper tail of this mass begins, in the units of the target.
    /// The quantile of 1 - probability, but that however small the tail is, nothing of it is lost to rounding.
    /// </summary>
    /// <param name="probability">The mass of the tail, 0 to 1; 0 gives +infinity and 1 gives -infinity.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such dimension, or the probability is outside [0, 1] or NaN.
    /// </exception>
    public T ValueAtRiskUpper(T probability, int dimension = 0)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        MixtureArguments.CheckProbability(probability);
        double tail = Widen(probability);
        return Narrow(tail is > 0 and <= 0.5 ? -SolveTail(tail, -1, dimension) : FindQuantile(1 - tail, dimension));
    }

    /// <summary>
    /// The mean of the lowest outcomes of this probability, E[t_d | t_d &lt;= q] with q = <see cref="ValueAtRiskLower"/>, in the
    /// units of the target: expected shortfall, or conditional value at risk, of the lower tail. Computed as
    /// q - E[(q - t)+] / probability (R. T. Rockafellar and S. Uryasev, "Optimization of conditional value-at-risk", Journal of
    /// Risk 2 (2000) 21-41), on which an error of q has no effect in the first order.
    /// </summary>
    /// <param name="probability">The mass of the tail, 0 to 1; 0 gives -infinity and 1 gives the mean.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such dimension, or the probability is outside [0, 1] or NaN.
    /// </exception>
    public T ExpectedShortfallLower(T probability, int dimension = 0) => Shortfall(probability, 1, dimension);

    /// <summary>
    /// The mean of the highest outcomes of this probability, E[t_d | t_d &gt; q] with q = <see cref="ValueAtRiskUpper"/>, in the
    /// units of the target: expected shortfall, or conditional value at risk, of the upper tail.
    /// </summary>
    /// <param name="probability">
    /// The mass of the tail, 0 to 1: 0.05 asks for the mean above the 95 % quantile. 0 gives +infinity and 1 gives the mean.
    /// </param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no such dimension, or the probability is outside [0, 1] or NaN.
    /// </exception>
    public T ExpectedShortfallUpper(T probability, int dimension = 0) => Shortfall(probability, -1, dimension);

    /// <summary>The lower tail's, of the mixture (side 1) or of its mirror image (-1).</summary>
    private T Shortfall(T probability, double side, int dimension)
    {
        MixtureArguments.CheckDimension(dimension, Dimensions);
        MixtureArguments.CheckProbability(probability);
        return Narrow(side * TailMean(Widen(probability), side, dimension));
    }

    private double TailMean(double tail, double side, int dimension)
    {
        if (tail == 0)
        {
            return double.NegativeInfinity;
        }

        if (tail <= 0.5)
        {
            double end = SolveTail(tail, side, dimension);
            return end - (MeanBeyond(end, side, dimension) / tail);
        }

        double mean = side * MarginalMean(dimension);
        double rest = 1 - tail;
        if (rest == 0)
        {
            return mean;
        }

        // What the other tail lacks: both terms are small where the tail is nearly everything.
        double start = SolveTail(rest, -side, dimension);
        return mean - (((rest * (-start - mean)) + MeanBeyond(start, -side, dimension)) / tail);
    }

    /// <summary>E[(x - t)+], how far below x the outcome falls on average, for the mixture (side 1) or its mirror image (-1).</summary>
    private double MeanBeyond(double x, double side, int dimension)
    {
        double sum = 0;
        for (int k = 0; k < Components; k++)
        {
            // E[(z - Z)+] = z + E[(Z - z)+]: what is large is taken as a distance, which a small scale cannot make overflow.
            double distance = x - (side * ComponentMean(k, dimension));
            double z = side * Standardize(side * x, k, dimension);
            double rest = ComponentScale(k, dimension) * StandardNormal.CdfIntegral(-Math.Abs(z));
            sum += Weight(k) * (Math.Max(distance, 0) + rest);
        }

        return sum;
    }
}
