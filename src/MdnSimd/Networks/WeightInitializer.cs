using System.Numerics;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Networks;

/// <summary>Draws a network's first weights.</summary>
internal static class WeightInitializer
{
    /// <summary>
    /// Normal weights of the variance that <paramref name="initialization"/> names, zero biases. One seed, one result: layer
    /// i draws from stream i of the seed, output by output within an input.
    /// </summary>
    /// <param name="layout">The layout.</param>
    /// <param name="initialization">The rule.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="parameters">Receives the parameters; layout.Length elements, padding included.</param>
    public static void Fill<T>(NetworkLayout layout, Initialization initialization, ulong seed, Span<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        parameters.Clear();
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerLayout layer = layout.Layers[i];
            double deviation = Math.Sqrt(Variance(initialization, layer));
            CounterRandom random = new(seed, (ulong)i);
            for (int input = 0; input < layer.Inputs; input++)
            {
                foreach (ref T weight in parameters.Slice(layer.WeightOffset + (input * layer.Stride), layer.Outputs))
                {
                    weight = Scalar.Of<T>(deviation * random.NextNormal());
                }
            }
        }
    }

    private static double Variance(Initialization initialization, LayerLayout layer) => initialization switch
    {
        Initialization.Glorot => 2.0 / (layer.Inputs + layer.Outputs),
        Initialization.He => 2.0 / layer.Inputs,
        Initialization.LeCun => 1.0 / layer.Inputs,
        Initialization.Automatic => Variance(RuleFor(layer.Activation), layer),
        _ => throw new ArgumentOutOfRangeException(nameof(initialization), initialization, "is no initialization"),
    };

    private static Initialization RuleFor(Activation activation) => activation switch
    {
        Activation.Relu or Activation.LeakyRelu or Activation.Elu or Activation.Gelu or Activation.Silu => Initialization.He,
        Activation.Identity => Initialization.LeCun,
        _ => Initialization.Glorot,
    };
}
