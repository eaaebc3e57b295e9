using MdnSimd.Benchmarks;
using MdnSimd.Networks;

namespace MdnSimd.Comparison.Workloads;

/// <summary>The three products of a dense layer.</summary>
internal enum GemmForm
{
    /// <summary>z = b + x W.</summary>
    Forward,

    /// <summary>dE/dx = dE/dz W^T.</summary>
    InputGradient,

    /// <summary>dE/dW += x^T dE/dz.</summary>
    WeightGradient,
}

/// <summary>A product that a layer makes.</summary>
/// <param name="Form">Which of the three.</param>
/// <param name="Batch">Rows of x.</param>
/// <param name="Inputs">Columns of x.</param>
/// <param name="Outputs">Columns of z, without padding.</param>
internal readonly record struct GemmShape(GemmForm Form, int Batch, int Inputs, int Outputs)
{
    /// <summary>Multiply-adds, those of the padding left out.</summary>
    public long MultiplyAdds => (long)Batch * Inputs * Outputs;

    public string Name => $"{Inputs} -> {Outputs}, {Batch} rows, {Form switch
    {
        GemmForm.Forward => "forward",
        GemmForm.InputGradient => "input gradient",
        _ => "weight gradient",
    }}";

    /// <summary>Every shape that a layer of S, M or L makes; the first layer's input has no gradient.</summary>
    public static IEnumerable<GemmShape> All(params int[] batches)
    {
        HashSet<GemmShape> seen = [];
        foreach (NetworkSize size in Enum.GetValues<NetworkSize>())
        {
            LayerLayout[] layers = MdnModel<float>.LayoutOf(size.Options()).Layers;
            foreach (GemmForm form in Enum.GetValues<GemmForm>())
            {
                foreach (LayerLayout layer in form == GemmForm.InputGradient ? layers[1..] : layers)
                {
                    foreach (int batch in batches)
                    {
                        GemmShape shape = new(form, batch, layer.Inputs, layer.Outputs);
                        if (seen.Add(shape))
                        {
                            yield return shape;
                        }
                    }
                }
            }
        }
    }
}
