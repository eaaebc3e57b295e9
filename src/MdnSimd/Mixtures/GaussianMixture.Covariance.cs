using CommunityToolkit.HighPerformance;

namespace MdnSimd.Mixtures;

/// <content>How do the dimensions move together?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// The covariance matrix of the whole density: the mean of the components' covariances plus the covariance of their means.
    /// Exact but for rounding, about 1e-15 of the product of the two standard deviations times the condition number of the
    /// components' correlations, and rounded once.
    /// </summary>
    /// <param name="destination">
    /// [D, D]: receives the matrix, symmetric; element (i, j) in the unit of dimension i times that of dimension j.
    /// </param>
    /// <exception cref="ArgumentException">The destination is not [D, D].</exception>
    public void CovarianceMatrix(Span2D<T> destination)
    {
        MixtureArguments.CheckSquare(destination.Height, destination.Width, Dimensions, nameof(destination));
        Span<double> scratch = stackalloc double[Coupled ? 2 * Dimensions * Dimensions : 0];
        Span<double> within = Coupled ? scratch[..(Dimensions * Dimensions)] : [];
        if (Coupled)
        {
            within.Clear();
            Span<double> root = scratch.Slice(within.Length, within.Length);
            for (int k = 0; k < Components; k++)
            {
                CovarianceRoot(k, root);
                for (int i = 0; i < within.Length; i++)
                {
                    within[i] += Weight(k) * RowProduct(root, i / Dimensions, i % Dimensions);
                }
            }
        }

        for (int i = 0; i < Dimensions; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double own = Coupled ? within[(i * Dimensions) + j] : i == j ? MeanSquaredScale(i) : 0;
                destination[i, j] = destination[j, i] = Narrow(own + CovarianceOfMeans(i, j));
            }
        }
    }

    /// <summary>
    /// The covariance matrix of one component. Exact but for rounding, as <see cref="CovarianceMatrix"/>.
    /// </summary>
    /// <param name="component">0 to K - 1.</param>
    /// <param name="destination">
    /// [D, D]: receives the matrix, symmetric; element (i, j) in the unit of dimension i times that of dimension j.
    /// </param>
    /// <exception cref="ArgumentException">The destination is not [D, D].</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component.</exception>
    public void ComponentCovariance(int component, Span2D<T> destination)
    {
        MixtureArguments.CheckComponent(component, Components);
        MixtureArguments.CheckSquare(destination.Height, destination.Width, Dimensions, nameof(destination));
        Span<double> scratch = stackalloc double[Coupled ? Dimensions * Dimensions : 0];
        if (Coupled)
        {
            CovarianceRoot(component, scratch);
        }

        for (int i = 0; i < Dimensions; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double scale = ComponentScale(component, i);
                double covariance = Coupled ? RowProduct(scratch, i, j) : i == j ? scale * scale : 0;
                destination[i, j] = destination[j, i] = Narrow(covariance);
            }
        }
    }

    /// <summary>U^-1 [D, D] of a component, whose product with its own transpose is the covariance.</summary>
    private void CovarianceRoot(int component, Span<double> destination)
    {
        CopyFactor(component, destination);
        Triangular.Invert(destination, Dimensions);
    }

    /// <summary>Element (i, j) of V V^T for an upper triangular V [D, D].</summary>
    private double RowProduct(ReadOnlySpan<double> upper, int i, int j)
    {
        double sum = 0;
        for (int m = Math.Max(i, j); m < Dimensions; m++)
        {
            sum += upper[(i * Dimensions) + m] * upper[(j * Dimensions) + m];
        }

        return sum;
    }

    private double MeanSquaredScale(int dimension)
    {
        double sum = 0;
        for (int k = 0; k < Components; k++)
        {
            double scale = ComponentScale(k, dimension);
            sum += Weight(k) * scale * scale;
        }

        return sum;
    }

    private double CovarianceOfMeans(int i, int j)
    {
        double meanOfI = MarginalMean(i);
        double meanOfJ = MarginalMean(j);
        double sum = 0;
        for (int k = 0; k < Components; k++)
        {
            sum += Weight(k) * (ComponentMean(k, i) - meanOfI) * (ComponentMean(k, j) - meanOfJ);
        }

        return sum;
    }
}
