using MdnSimd.Networks;

namespace MdnSimd.Comparison.Workloads;

/// <summary>A model's parameters in PyTorch's order: each layer's weights [outputs, inputs], then its bias.</summary>
internal static class ParameterList
{
    public static float[] Of(MdnModel<float> model)
    {
        List<float> values = new(model.ParameterCount);
        foreach (LayerLayout layer in model.Layout.Layers)
        {
            for (int output = 0; output < layer.Outputs; output++)
            {
                for (int input = 0; input < layer.Inputs; input++)
                {
                    values.Add(model.Parameters[layer.WeightOffset + (input * layer.Stride) + output]);
                }
            }

            values.AddRange(model.Parameters.Slice(layer.BiasOffset, layer.Outputs));
        }

        return [.. values];
    }
}
