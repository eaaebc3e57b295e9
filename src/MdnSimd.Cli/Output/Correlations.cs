using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Output;

/// <summary>Correlation matrices [D, D] of a mixture whose dimensions are coupled.</summary>
internal static class Correlations
{
    /// <summary>Of the whole density.</summary>
    public static double[,] Of(GaussianMixture<float> mixture)
    {
        float[,] covariance = new float[mixture.Dimensions, mixture.Dimensions];
        mixture.CovarianceMatrix(covariance);
        return Normalized(covariance);
    }

    /// <summary>Of one component.</summary>
    public static double[,] Of(GaussianMixture<float> mixture, int component)
    {
        float[,] covariance = new float[mixture.Dimensions, mixture.Dimensions];
        mixture.ComponentCovariance(component, covariance);
        return Normalized(covariance);
    }

    private static double[,] Normalized(float[,] covariance)
    {
        int dimensions = covariance.GetLength(0);
        double[,] correlation = new double[dimensions, dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            for (int j = 0; j < dimensions; j++)
            {
                double scale = Math.Sqrt(covariance[i, i]) * Math.Sqrt(covariance[j, j]);
                correlation[i, j] = i == j ? 1 : covariance[i, j] / scale;
            }
        }

        return correlation;
    }
}
