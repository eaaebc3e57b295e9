using System.Numerics;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>Where a mixture's raw outputs start before training.</summary>
internal static class MixtureInitializer
{
    /// <summary>
    /// Fills the biases of the output layer: components share the weight equally, and their means stand at the middles of K
    /// equal parts of a standard normal distribution, which is what the standardised targets have for mean and spread.
    /// Components that start in one place tend to stay there together. Every dimension has an order of its own.
    /// </summary>
    /// <param name="layout">The mixture.</param>
    /// <param name="seed">Decides the orders.</param>
    /// <param name="biases">Receives the biases, [layout.Outputs].</param>
    public static void Fill<T>(MixtureLayout layout, ulong seed, Span<T> biases)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        biases.Clear();
        CounterRandom random = new(seed, RandomStreams.Components);
        int[] order = new int[layout.Components];
        for (int d = 0; d < layout.Dimensions; d++)
        {
            for (int k = 0; k < order.Length; k++)
            {
                order[k] = k;
            }

            random.Shuffle<int>(order);
            for (int k = 0; k < order.Length; k++)
            {
                biases[layout.MeanOffset + (k * layout.Dimensions) + d] =
                    Scalar.Of<T>(NormalQuantile.Of((order[k] + 0.5) / order.Length));
            }
        }
    }

    /// <summary>
    /// A full covariance starts as the diagonal one: drawn at random, the couplings of many dimensions would throw the first
    /// deviations far apart.
    /// </summary>
    /// <param name="layout">The mixture.</param>
    /// <param name="weights">The weights of one input of the output layer, [layout.Outputs].</param>
    public static void ClearCouplings<T>(MixtureLayout layout, Span<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (layout.Covariance != Covariance.Full)
        {
            return;
        }

        Span<T> row = weights[layout.ScaleOffset..];
        for (int i = 0; i < layout.Components * layout.Dimensions; i++)
        {
            int length = layout.Dimensions - (i % layout.Dimensions);
            row[1..length].Clear();
            row = row[length..];
        }
    }
}
