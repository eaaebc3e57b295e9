using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

[Collection(nameof(NoAllocation))]
public class GaussianMixtureDrawsAllocationTests
{
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(5, 3, false)]
    [InlineData(50, 70, false)]
    [InlineData(5, 3, true)]
    [InlineData(3, 32, true)]
    public void Scores_distances_and_reductions_allocate_nothing(int components, int dimensions, bool coupled)
    {
        float[] weights = new float[components], means = new float[components * dimensions], scales = new float[means.Length];
        float[] factors = new float[coupled ? means.Length * dimensions : 0], t = new float[dimensions];
        Array.Fill(weights, 1f / components);
        Array.Fill(scales, 1);
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = i % 17;
            if (coupled)
            {
                factors[(i * dimensions) + (i % dimensions)] = 1;
            }
        }

        float[,] samples = new float[8, dimensions];
        float[] fewer = new float[1], mean = new float[dimensions], scale = new float[dimensions];
        float[] factor = new float[coupled ? dimensions * dimensions : 0];
        NoAllocation.In(1, () =>
        {
            GaussianMixture<float> mixture = coupled
                ? GaussianMixture<float>.FromPrecisionFactors(weights, means, factors, scales)
                : new(weights, means, scales);
            mixture.Sample(1, new SamplingOptions { WeightTemperature = 0.5, Method = SamplingMethod.QuasiRandom }, samples);
            mixture.Sample(1, new SamplingOptions { ScaleTemperature = 2, Method = SamplingMethod.Antithetic }, samples);
            GaussianMixture<float> one = mixture.Reduce(fewer, mean, scale, factor);
            double sum = mixture.EnergyScore(t) + mixture.EntropyBounds().Upper + mixture.Entropy(1, 10).Value
                + mixture.KullbackLeiblerBounds(one).Upper + mixture.KullbackLeibler(one, 1, 10).Value;
            if (!double.IsFinite(sum))
            {
                throw new InvalidOperationException("An answer was not finite.");
            }
        });
    }

    [Fact]
    public void Gradients_for_the_features_allocate_nothing_after_the_first()
    {
        using MdnPredictor<float> predictor = Synthetic.Untrained<float>(new MdnOptions { Inputs = 3, Targets = 2, Components = 4 }).CreatePredictor();
        float[] x = [1, 2, 3], t = [0, 1], gradient = new float[3];
        float[,] jacobian = new float[2, 3];
        NoAllocation.In(100, () =>
        {
            _ = predictor.LogDensityInputGradient(x, t, gradient);
            _ = predictor.MeanInputGradient(x, jacobian);
            _ = predictor.QuantileInputGradient(x, 0.9f, 1, gradient);
        });
    }
}
