namespace MdnSimd.Mixtures;

/// <content>Mixtures with coupled dimensions over the caller's memory.</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// A mixture with full covariances, given by the factors of their inverses: C_k^-1 = U_k^T U_k, up to 32 dimensions. The form
    /// in which every question is answered.
    /// </summary>
    /// <param name="weights">[K], as for <see cref="GaussianMixture{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</param>
    /// <param name="means">[K*D], component by component, in the units of the target; finite.</param>
    /// <param name="precisionFactors">
    /// [K*D*D], component by component and row by row: upper triangular, finite, with a positive diagonal and zeros below it, as
    /// <see cref="PrecisionFactors"/>.
    /// </param>
    /// <param name="scales">[K*D]: receives the marginal standard deviations, <see cref="Scales"/>; no other argument's memory.</param>
    /// <returns>A view over the four.</returns>
    /// <exception cref="ArgumentException">A length or a value is not as described; the message says which.</exception>
    public static GaussianMixture<T> FromPrecisionFactors(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> means, ReadOnlySpan<T> precisionFactors, Span<T> scales)
    {
        int dimensions = MixtureArguments.CheckCoupled(weights, means, precisionFactors, nameof(precisionFactors));
        MixtureArguments.CheckLength(scales.Length, means.Length, "[K*D]", nameof(scales));
        MixtureArguments.CheckFactors(precisionFactors, dimensions);
        Span<double> inverse = stackalloc double[dimensions * dimensions];
        for (int k = 0; k < weights.Length; k++)
        {
            for (int i = 0; i < inverse.Length; i++)
            {
                inverse[i] = Widen(precisionFactors[(k * inverse.Length) + i]);
            }

            Triangular.Invert(inverse, dimensions);
            WriteScales(inverse, scales.Slice(k * dimensions, dimensions));
            for (int d = 0; d < dimensions; d++)
            {
                T scale = scales[(k * dimensions) + d];
                if (!(scale > T.Zero && T.IsFinite(scale)))
                {
                    throw new ArgumentException(
                        $"Expected finite standard deviations above 0, got {scale} in dimension {d} of component {k}.",
                        nameof(precisionFactors));
                }
            }
        }

        return new(weights, means, scales, precisionFactors);
    }

    /// <summary>
    /// A mixture with full covariances, up to 32 dimensions. They are factorised in double and rounded once; what is lost is about
    /// the precision of <typeparamref name="T"/> times the condition number of each component's correlations.
    /// </summary>
    /// <param name="weights">[K], as for <see cref="GaussianMixture{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</param>
    /// <param name="means">[K*D], component by component, in the units of the target; finite.</param>
    /// <param name="covariances">
    /// [K*D*D], component by component and row by row: symmetric (within 1e-5 of the product of the two standard deviations; what
    /// differs is averaged) and positive definite. Not needed afterwards.
    /// </param>
    /// <param name="precisionFactors">[K*D*D]: receives <see cref="PrecisionFactors"/>; no other argument's memory.</param>
    /// <param name="scales">[K*D]: receives the marginal standard deviations, <see cref="Scales"/>; no other argument's memory.</param>
    /// <returns>A view over weights, means, precisionFactors and scales.</returns>
    /// <exception cref="ArgumentException">
    /// A length or a value is not as described; the message says which, and which component is not positive definite.
    /// </exception>
    public static GaussianMixture<T> FromCovariances(
        ReadOnlySpan<T> weights,
        ReadOnlySpan<T> means,
        scoped ReadOnlySpan<T> covariances,
        Span<T> precisionFactors,
        Span<T> scales)
    {
        int dimensions = MixtureArguments.CheckCoupled(weights, means, covariances, nameof(covariances));
        MixtureArguments.CheckLength(precisionFactors.Length, covariances.Length, "[K*D*D]", nameof(precisionFactors));
        MixtureArguments.CheckLength(scales.Length, means.Length, "[K*D]", nameof(scales));
        Span<double> matrix = stackalloc double[dimensions * dimensions];
        for (int k = 0; k < weights.Length; k++)
        {
            MixtureArguments.CheckSymmetric(covariances.Slice(k * matrix.Length, matrix.Length), dimensions, k);
            for (int i = 0; i < matrix.Length; i++)
            {
                double element = Widen(covariances[(k * matrix.Length) + i]);
                double mirrored = Widen(covariances[(k * matrix.Length) + (i % dimensions * dimensions) + (i / dimensions)]);
                matrix[i] = (0.5 * element) + (0.5 * mirrored);
            }

            if (!Triangular.Decompose(matrix, dimensions, out _, out _))
            {
                throw new ArgumentException(
                    $"Expected positive definite matrices, got one of component {k} that is not.", nameof(covariances));
            }

            Triangular.Invert(matrix, dimensions);
            for (int i = 0; i < matrix.Length; i++)
            {
                precisionFactors[(k * matrix.Length) + i] = Narrow(matrix[i]);
            }
        }

        return FromPrecisionFactors(weights, means, precisionFactors, scales);
    }

    /// <summary>The marginal standard deviations: the norms of the rows of U^-1 [D, D].</summary>
    private static void WriteScales(ReadOnlySpan<double> inverse, Span<T> scales)
    {
        for (int d = 0; d < scales.Length; d++)
        {
            scales[d] = Narrow(Triangular.Norm(inverse.Slice(d * scales.Length, scales.Length)));
        }
    }

    /// <summary>A mixture with precision factors, of which all but the weights have been checked.</summary>
    private GaussianMixture(
        ReadOnlySpan<T> weights, ReadOnlySpan<T> means, ReadOnlySpan<T> scales, ReadOnlySpan<T> precisionFactors)
        : this(weights, means, scales) => this.precisionFactors = precisionFactors;
}
