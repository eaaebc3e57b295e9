using MdnSimd.Kernels;

namespace MdnSimd.Mixtures;

/// <content>How uncertain is the outcome?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// Bounds of the differential entropy -E[log p(X)] in nats, in closed form from distances of all pairs of components. Upper: A.
    /// Kolchinsky and B. D. Tracey, "Estimating mixture entropy with pairwise distances", Entropy 19 (2017) 361, with the
    /// Kullback-Leibler divergence. Lower: the higher of theirs with the Bhattacharyya distance and that of M. F. Huber, T. Bailey,
    /// H. Durrant-Whyte and U. D. Hanebeck, "On entropy approximation for Gaussian mixture random vectors", MFI 2008, from Jensen's
    /// inequality. They meet where the components coincide and where they are far apart.
    /// </summary>
    public Bounds EntropyBounds()
    {
        int scratchLength = PairDistances.ScratchLength(Dimensions, Coupled);
        double[] memory = Rent(LoadLength + scratchLength);
        try
        {
            MixtureComponents components = Load(memory);
            Span<double> scratch = memory.AsSpan(LoadLength, scratchLength);
            double within = 0, upper = 0, lower = 0, lowest = 0;
            for (int i = 0; i < components.Count; i++)
            {
                LogSum byDivergence = new(), byOverlap = new(), byProduct = new();
                for (int j = 0; j < components.Count; j++)
                {
                    double logWeight = components.LogWeights[j];
                    PairDistances pair = PairDistances.Of(components, i, components, j, scratch);
                    byDivergence.Add(logWeight - pair.KullbackLeibler);
                    byOverlap.Add(logWeight - pair.Bhattacharyya);
                    byProduct.Add(logWeight + pair.LogProductIntegral);
                }

                double weight = components.Weights[i];
                within += weight * components.Entropy(i);
                upper -= weight * byDivergence.Value;
                lower -= weight * byOverlap.Value;
                lowest -= weight * byProduct.Value;
            }

            return new Bounds(Math.Max(within + lower, lowest), within + upper);
        }
        finally
        {
            Return(memory);
        }
    }

    /// <summary>
    /// The differential entropy -E[log p(X)] in nats: the mean over independent samples. Negative where the density is high. The
    /// answer is a function of the mixture, the seed and the count alone.
    /// </summary>
    /// <param name="seed">Any number; another seed gives an independent estimate.</param>
    /// <param name="count">How many samples, at least 2; the standard error falls with its root.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 2.</exception>
    public Estimate Entropy(ulong seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double[] memory = Rent(LoadLength + (2 * Dimensions));
        try
        {
            MixtureComponents components = Load(memory);
            Span<double> sample = memory.AsSpan(LoadLength, Dimensions);
            Span<double> scratch = memory.AsSpan(LoadLength + Dimensions, Dimensions);
            RunningMean mean = default;
            for (int i = 0; i < count; i++)
            {
                CounterRandom random = new(seed, (ulong)i);
                components.Draw(ref random, sample);
                mean.Add(-components.LogDensity(sample, scratch));
            }

            return mean.ToEstimate();
        }
        finally
        {
            Return(memory);
        }
    }
}
