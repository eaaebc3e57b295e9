using System.Numerics;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

[Collection(nameof(NoAllocation))]
public class GaussianMixtureAllocationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(1000, 2)]
    public void No_question_allocates(int components, int dimensions)
    {
        AskEverything<float>(components, dimensions);
        AskEverything<double>(components, dimensions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Modes_and_regions_do_not_either(int components)
    {
        float[] weights = new float[components], means = new float[components], scales = new float[components];
        Array.Fill(weights, 1f / components);
        Array.Fill(scales, 1);
        for (int k = 0; k < components; k++)
        {
            means[k] = 20 * (k % 3);
        }

        float[] modes = new float[components], lows = new float[components], highs = new float[components];
        NoAllocation.In(1, () =>
        {
            GaussianMixture<float> mixture = new(weights, means, scales);
            int count = mixture.Modes(modes);
            if (mixture.HighestDensityRegion(0.99f, lows, highs, out _) != count || !float.IsFinite(mixture.Mode()))
            {
                throw new InvalidOperationException("An interval for each mode was expected.");
            }
        });
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(5, 3)]
    [InlineData(2, 32)]
    public void Questions_of_several_dimensions_do_not_either(int components, int dimensions)
    {
        AskOfCoupled<float>(components, dimensions);
        AskOfCoupled<double>(components, dimensions);
    }

    private static void AskOfCoupled<T>(int components, int dimensions)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] weights = new T[components], means = new T[components * dimensions], scales = new T[components * dimensions];
        T[] covariances = new T[components * dimensions * dimensions], factors = new T[covariances.Length];
        Array.Fill(weights, T.CreateChecked(1.0 / components));
        for (int i = 0; i < covariances.Length; i++)
        {
            means[i / dimensions] = T.CreateChecked(i / dimensions % 17);
            covariances[i] = T.CreateChecked(i % dimensions == i / dimensions % dimensions ? 1 : 0.25);
        }

        T[] memory = new T[GaussianMixture<T>.MemoryLength(components, dimensions)], other = new T[memory.Length];
        T[] t = new T[dimensions], shares = new T[components];
        T[,] square = new T[dimensions, dimensions], modes = new T[2 * components, dimensions];
        NoAllocation.In(1, () =>
        {
            GaussianMixture<T> mixture =
                GaussianMixture<T>.FromCovariances(weights, means, covariances, factors, scales);
            T sum = mixture.LogDensity(t) + mixture.Mean(1) + mixture.Quantile(T.CreateChecked(0.9), 1);
            mixture.Responsibilities(t, shares);
            mixture.LogDensityGradient(t, t);
            mixture.Sample(7, 0, t);
            mixture.CovarianceMatrix(square);
            mixture.ComponentCovariance(0, square);
            mixture.Mode(t);
            GaussianMixture<T> pair = mixture.Marginal([1, 0], memory);
            sum += pair.Conditional([0], [T.One], other).Quantile(T.CreateChecked(0.1));
            sum += mixture.Conditional([1], [T.One], memory).Mean();
            if (!T.IsFinite(sum) || mixture.Modes(modes) < 1)
            {
                throw new InvalidOperationException("An answer was not finite.");
            }
        });
    }

    private static void AskEverything<T>(int components, int dimensions)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] weights = new T[components], means = new T[components * dimensions], scales = new T[components * dimensions];
        Array.Fill(weights, T.CreateChecked(1.0 / components));
        Array.Fill(scales, T.One);
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = T.CreateChecked(i % 17);
        }

        T[] t = new T[dimensions], responsibilities = new T[components];
        T tenth = T.CreateChecked(0.1);
        T[] gradient = new T[dimensions], probabilities = [tenth, T.CreateChecked(0.7)], quantiles = new T[2];
        T[,] samples = new T[4, dimensions];
        NoAllocation.In(1, Ask);

        void Ask()
        {
            GaussianMixture<T> mixture = new(weights, means, scales);
            T sum = mixture.LogDensity(t) + mixture.Density(t);
            mixture.Responsibilities(t, responsibilities);
            for (int d = 0; d < dimensions; d++)
            {
                sum += mixture.Mean(d) + mixture.Variance(d) + mixture.StandardDeviation(d);
                sum += mixture.Cdf(T.One, d) + mixture.Survival(T.One, d) + mixture.Quantile(T.CreateChecked(0.9), d);
                sum += mixture.LogCdf(T.One, d) + mixture.LogSurvival(T.One, d) + mixture.Probability(T.Zero, T.One, d);
                sum += mixture.Skewness(d) + mixture.ExcessKurtosis(d);
                sum += mixture.ValueAtRiskLower(tenth, d) + mixture.ValueAtRiskUpper(tenth, d);
                sum += mixture.ExpectedShortfallLower(tenth, d) + mixture.ExpectedShortfallUpper(tenth, d);
                (T low, T high) = mixture.CentralInterval(tenth, d);
                mixture.Quantiles(probabilities, quantiles, d);
                sum += low + high + quantiles[0];
            }

            mixture.LogDensityGradient(t, gradient);
            sum += gradient[0];
            sum += mixture.Crps(T.One);
            mixture.Sample(7, samples);
            if (!T.IsFinite(sum))
            {
                throw new InvalidOperationException("An answer was not finite.");
            }
        }
    }
}
