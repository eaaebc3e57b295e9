using MdnSimd.Mixtures;

namespace MdnSimd.Benchmarks;

/// <summary>A mixture of overlapping components, places to ask it at and room for its answers.</summary>
internal sealed class MixtureExample
{
    /// <summary>How many different points and probabilities there are.</summary>
    public const int Count = 64;

    private readonly int dimensions;
    private readonly float[] weights;
    private readonly float[] logWeights;
    private readonly float[] precisionFactors;
    private readonly float[] means;
    private readonly float[] scales;
    private readonly float[] points;

    public MixtureExample(int components, int dimensions, bool coupled = false)
    {
        this.dimensions = dimensions;
        Random random = new(5);
        weights = Draw(components, 0.2f, 1.2f);
        float total = weights.Sum();
        weights = [.. weights.Select(weight => weight / total)];
        logWeights = [.. weights.Select(weight => MathF.Log(weight))];
        means = Draw(components * dimensions, -4, 4);
        scales = Draw(components * dimensions, 0.3f, 1.3f);
        points = Draw(Count * dimensions, -4, 4);
        Probabilities = Draw(Count, 0.01f, 0.99f);
        ByComponent = new float[components];
        Highs = new float[components];
        precisionFactors = coupled ? DrawFactors() : [];
        ByDimension = new float[dimensions];

        float[] Draw(int length, float from, float to) =>
            [.. Enumerable.Range(0, length).Select(_ => from + ((to - from) * random.NextSingle()))];

        // All pairs of dimensions correlated by 0.4.
        float[] DrawFactors()
        {
            float[] covariances = new float[components * dimensions * dimensions];
            for (int i = 0; i < covariances.Length; i++)
            {
                int row = i / dimensions;
                int column = (row / dimensions * dimensions) + (i % dimensions);
                covariances[i] = scales[row] * scales[column] * (row == column ? 1 : 0.4f);
            }

            float[] factors = new float[covariances.Length];
            _ = GaussianMixture<float>.FromCovariances(weights, means, covariances, factors, scales);
            return factors;
        }
    }

    /// <summary>A view of the numbers, unchecked, with the logarithms of the weights: as a predictor makes it.</summary>
    public GaussianMixture<float> Mixture => new(weights, logWeights, means, scales, precisionFactors, dimensions);

    /// <summary>The same without the logarithms: as from a caller's own numbers.</summary>
    public GaussianMixture<float> MixtureOfWeights => new(weights, default, means, scales, precisionFactors, dimensions);

    /// <summary>0.01 to 0.99.</summary>
    public float[] Probabilities { get; }

    public float[] ByComponent { get; }

    public float[] ByDimension { get; }

    public float[] Highs { get; }

    public ReadOnlySpan<float> Point(int index) => points.AsSpan(index * dimensions, dimensions);
}
