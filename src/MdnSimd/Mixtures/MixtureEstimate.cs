namespace MdnSimd.Mixtures;

/// <summary>
/// One Gaussian mixture as numbers that can be changed, whatever its covariance: of each component a weight, a mean and, as in
/// <see cref="FullShape"/>, the scale of each dimension given those that follow it with its couplings to them. In double.
/// </summary>
internal sealed class MixtureEstimate(MixtureLayout layout)
{
    private readonly double[] deviations = new double[layout.Dimensions];

    /// <summary>K, D and the shape of the covariances.</summary>
    public MixtureLayout Layout => layout;

    /// <summary>[K].</summary>
    public double[] Weights { get; } = new double[layout.Components];

    /// <summary>[K * D], component-major.</summary>
    public double[] Means { get; } = new double[checked(layout.Components * layout.Dimensions)];

    /// <summary>[K * D]: sigma.</summary>
    public double[] Scales { get; } = new double[checked(layout.Components * layout.Dimensions)];

    /// <summary>[K * D * D] where the covariance is full, else empty: c_ij above the diagonal.</summary>
    public double[] Couplings { get; } = new double[checked(layout.Components * layout.FactorsPerComponent)];

    /// <summary>The mean of a component, [D].</summary>
    public Span<double> MeanOf(int component) => Means.AsSpan(component * layout.Dimensions, layout.Dimensions);

    /// <summary>The scales of a component, [D].</summary>
    public Span<double> ScalesOf(int component) => Scales.AsSpan(component * layout.Dimensions, layout.Dimensions);

    /// <summary>The couplings of a component, [D * D] or empty.</summary>
    public Span<double> CouplingsOf(int component) =>
        Couplings.AsSpan(component * layout.FactorsPerComponent, layout.FactorsPerComponent);

    /// <summary>The part of <see cref="LogJoint"/> that no point changes.</summary>
    public double LogFactor(int component)
    {
        double sum = Math.Log(Weights[component]);
        foreach (double scale in ScalesOf(component))
        {
            sum -= Math.Log(scale);
        }

        return sum;
    }

    /// <summary>log w_k + log N_k(point), but for D/2 log 2 pi.</summary>
    /// <param name="component">k.</param>
    /// <param name="logFactor">Its <see cref="LogFactor"/>.</param>
    /// <param name="point">[D].</param>
    public double LogJoint(int component, double logFactor, ReadOnlySpan<double> point)
    {
        ReadOnlySpan<double> mean = MeanOf(component);
        ReadOnlySpan<double> scales = ScalesOf(component);
        ReadOnlySpan<double> couplings = CouplingsOf(component);
        int dimensions = point.Length;
        double squares = 0;
        for (int i = dimensions - 1; i >= 0; i--)
        {
            deviations[i] = point[i] - mean[i];
            double deviation = deviations[i];
            for (int j = couplings.IsEmpty ? dimensions : i + 1; j < dimensions; j++)
            {
                deviation += couplings[(i * dimensions) + j] * deviations[j];
            }

            double r = deviation / scales[i];
            squares += r * r;
        }

        return logFactor - (0.5 * squares);
    }

    /// <summary>Sets a component's scales and couplings from its covariance.</summary>
    /// <param name="component">The component.</param>
    /// <param name="covariance">[D * D] of which the upper triangle is read where the covariance is full, else the diagonal [D]; changed.</param>
    /// <param name="least">The smallest scale.</param>
    public void SetCovariance(int component, Span<double> covariance, double least)
    {
        Span<double> scales = ScalesOf(component);
        if (layout.Covariance == Covariance.Full)
        {
            Factor(covariance, scales, CouplingsOf(component), least);
            return;
        }

        if (layout.Covariance == Covariance.Isotropic)
        {
            double sum = 0;
            foreach (double variance in covariance)
            {
                sum += variance;
            }

            covariance.Fill(sum / covariance.Length);
        }

        for (int d = 0; d < scales.Length; d++)
        {
            scales[d] = Math.Max(Math.Sqrt(covariance[d]), least);
        }
    }

    /// <summary>
    /// Sigma = W diag(sigma^2) W^T with W unit upper triangular, from the last dimension to the first, then C = W^-1 - 1: each
    /// dimension's regression on those that follow it.
    /// </summary>
    private void Factor(Span<double> covariance, Span<double> scales, Span<double> couplings, double least)
    {
        int n = layout.Dimensions;
        for (int j = n - 1; j >= 0; j--)
        {
            // In place: column j of the upper triangle becomes that of W.
            scales[j] = Math.Max(Math.Sqrt(Math.Max(covariance[(j * n) + j], 0)), least);
            double variance = scales[j] * scales[j];
            for (int i = 0; i < j; i++)
            {
                double share = covariance[(i * n) + j] / variance;
                for (int k = 0; k <= i; k++)
                {
                    covariance[(k * n) + i] -= share * covariance[(k * n) + j];
                }
            }

            for (int i = 0; i < j; i++)
            {
                covariance[(i * n) + j] /= variance;
            }
        }

        // (1 + C) W = 1, column by column.
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++)
            {
                double sum = covariance[(i * n) + j];
                for (int k = i + 1; k < j; k++)
                {
                    sum += couplings[(i * n) + k] * covariance[(k * n) + j];
                }

                couplings[(i * n) + j] = -sum;
            }
        }
    }
}
