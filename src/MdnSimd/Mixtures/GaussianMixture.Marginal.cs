namespace MdnSimd.Mixtures;

/// <content>What is known of some of the dimensions, whatever the others may be?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// How many values of memory <see cref="Marginal"/> and <see cref="Conditional"/> need for a mixture that they return.
    /// </summary>
    /// <param name="components">K, at least 1.</param>
    /// <param name="dimensions">The number of dimensions of the mixture that is returned, at least 1.</param>
    /// <param name="coupled">
    /// Whether the mixture that is asked has <see cref="PrecisionFactors"/>; false saves the room for them where it has none.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number of components or dimensions.</exception>
    /// <exception cref="OverflowException">So many values are more than a span holds.</exception>
    public static int MemoryLength(int components, int dimensions, bool coupled = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        return MixtureMemory<T>.Length(components, dimensions, coupled);
    }

    /// <summary>
    /// The distribution of some dimensions whatever the others may be: a mixture of the same weights over these dimensions, in the
    /// order given. Exact but for rounding: means, scales and weights are copied, precision factors recomputed in double (an error of
    /// about 1e-15 times the condition number of the component's correlations) and rounded once. All dimensions in another order
    /// give the same distribution with its dimensions in that order.
    /// </summary>
    /// <param name="dimensions">Which dimensions: 1 to D of them, each 0 to D - 1 and named once; in any order.</param>
    /// <param name="memory">
    /// <see cref="MemoryLength"/> of K and the number of dimensions, or longer: what the mixture that is returned lies in. It may not
    /// overlap this mixture's own memory.
    /// </param>
    /// <returns>A view over <paramref name="memory"/> alone.</returns>
    /// <exception cref="ArgumentException">The dimensions are not as described, or the memory is too short.</exception>
    public GaussianMixture<T> Marginal(scoped ReadOnlySpan<int> dimensions, Span<T> memory)
    {
        MixtureArguments.CheckSubset(dimensions, 1, Dimensions, Dimensions, nameof(dimensions));
        int count = dimensions.Length;

        // A single dimension has nothing to be coupled to.
        bool coupled = Coupled && count > 1;
        MixtureMemory<T> marginal = new(memory, Components, count, coupled);
        weights.CopyTo(marginal.Weights);
        logWeights.CopyTo(marginal.LogWeights);
        for (int i = 0; i < Components * count; i++)
        {
            int source = (i / count * Dimensions) + dimensions[i % count];
            marginal.Means[i] = means[source];
            marginal.Scales[i] = scales[source];
        }

        if (coupled)
        {
            MarginalFactors(dimensions, marginal.PrecisionFactors);
        }

        return new(
            marginal.Weights,
            logWeights.IsEmpty ? [] : marginal.LogWeights,
            marginal.Means,
            marginal.Scales,
            marginal.PrecisionFactors,
            count,
            normalizer);
    }

    private void MarginalFactors(scoped ReadOnlySpan<int> dimensions, Span<T> factors)
    {
        Span<int> order = stackalloc int[Dimensions];
        Span<double> scratch = stackalloc double[Dimensions * Dimensions];
        OthersFirst(dimensions, order);
        int count = dimensions.Length;
        for (int k = 0; k < Components; k++)
        {
            FactorInOrder(k, order, scratch);
            CopyFactorBlock(k, order, scratch, Dimensions - count, count, factors.Slice(k * count * count, count * count));
        }
    }

    /// <summary>All dimensions: first those that are not <paramref name="last"/>, ascending, then those in their order.</summary>
    private static void OthersFirst(scoped ReadOnlySpan<int> last, Span<int> order)
    {
        int others = 0;
        for (int d = 0; d < order.Length; d++)
        {
            if (!last.Contains(d))
            {
                order[others++] = d;
            }
        }

        last.CopyTo(order[others..]);
    }

    /// <summary>
    /// The factor [D, D] of a component's precision with its dimensions in another order: columns change places, and what is then no
    /// longer triangular is made so by reflections. The block R of the last dimensions is then the factor of their marginal, that of
    /// the first ones the factor of their conditional given the last. Every dimension is measured in its <see cref="Unit"/>, so that
    /// nothing leaves the range.
    /// </summary>
    private void FactorInOrder(int component, scoped ReadOnlySpan<int> order, Span<double> destination)
    {
        for (int j = 0; j < order.Length; j++)
        {
            int exponent = Unit(component, order[j]);
            for (int i = 0; i < order.Length; i++)
            {
                destination[(i * order.Length) + j] = Math.ScaleB(Factor(component, i, order[j]), exponent);
            }
        }

        Triangular.Triangularize(destination[..(order.Length * order.Length)], order.Length);
    }

    /// <summary>The exponent of the power of two next to a scale: as a unit of a dimension it takes the scale away without rounding.</summary>
    private int Unit(int component, int dimension) => Math.ILogB(ComponentScale(component, dimension));

    /// <summary>The square block on the diagonal from <paramref name="first"/> on, in the units of the target again, rounded to T.</summary>
    private void CopyFactorBlock(
        int component, scoped ReadOnlySpan<int> order, ReadOnlySpan<double> matrix, int first, int count, Span<T> factor)
    {
        factor.Clear();
        for (int j = 0; j < count; j++)
        {
            int exponent = Unit(component, order[first + j]);
            for (int i = 0; i <= j; i++)
            {
                double element = matrix[((first + i) * order.Length) + first + j];
                factor[(i * count) + j] = Narrow(Math.ScaleB(element, -exponent));
            }
        }
    }
}
