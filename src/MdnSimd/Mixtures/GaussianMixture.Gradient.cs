namespace MdnSimd.Mixtures;

/// <content>In which direction does the density rise?</content>
public readonly ref partial struct GaussianMixture<T>
{
    private const int GradientBlock = 32;

    /// <summary>
    /// d log p(t) / dt, the score: sum_k pi_k (m_kd - t_d) / s_kd^2 with the responsibilities pi, where
    /// dimensions are coupled sum_k pi_k U_k^T U_k (m_k - t). Finite wherever t is finite: a
    /// slope beyond the range of <typeparamref name="T"/> becomes its largest or smallest finite number. NaN where t is not finite.
    /// </summary>
    /// <param name="t">[D], in the units of the target.</param>
    /// <param name="destination">
    /// [D]: receives the gradient, in nats per unit of the target. It may overlap neither t nor the mixture's own memory.
    /// </param>
    /// <exception cref="ArgumentException">The length of t or of destination is not D.</exception>
    public void LogDensityGradient(ReadOnlySpan<T> t, Span<T> destination)
    {
        MixtureArguments.CheckLength(t.Length, Dimensions, "[D]", nameof(t));
        MixtureArguments.CheckLength(destination.Length, Dimensions, "[D]", nameof(destination));
        ShareTotal total = TotalAt(t);
        if (Coupled)
        {
            CoupledGradient(t, total, destination);
            return;
        }

        Span<double> shares = stackalloc double[ShareBlock];
        Span<double> block = stackalloc double[GradientBlock];
        for (int start = 0; start < Dimensions; start += GradientBlock)
        {
            int count = Math.Min(GradientBlock, Dimensions - start);
            Span<double> slopes = block[..count];
            slopes.Clear();
            for (int first = 0; first < Components; first += ShareBlock)
            {
                int shareCount = WriteShares(t, total, first, shares);
                for (int k = 0; k < shareCount; k++)
                {
                    AddSlopes(t, first + k, shares[k], start, slopes);
                }
            }

            for (int i = 0; i < count; i++)
            {
                destination[start + i] = T.Clamp(Narrow(slopes[i]), Lowest, -Lowest);
            }
        }
    }

    /// <summary>A component's share. Limited before it is weighted, so that no sum of them leaves the range.</summary>
    private void AddSlopes(ReadOnlySpan<T> t, int component, double share, int start, Span<double> slopes)
    {
        for (int i = 0; i < slopes.Length; i++)
        {
            int d = start + i;
            double slope = -Standardize(Widen(t[d]), component, d) / ComponentScale(component, d);
            slopes[i] += share * Math.Clamp(slope, double.MinValue, double.MaxValue);
        }
    }
}
