using System.Numerics;
using MdnSimd.Memory;

namespace MdnSimd.Networks;

/// <summary>
/// The rows that a network works on, for a fixed number of rows at most: one piece of memory, sliced once. All matrices lie
/// by rows, and a layer's rows have its stride.
/// </summary>
internal sealed class NetworkWorkspace<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private NetworkWorkspace(NetworkLayout layout, int rows, WorkspacePlan<T> plan)
    {
        Layout = layout;
        Rows = rows;
        Memory = AlignedPool.Rent<T>(plan.Length);
    }

    /// <summary>The network's layout.</summary>
    public NetworkLayout Layout { get; }

    /// <summary>How many rows fit.</summary>
    public int Rows { get; }

    /// <summary>What all slices are parts of.</summary>
    public AlignedBuffer<T> Memory { get; }

    /// <summary>The network's inputs, [rows, layout.InputStride].</summary>
    public Slice Inputs { get; private init; }

    /// <summary>Each layer's outputs y, [rows, stride]; the last are the raw outputs of the network.</summary>
    public required Slice[] Outputs { get; init; }

    /// <summary>Each layer's z before its activation, [rows, stride]; the same slice as y where the derivative does not need it.</summary>
    public required Slice[] Preactivations { get; init; }

    /// <summary>dE/dz of each layer, [rows, stride]. Empty when made for inference.</summary>
    public required Slice[] Gradients { get; init; }

    /// <summary>dE/dx of the network's inputs, [rows, layout.InputStride]. Empty when made for inference.</summary>
    public Slice InputGradients { get; private init; }

    /// <summary>Zeros, as long as the widest row.</summary>
    public Slice Zeros { get; private init; }

    /// <summary>Rows for forward passes only: the layers' outputs take turns in two matrices.</summary>
    public static NetworkWorkspace<T> ForInference(NetworkLayout layout, int rows)
    {
        WorkspacePlan<T> plan = default;
        Slice inputs = plan.Add(rows, layout.InputStride);
        Slice even = plan.Add(rows, layout.WidestStride);
        Slice odd = plan.Add(rows, layout.WidestStride);
        Slice[] outputs = new Slice[layout.Layers.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = i % 2 == 0 ? even : odd;
        }

        return new NetworkWorkspace<T>(layout, rows, plan)
        {
            Inputs = inputs,
            Outputs = outputs,
            Preactivations = outputs,
            Gradients = [],
        };
    }

    /// <summary>Rows for forward and backward passes: every layer's outputs are kept.</summary>
    public static NetworkWorkspace<T> ForTraining(NetworkLayout layout, int rows)
    {
        WorkspacePlan<T> plan = default;
        Slice inputs = plan.Add(rows, layout.InputStride);
        int count = layout.Layers.Length;
        Slice[] outputs = new Slice[count];
        Slice[] preactivations = new Slice[count];
        Slice[] gradients = new Slice[count];
        for (int i = 0; i < count; i++)
        {
            LayerLayout layer = layout.Layers[i];
            outputs[i] = plan.Add(rows, layer.Stride);
            preactivations[i] = ActivationDispatch.DerivativeNeedsInput(layer.Activation)
                ? plan.Add(rows, layer.Stride)
                : outputs[i];
            gradients[i] = plan.Add(rows, layer.Stride);
        }

        Slice inputGradients = plan.Add(rows, layout.InputStride);
        Slice zeros = plan.Add(layout.WidestStride);
        return new NetworkWorkspace<T>(layout, rows, plan)
        {
            Inputs = inputs,
            Outputs = outputs,
            Preactivations = preactivations,
            Gradients = gradients,
            InputGradients = inputGradients,
            Zeros = zeros,
        };
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Memory.Dispose();
}
