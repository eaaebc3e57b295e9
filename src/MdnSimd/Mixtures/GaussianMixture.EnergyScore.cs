namespace MdnSimd.Mixtures;

/// <content>How good was this forecast of several targets at once?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// The energy score, E|X - t| - E|X - X'| / 2 with independent X and X' of this mixture and Euclidean distances (T. Gneiting and
    /// A. E. Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA 102 (2007) 359-378, with beta = 1): the
    /// <see cref="Crps"/> of all dimensions together, and the same where D is 1; smaller is better. No sampling: each distance of two
    /// components is a quadrature of one dimension, right to about 1e-12 of E|X - t|. Its cost grows with K^2.
    /// </summary>
    /// <remarks>
    /// A distance adds up squares of all dimensions, so they should have comparable units; the score is in that unit.
    /// </remarks>
    /// <param name="t">[D]: the outcome, in the units of the target. Infinite where t is, NaN where it holds a NaN.</param>
    /// <exception cref="ArgumentException">The length of t is not D.</exception>
    public T EnergyScore(ReadOnlySpan<T> t)
    {
        MixtureArguments.CheckLength(t.Length, Dimensions, "[D]", nameof(t));
        if (Dimensions == 1)
        {
            return Crps(t[0]);
        }

        foreach (T value in t)
        {
            if (!T.IsFinite(value))
            {
                return T.Abs(value);
            }
        }

        int square = Coupled ? Dimensions * Dimensions : Dimensions;
        double[] memory = Rent(LoadLength + (3 * Dimensions) + square);
        try
        {
            MixtureComponents components = Load(memory);
            Span<double> scratch = memory.AsSpan(LoadLength, (3 * Dimensions) + square);
            double distance = 0;
            double spread = 0;
            for (int i = 0; i < components.Count; i++)
            {
                Span<double> difference = scratch[..Dimensions];
                for (int d = 0; d < difference.Length; d++)
                {
                    difference[d] = Widen(t[d]) - components.Mean(i)[d];
                }

                distance += components.Weights[i] * MeanNorm(components, i, -1, scratch);
                double others = 0;
                for (int j = 0; j <= i; j++)
                {
                    for (int d = 0; d < difference.Length; d++)
                    {
                        difference[d] = components.Mean(i)[d] - components.Mean(j)[d];
                    }

                    // Every pair once stands for half of both orders.
                    double weight = i == j ? 0.5 * components.Weights[j] : components.Weights[j];
                    others += weight * MeanNorm(components, i, j, scratch);
                }

                spread += components.Weights[i] * others;
            }

            return Narrow(distance - spread);
        }
        finally
        {
            Return(memory);
        }
    }

    /// <summary>
    /// E|Y| of a normal Y whose mean stands at the beginning of <paramref name="scratch"/> and whose covariance is the sum of those
    /// of two components, or of the first alone where the second is negative.
    /// </summary>
    private static double MeanNorm(in MixtureComponents components, int first, int second, Span<double> scratch)
    {
        int n = components.Dimensions;
        ReadOnlySpan<double> root = components.Root(first);
        ReadOnlySpan<double> otherRoot = second >= 0 ? components.Root(second) : [];
        Span<double> mean = scratch[..n];

        // In units of the largest number, no square of which overflows.
        double unit = Math.Max(((ReadOnlySpan<double>)mean).Largest(), Math.Max(root.Largest(), otherRoot.Largest()));
        foreach (ref double element in mean)
        {
            element /= unit;
        }

        Span<double> covariance = scratch[(3 * n)..];
        covariance.Clear();
        root.AddCovariance(unit, covariance, n);
        if (second >= 0)
        {
            otherRoot.AddCovariance(unit, covariance, n);
        }

        return unit * (components.Coupled
            ? MeanDistance.Coupled(mean, covariance, scratch.Slice(n, 2 * n))
            : MeanDistance.Independent(mean, covariance));
    }
}
