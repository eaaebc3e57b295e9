using System.Numerics;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>Starts a network at the mixture that the training targets follow without regard to the features.</summary>
internal static class MarginalStart
{
    /// <summary>So many rows are enough for a start; a single component takes all, for a mean and a variance cost little.</summary>
    private const int MostRows = 1000;

    /// <summary>
    /// The smallest scale to start from, in standard deviations of the target: targets of few values must not start as spikes, in
    /// which training gets stuck.
    /// </summary>
    private const double LeastScale = 0.1;

    /// <summary>A single component is no spike unless the target is one: then it starts just above the floor, in floors.</summary>
    private const double AboveFloor = 1.001;

    /// <summary>
    /// What the output layer's weights are multiplied by, so that the biases decide the first mixtures. Where it is the only layer, its
    /// weights need not differ to learn, and start at 0.
    /// </summary>
    private const double WeightFactor = 0.1;

    /// <summary>Sets the output layer of a network of fresh weights.</summary>
    /// <param name="options">The network.</param>
    /// <param name="data">The targets.</param>
    /// <param name="seed">Decides where the search begins.</param>
    /// <param name="layer">The output layer.</param>
    /// <param name="parameters">The network's parameters.</param>
    public static void Apply<T>(MdnOptions options, TrainingData<T> data, ulong seed, LayerLayout layer, Span<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MixtureLayout layout = new(options.Components, options.Targets, options.Covariance);
        int rows = options.Components == 1 ? data.TrainingRows : Math.Min(data.TrainingRows, MostRows);
        ReadOnlySpan<T> targets = data.TrainingTargets[..(rows * options.Targets)];
        double[] points = new double[targets.Length];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = Scalar.ToDouble(targets[i]);
        }

        double[] weights = [.. data.TrainingWeights[..Math.Min(rows, data.TrainingWeights.Length)].ToArray().Select(Scalar.ToDouble)];
        double least = options.Components == 1 ? AboveFloor * options.ScaleFloor : Math.Max(LeastScale, 2 * options.ScaleFloor);
        MixtureEstimate start = ExpectationMaximization.Fit(layout, points, weights, least, seed);
        SetBiases(start, options.ScaleLink, options.ScaleFloor, parameters.Slice(layer.BiasOffset, layer.Outputs));
        T factor = Scalar.Of<T>(options.Hidden.IsEmpty ? 0 : WeightFactor);
        foreach (ref T weight in parameters.Slice(layer.WeightOffset, layer.Inputs * layer.Stride))
        {
            weight *= factor;
        }
    }

    /// <summary>The raw outputs z that give a mixture.</summary>
    internal static void SetBiases<T>(MixtureEstimate mixture, ScaleLink link, double floor, Span<T> biases)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MixtureLayout layout = mixture.Layout;
        int dimensions = layout.Dimensions;
        int next = layout.ScaleOffset;
        for (int k = 0; k < layout.Components; k++)
        {
            biases[k] = Scalar.Of<T>(Math.Log(mixture.Weights[k]));
            for (int d = 0; d < dimensions; d++)
            {
                biases[layout.MeanOffset + (k * dimensions) + d] = Scalar.Of<T>(mixture.MeanOf(k)[d]);
            }

            int scales = layout.Covariance == Covariance.Isotropic ? 1 : dimensions;
            for (int d = 0; d < scales; d++)
            {
                biases[next++] = Scalar.Of<T>(ScaleLinkValues.Back(link, mixture.ScalesOf(k)[d] - floor));
                if (layout.Covariance == Covariance.Full)
                {
                    foreach (double coupling in mixture.CouplingsOf(k).Slice((d * dimensions) + d + 1, dimensions - d - 1))
                    {
                        biases[next++] = Scalar.Of<T>(coupling);
                    }
                }
            }
        }
    }
}
