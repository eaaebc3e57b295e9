namespace MdnSimd.Mixtures;

/// <content>How does a quantile move with the mixture's parameters?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// The quantile q of one dimension and its gradient, from F(q) = p: dq = -dF / p(q). Taken from the smaller tail in logarithms, so
    /// that it has its digits wherever the quantile has.
    /// </summary>
    /// <param name="probability">Between 0 and 1.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <param name="members">Groups of components, equally many in each, whose weights are softmaxes of their own logits, divided by this.</param>
    /// <param name="logits">[K]: receives the derivatives for the logits of the weights.</param>
    /// <param name="means">[K]: receives those for the means in this dimension.</param>
    /// <param name="scales">[K]: receives those for the scales in this dimension.</param>
    internal double QuantileGradient(
        double probability, int dimension, int members, Span<double> logits, Span<double> means, Span<double> scales)
    {
        double quantile = FindQuantile(probability, dimension);
        double side = probability <= 0.5 ? 1 : -1;
        LogSum density = new();
        for (int k = 0; k < Components; k++)
        {
            density.Add(LogMarginal(quantile, k, dimension));
        }

        // Each component's part of the tail over the density.
        for (int k = 0; k < Components; k++)
        {
            double z = Standardize(quantile, k, dimension);
            means[k] = Math.Exp(LogMarginal(quantile, k, dimension) - density.Value);
            scales[k] = means[k] == 0 ? 0 : means[k] * z;
            logits[k] = Math.Exp(LogWeight(k) + StandardNormal.LogCdf(side * z) - density.Value);
        }

        int count = Components / members;
        for (int first = 0; first < Components; first += count)
        {
            double tail = 0;
            foreach (double part in logits.Slice(first, count))
            {
                tail += part;
            }

            for (int k = first; k < first + count; k++)
            {
                logits[k] = -side * (logits[k] - (members * Weight(k) * tail));
            }
        }

        return quantile;
    }

    /// <summary>log w_k + log N(t; m_kd, s_kd^2).</summary>
    private double LogMarginal(double t, int component, int dimension) =>
        LogWeight(component) + StandardNormal.LogPdf(Standardize(t, component, dimension)) - Math.Log(ComponentScale(component, dimension));
}
