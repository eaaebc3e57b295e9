using MdnSimd.Networks;

namespace MdnSimd.Comparison.Peers;

/// <summary>A model of ours as an ONNX graph with the outputs alpha, mu and sigma, in standard operators only.</summary>
internal static class OnnxMixtureNetwork
{
    /// <summary>Graphs that compute the same; which is fastest depends on the batch.</summary>
    /// <param name="SplitOutputs">Whether one product gives all raw outputs, which are then split, or each of the three has its own.</param>
    /// <param name="SoftplusOfParts">
    /// Whether softplus is max(s, 0) + log(1 + exp(-|s|)) in operators that the runtime has vector code for; its own Softplus
    /// has none.
    /// </param>
    public readonly record struct Variant(bool SplitOutputs, bool SoftplusOfParts)
    {
        public static IReadOnlyList<Variant> All { get; } = [new(false, false), new(false, true), new(true, false), new(true, true)];
    }

    /// <summary>The bytes of the graph, for batches of exactly <paramref name="rows"/> rows.</summary>
    /// <param name="model">The model; tanh, diagonal, softplus, without scalers.</param>
    /// <param name="rows">Rows of a batch.</param>
    /// <param name="variant">How.</param>
    public static byte[] Bytes(MdnModel<float> model, int rows, Variant variant)
    {
        int components = model.Options.Components;
        int means = components * model.Options.Targets;
        OnnxGraph graph = new("mixture");
        graph.Input("x", rows, model.Options.Inputs);
        string below = "x";
        for (int i = 0; i < model.Layout.Layers.Length - 1; i++)
        {
            LayerLayout hidden = model.Layout.Layers[i];
            Gemm(graph, model, hidden, 0, hidden.Outputs, below, $"z{i}");
            graph.Node("Tanh", [$"z{i}"], [$"y{i}"]);
            below = $"y{i}";
        }

        LayerLayout last = model.Layout.Layers[^1];
        if (variant.SplitOutputs)
        {
            Gemm(graph, model, last, 0, last.Outputs, below, "z");
            graph.Constant("parts", [components, means, means]);
            graph.Node("Split", ["z", "parts"], ["logits", "mu", "s"], ("axis", 1));
        }
        else
        {
            Gemm(graph, model, last, 0, components, below, "logits");
            Gemm(graph, model, last, components, means, below, "mu");
            Gemm(graph, model, last, components + means, means, below, "s");
        }

        graph.Node("Softmax", ["logits"], ["alpha"], ("axis", 1));
        Softplus(graph, variant.SoftplusOfParts);
        graph.Constant("floor", [1], [(float)model.Options.ScaleFloor]);
        graph.Node("Add", ["link", "floor"], ["sigma"]);
        graph.Output("alpha", rows, components);
        graph.Output("mu", rows, means);
        graph.Output("sigma", rows, means);
        return graph.ToModel();
    }

    /// <summary>link = softplus(s).</summary>
    private static void Softplus(OnnxGraph graph, bool ofParts)
    {
        if (!ofParts)
        {
            graph.Node("Softplus", ["s"], ["link"]);
            return;
        }

        graph.Constant("one", [1], [1f]);
        graph.Node("Abs", ["s"], ["magnitude"]);
        graph.Node("Neg", ["magnitude"], ["exponent"]);
        graph.Node("Exp", ["exponent"], ["power"]);
        graph.Node("Add", ["power", "one"], ["sum"]);
        graph.Node("Log", ["sum"], ["logarithm"]);
        graph.Node("Relu", ["s"], ["positive"]);
        graph.Node("Add", ["positive", "logarithm"], ["link"]);
    }

    /// <summary>output = input W + b for some columns of a layer.</summary>
    private static void Gemm(OnnxGraph graph, MdnModel<float> model, LayerLayout layer, int first, int count, string input, string output)
    {
        float[] weights = new float[layer.Inputs * count];
        for (int row = 0; row < layer.Inputs; row++)
        {
            model.Parameters.Slice(layer.WeightOffset + (row * layer.Stride) + first, count).CopyTo(weights.AsSpan(row * count));
        }

        graph.Constant($"{output}.weight", [layer.Inputs, count], weights);
        graph.Constant($"{output}.bias", [count], model.Parameters.Slice(layer.BiasOffset + first, count));
        graph.Node("Gemm", [input, $"{output}.weight", $"{output}.bias"], [output]);
    }
}
