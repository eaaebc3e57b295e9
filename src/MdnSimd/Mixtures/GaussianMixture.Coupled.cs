namespace MdnSimd.Mixtures;

/// <content>What changes where the dimensions of a component depend on each other: v = U (t - m) is in the place of z.</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>Sums of products whose terms are limited to this stay in the range, and so never become a NaN.</summary>
    private const double LargestTerm = double.MaxValue / (2 * Triangular.MaxDimensions);

    /// <summary>U_ij of a component.</summary>
    private double Factor(int component, int row, int column) =>
        Widen(precisionFactors[(((component * Dimensions) + row) * Dimensions) + column]);

    /// <summary>U [D, D] of a component in double.</summary>
    private void CopyFactor(int component, Span<double> destination)
    {
        int count = Dimensions * Dimensions;
        ReadOnlySpan<T> factor = precisionFactors.Slice(component * count, count);
        for (int i = 0; i < count; i++)
        {
            destination[i] = Widen(factor[i]);
        }
    }

    /// <summary>
    /// v [D] = U (t - m), what the deviations from a component's mean are in independent standard normal numbers. Where it leaves
    /// the range, the largest or smallest number; where t is not finite, NaN or infinite.
    /// </summary>
    private void Whiten(ReadOnlySpan<T> t, int component, Span<double> v)
    {
        for (int i = 0; i < v.Length; i++)
        {
            double sum = 0;
            for (int j = i; j < v.Length; j++)
            {
                sum += Factor(component, i, j) * (Widen(t[j]) - ComponentMean(component, j));
            }

            v[i] = double.IsFinite(sum) ? sum : WhitenScaledDown(t, component, i);
        }
    }

    /// <summary>The same for one element with every difference scaled down, where one of them or the sum has overflowed.</summary>
    private double WhitenScaledDown(ReadOnlySpan<T> t, int component, int row)
    {
        const double Tiny = 1.0 / (1L << 40);
        double sum = 0;
        for (int j = row; j < Dimensions; j++)
        {
            double difference = (Tiny * Widen(t[j])) - (Tiny * ComponentMean(component, j));
            sum += Math.Clamp(Factor(component, row, j) * Math.Clamp(difference, double.MinValue, double.MaxValue), -LargestTerm, LargestTerm);
        }

        return AnyInfinite(t) ? Math.Abs(sum) + double.PositiveInfinity : Math.Clamp(sum / Tiny, double.MinValue, double.MaxValue);
    }

    /// <summary>log N(t; m, C) of a component: D/2 log 2 pi once, the determinant from the diagonal, the sum of the squares of v.</summary>
    private double CoupledLogNormal(ReadOnlySpan<T> t, int component)
    {
        Span<double> v = stackalloc double[Triangular.MaxDimensions];
        v = v[..t.Length];
        Whiten(t, component, v);
        double sum = 0;
        for (int i = 0; i < v.Length; i++)
        {
            sum += StandardNormal.LogPdf(v[i]) + Math.Log(Factor(component, i, i));
        }

        return sum;
    }

    /// <summary>The gradient of the log-density, -sum_k pi_k U_k^T v_k.</summary>
    private void CoupledGradient(ReadOnlySpan<T> t, in ShareTotal total, Span<T> destination)
    {
        Span<double> v = stackalloc double[Triangular.MaxDimensions];
        Span<double> slopes = stackalloc double[Triangular.MaxDimensions];
        v = v[..t.Length];
        slopes = slopes[..t.Length];
        slopes.Clear();
        Span<double> shares = stackalloc double[ShareBlock];
        for (int k = 0; k < Components; k++)
        {
            if (k % ShareBlock == 0)
            {
                _ = WriteShares(t, total, k, shares);
            }

            double share = shares[k % ShareBlock];
            Whiten(t, k, v);
            for (int d = 0; d < slopes.Length; d++)
            {
                double slope = 0;
                for (int i = 0; i <= d; i++)
                {
                    slope -= Math.Clamp(Factor(k, i, d) * v[i], -LargestTerm, LargestTerm);
                }

                slopes[d] += share * slope;
            }
        }

        for (int d = 0; d < slopes.Length; d++)
        {
            destination[d] = T.Clamp(Narrow(slopes[d]), Lowest, -Lowest);
        }
    }

    /// <summary>m + U^-1 z for normal z of deviation <paramref name="factor"/>: where that is 1, its covariance is U^-1 U^-T.</summary>
    private void CoupledSample(int component, ref UniformPoint point, double factor, Span<T> sample)
    {
        Span<double> z = stackalloc double[Triangular.MaxDimensions];
        z = z[..sample.Length];
        for (int d = 0; d < z.Length; d++)
        {
            z[d] = factor * point.NextNormal();
        }

        SolveFactor(component, z);
        for (int d = 0; d < z.Length; d++)
        {
            sample[d] = Narrow(ComponentMean(component, d) + z[d]);
        }
    }

    /// <summary>U^-1 z in the place of z [D], by back substitution.</summary>
    private void SolveFactor(int component, Span<double> z)
    {
        for (int i = z.Length - 1; i >= 0; i--)
        {
            double sum = z[i];
            for (int j = i + 1; j < z.Length; j++)
            {
                sum -= Factor(component, i, j) * z[j];
            }

            z[i] = sum / Factor(component, i, i);
        }
    }
}
