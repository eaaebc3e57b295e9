namespace MdnSimd.Mixtures;

/// <content>What is to be expected of the other dimensions, now that some are known?</content>
public readonly ref partial struct GaussianMixture<T>
{
    // Further off, in standard deviations, a value pulls the other dimensions no further: squares and products stay in the range.
    private const double FarthestGiven = 1e150;

    /// <summary>
    /// The distribution of the remaining dimensions given the values of some, p(t_rest | t_given): a mixture over the remaining
    /// dimensions in ascending order. The weights are the responsibilities of the components for the values, taken from logarithms:
    /// they are right however unlikely the values are, also where the densities of all components underflow. Exact but for
    /// rounding: computed in double (an error of about 1e-15 times the condition number of the component's correlations) and
    /// rounded once.
    /// </summary>
    /// <param name="given">Which dimensions are known: up to D - 1 of them, each 0 to D - 1 and named once; in any order.</param>
    /// <param name="values">The value of each of these, in their order, in the units of the target; finite.</param>
    /// <param name="memory">
    /// <see cref="MemoryLength"/> of K and the number of remaining dimensions, or longer: what the mixture that is returned lies in.
    /// It may not overlap this mixture's own memory.
    /// </param>
    /// <returns>A view over <paramref name="memory"/> alone.</returns>
    /// <exception cref="ArgumentException">
    /// The dimensions or the values are not as described, or the memory is too short.
    /// </exception>
    public GaussianMixture<T> Conditional(scoped ReadOnlySpan<int> given, scoped ReadOnlySpan<T> values, Span<T> memory)
    {
        MixtureArguments.CheckSubset(given, 0, Dimensions - 1, Dimensions, nameof(given));
        MixtureArguments.CheckLength(values.Length, given.Length, "[given]", nameof(values));
        MixtureArguments.CheckFinite(values, nameof(values));
        int count = Dimensions - given.Length;
        MixtureMemory<T> rest = new(memory, Components, count, Coupled && count > 1);
        if (Coupled)
        {
            ConditionCoupled(given, values, rest);
        }
        else
        {
            ConditionIndependent(given, values, rest);
        }

        LogSum sum = new();
        foreach (double term in rest.Scratch)
        {
            sum.Add(term);
        }

        double total = 0;
        for (int k = 0; k < Components; k++)
        {
            double term = rest.Scratch[k] - sum.Largest;
            rest.Weights[k] = Narrow(Math.Exp(term) / sum.Sum);
            rest.LogWeights[k] = Narrow(term - Math.Log(sum.Sum));
            total += Widen(rest.Weights[k]);
        }

        return new(rest.Weights, rest.LogWeights, rest.Means, rest.Scales, rest.PrecisionFactors, count, 1 / total);
    }

    /// <summary>Independent dimensions say nothing of each other: only the weights change.</summary>
    private void ConditionIndependent(scoped ReadOnlySpan<int> given, scoped ReadOnlySpan<T> values, MixtureMemory<T> rest)
    {
        int written = 0;
        for (int k = 0; k < Components; k++)
        {
            double logWeight = LogWeight(k);
            double sum = logWeight;
            for (int d = 0; d < Dimensions; d++)
            {
                int position = given.IndexOf(d);
                if (position < 0)
                {
                    rest.Means[written] = means[(k * Dimensions) + d];
                    rest.Scales[written++] = scales[(k * Dimensions) + d];
                }
                else
                {
                    double z = Standardize(Widen(values[position]), k, d);
                    sum += StandardNormal.LogPdf(z) - Math.Log(ComponentScale(k, d));
                }
            }

            rest.Scratch[k] = AtLeastLowest(sum, logWeight);
        }
    }

    /// <summary>
    /// With the given dimensions last, R = [A B; 0 C] and e the deviation of the values from their means: the values have the
    /// log-density of C e, the remaining dimensions the factor A and means moved by -A^-1 B e.
    /// </summary>
    private void ConditionCoupled(scoped ReadOnlySpan<int> given, scoped ReadOnlySpan<T> values, MixtureMemory<T> rest)
    {
        Span<int> order = stackalloc int[Dimensions];
        Span<double> vector = stackalloc double[Dimensions];
        Span<double> matrix = stackalloc double[Dimensions * Dimensions];
        OthersFirst(given, order);
        int count = Dimensions - given.Length;
        Span<double> shift = vector[..count];
        Span<double> deviation = vector[count..];
        for (int k = 0; k < Components; k++)
        {
            FactorInOrder(k, order, matrix);
            for (int j = 0; j < deviation.Length; j++)
            {
                int d = order[count + j];
                double z = Standardize(Widen(values[j]), k, d) * Math.ScaleB(ComponentScale(k, d), -Unit(k, d));
                deviation[j] = Math.Clamp(z, -FarthestGiven, FarthestGiven);
            }

            rest.Scratch[k] = AtLeastLowest(LogWeight(k) + LogNormalOfLast(k, order, matrix, deviation), LogWeight(k));
            ShiftOfFirst(matrix, deviation, shift);
            for (int i = 0; i < count; i++)
            {
                double mean = ComponentMean(k, order[i]) - Math.ScaleB(shift[i], Unit(k, order[i]));
                rest.Means[(k * count) + i] = T.Clamp(Narrow(mean), Lowest, -Lowest);
            }

            if (count > 1)
            {
                CopyFactorBlock(k, order, matrix, 0, count, rest.PrecisionFactors.Slice(k * count * count, count * count));
            }

            ScalesOfFirst(k, order, matrix, rest.Scales.Slice(k * count, count));
        }
    }

    private double LogNormalOfLast(
        int component, scoped ReadOnlySpan<int> order, ReadOnlySpan<double> matrix, ReadOnlySpan<double> deviation)
    {
        double sum = 0;
        int first = order.Length - deviation.Length;
        for (int i = 0; i < deviation.Length; i++)
        {
            ReadOnlySpan<double> row = matrix.Slice(((first + i) * order.Length) + first, deviation.Length);
            double v = 0;
            for (int j = i; j < row.Length; j++)
            {
                v += row[j] * deviation[j];
            }

            sum += StandardNormal.LogPdf(v) + Math.Log(Math.ScaleB(row[i], -Unit(component, order[first + i])));
        }

        return sum;
    }

    /// <summary>A^-1 B e.</summary>
    private static void ShiftOfFirst(ReadOnlySpan<double> matrix, ReadOnlySpan<double> deviation, Span<double> shift)
    {
        int width = shift.Length + deviation.Length;
        for (int i = shift.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = matrix.Slice(i * width, width);
            double sum = 0;
            for (int j = 0; j < deviation.Length; j++)
            {
                sum += row[shift.Length + j] * deviation[j];
            }

            for (int j = i + 1; j < shift.Length; j++)
            {
                sum -= row[j] * shift[j];
            }

            shift[i] = sum / row[i];
        }
    }

    /// <summary>The standard deviations that the block A leaves to each of the first dimensions. A is lost.</summary>
    private void ScalesOfFirst(int component, scoped ReadOnlySpan<int> order, Span<double> matrix, Span<T> scales)
    {
        int count = scales.Length;
        for (int i = 1; i < count; i++)
        {
            matrix.Slice(i * order.Length, count).CopyTo(matrix.Slice(i * count, count));
        }

        Triangular.Invert(matrix[..(count * count)], count);
        for (int i = 0; i < count; i++)
        {
            scales[i] = Narrow(Math.ScaleB(Triangular.Norm(matrix.Slice(i * count, count)), Unit(component, order[i])));
        }
    }

    /// <summary>A logarithm that has overflowed although its component has weight is the smallest number.</summary>
    private static double AtLeastLowest(double sum, double logWeight) =>
        double.IsNegativeInfinity(logWeight) ? sum : Math.Max(sum, double.MinValue);
}
