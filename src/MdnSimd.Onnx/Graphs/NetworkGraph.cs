using System.Numerics;
using MdnSimd.Networks;

namespace MdnSimd.Onnx.Graphs;

/// <summary>The network: dense layers and their activations.</summary>
internal static class NetworkGraph
{
    /// <summary>The raw outputs [n, outputs] of a network.</summary>
    /// <param name="graph">Receives the layers.</param>
    /// <param name="layout">Where the parameters lie.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="x">Standardised features [n, inputs].</param>
    public static string Add<T>(GraphBuilder<T> graph, NetworkLayout layout, ReadOnlySpan<T> parameters, string x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string scope = graph.Scope;
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerLayout layer = layout.Layers[i];
            graph.Scope = $"{scope}/layers.{i}";
            T[] weight = new T[layer.Inputs * layer.Outputs];
            for (int row = 0; row < layer.Inputs; row++)
            {
                parameters.Slice(layer.WeightOffset + (row * layer.Stride), layer.Outputs).CopyTo(weight.AsSpan(row * layer.Outputs));
            }

            string product = graph.Gemm(
                x,
                graph.Constant("weight", weight, layer.Inputs, layer.Outputs),
                graph.Constant("bias", parameters.Slice(layer.BiasOffset, layer.Outputs), layer.Outputs));
            x = ActivationGraph.Add(graph, layer.Activation, product);
        }

        graph.Scope = scope;
        return x;
    }
}
