namespace MdnSimd.Mixtures;

/// <content>Which mixture of fewer components comes closest?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// A mixture of fewer components with the same mean and covariance. Again and again two components are replaced by the Gaussian of
    /// their joint weight, mean and covariance: those for which A. R. Runnalls' upper bound of the divergence that this costs, "Kullback-
    /// Leibler approach to Gaussian mixture reduction", IEEE Trans. Aerospace and Electronic Systems 43 (2007) 989-999, is lowest.
    /// Components that are left alone keep their numbers bit for bit and all keep their order, a merged one in the place of its first.
    /// </summary>
    /// <remarks>
    /// Where dimensions are independent, so they stay: every dimension keeps its mean and its variance, while the part of the
    /// covariance between dimensions that lay within a merged pair is lost. With full covariances nothing is lost. Takes about
    /// N^2 evaluations of the cost and N numbers per component of memory from the shared pool.
    /// </remarks>
    /// <param name="weights">[K], 1 to as many as this mixture has: receives the weights. None of the four may overlap this mixture's memory.</param>
    /// <param name="means">[K*D]: receives the means.</param>
    /// <param name="scales">[K*D]: receives the (marginal) standard deviations.</param>
    /// <param name="precisionFactors">[K*D*D]: receives the factors where this mixture has some, else empty.</param>
    /// <returns>A view over the memory given.</returns>
    /// <exception cref="ArgumentException">A length is not as described; the message says which.</exception>
    public GaussianMixture<T> Reduce(Span<T> weights, Span<T> means, Span<T> scales, Span<T> precisionFactors = default)
    {
        int count = weights.Length;
        if (count < 1 || count > Components)
        {
            throw new ArgumentException($"Expected [1] to [{Components}] values, got [{count}].", nameof(weights));
        }

        MixtureArguments.CheckLength(means.Length, count * Dimensions, "[K*D]", nameof(means));
        MixtureArguments.CheckLength(scales.Length, count * Dimensions, "[K*D]", nameof(scales));
        int square = Coupled ? Dimensions * Dimensions : 0;
        MixtureArguments.CheckLength(precisionFactors.Length, count * square, "[K*D*D]", nameof(precisionFactors));
        int length = MixtureReduction.Length(Components, Dimensions, Coupled);
        double[] memory = Rent(length);
        try
        {
            MixtureReduction reduction = new(memory.AsSpan(0, length), Components, Dimensions, Coupled);
            for (int k = 0; k < Components; k++)
            {
                // As given, not normalised: what is left alone keeps its weight.
                reduction.Weights[k] = Widen(this.weights[k]);
                for (int d = 0; d < Dimensions; d++)
                {
                    reduction.Mean(k)[d] = ComponentMean(k, d);
                }

                CopyRoot(k, reduction.Root(k));
            }

            reduction.To(count);
            int place = 0;
            for (int k = 0; k < Components; k++)
            {
                if (reduction.IsLeft(k))
                {
                    weights[place] = Narrow(reduction.Weights[k]);
                    Span<T> mean = means.Slice(place * Dimensions, Dimensions);
                    Span<T> scale = scales.Slice(place * Dimensions, Dimensions);
                    Span<T> factor = precisionFactors.Slice(place * square, square);
                    if (reduction.IsMerged(k))
                    {
                        WriteMerged(reduction.Mean(k), reduction.Root(k), mean, scale, factor);
                    }
                    else
                    {
                        this.means.Slice(k * Dimensions, Dimensions).CopyTo(mean);
                        this.scales.Slice(k * Dimensions, Dimensions).CopyTo(scale);
                        (Coupled ? this.precisionFactors.Slice(k * square, square) : []).CopyTo(factor);
                    }

                    place++;
                }
            }

            return new GaussianMixture<T>(weights, default, means, scales, precisionFactors, Dimensions, normalizer);
        }
        finally
        {
            Return(memory);
        }
    }

    /// <summary>A component of the mean m and the covariance V V^T; V is lost.</summary>
    private static void WriteMerged(ReadOnlySpan<double> m, Span<double> root, Span<T> mean, Span<T> scale, Span<T> factor)
    {
        int n = m.Length;
        for (int d = 0; d < n; d++)
        {
            double deviation = factor.IsEmpty ? root[d] : Triangular.Norm(root.Slice(d * n, n));
            mean[d] = Narrow(m[d]);
            scale[d] = T.Clamp(Narrow(deviation), T.Epsilon, -Lowest);
        }

        if (!factor.IsEmpty)
        {
            Triangular.Invert(root, n);
            for (int i = 0; i < factor.Length; i++)
            {
                factor[i] = Narrow(root[i]);
            }
        }
    }
}
