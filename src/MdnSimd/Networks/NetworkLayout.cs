using System.Numerics;
using MdnSimd.Kernels;
using MdnSimd.Memory;

namespace MdnSimd.Networks;

/// <summary>Where one dense layer lies in the flat parameter vector, in elements.</summary>
/// <param name="Inputs">Rows of the weight matrix.</param>
/// <param name="Outputs">Columns of the weight matrix, without padding.</param>
/// <param name="Stride">Elements from one row of the weights to the next: the outputs padded to 64 bytes.</param>
/// <param name="WeightOffset">Where the weights [Inputs, Stride] begin.</param>
/// <param name="BiasOffset">Where the bias [Stride] begins.</param>
/// <param name="TransposedOffset">Where W transposed, [TransposedRows, TransposedStride], begins in a buffer of its own.</param>
/// <param name="TransposedStride">The inputs padded to 64 bytes.</param>
/// <param name="Activation">What is applied to the outputs.</param>
internal sealed record LayerLayout(
    int Inputs,
    int Outputs,
    int Stride,
    int WeightOffset,
    int BiasOffset,
    int TransposedOffset,
    int TransposedStride,
    Activation Activation)
{
    /// <summary>
    /// The outputs, and where one more makes them whole steps of a shallow product (15 as of five components, say), a row of zeros, which
    /// meets the zeros in the padding of dE/dz.
    /// </summary>
    public int TransposedRows =>
        Outputs < ShallowTile.MostDepth && (Outputs + 1) % ShallowTile.Steps == 0 ? Outputs + 1 : Outputs;
}

/// <summary>
/// Sizes and offsets of a network's parameters, computed once. Weights lie input-major, [inputs, outputs padded to 64 bytes],
/// zeros in the padding, so that a kernel broadcasts one input over a contiguous row of outputs and never meets a remainder.
/// The padding does not depend on the vector width in use.
/// </summary>
internal sealed class NetworkLayout
{
    private NetworkLayout(LayerLayout[] layers, int length, int transposedLength)
    {
        Layers = layers;
        Length = length;
        TransposedLength = transposedLength;
        foreach (LayerLayout layer in layers)
        {
            ParameterCount = checked(ParameterCount + ((layer.Inputs + 1) * layer.Outputs));
            WidestStride = Math.Max(WidestStride, Math.Max(layer.Stride, layer.TransposedStride));
        }
    }

    /// <summary>The layers from the input on.</summary>
    public LayerLayout[] Layers { get; }

    /// <summary>The length of the parameter vector, padding included.</summary>
    public int Length { get; }

    /// <summary>The length of the buffer that holds every layer's transposed weights.</summary>
    public int TransposedLength { get; }

    /// <summary>The number of weights and biases, without padding.</summary>
    public int ParameterCount { get; }

    /// <summary>The longest padded row of inputs or outputs.</summary>
    public int WidestStride { get; }

    /// <summary>The padded length of a row of inputs.</summary>
    public int InputStride => Layers[0].TransposedStride;

    /// <summary>Features per row.</summary>
    public int Inputs => Layers[0].Inputs;

    /// <summary>Raw outputs per row.</summary>
    public int Outputs => Layers[^1].Outputs;

    /// <summary>The layout for elements of <typeparamref name="T"/>.</summary>
    /// <param name="inputs">Features, at least 1.</param>
    /// <param name="hidden">The width of each hidden layer, each at least 1; may be empty.</param>
    /// <param name="outputs">Raw outputs, at least 1.</param>
    /// <param name="activation">Applied to hidden layers; the last layer is linear.</param>
    /// <exception cref="OverflowException">The parameters do not fit into one array.</exception>
    public static NetworkLayout Create<T>(int inputs, ReadOnlySpan<int> hidden, int outputs, Activation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LayerLayout[] layers = new LayerLayout[hidden.Length + 1];
        WorkspacePlan<T> parameters = default;
        WorkspacePlan<T> transposed = default;
        for (int i = 0; i < layers.Length; i++)
        {
            bool last = i == hidden.Length;
            int width = last ? outputs : hidden[i];
            int stride = WorkspacePlan<T>.Pad(width);
            int transposedStride = WorkspacePlan<T>.Pad(inputs);
            layers[i] = new LayerLayout(
                inputs,
                width,
                stride,
                parameters.Add(inputs, stride).Offset,
                parameters.Add(stride).Offset,
                0,
                transposedStride,
                last ? Activation.Identity : activation);
            layers[i] = layers[i] with { TransposedOffset = transposed.Add(layers[i].TransposedRows, transposedStride).Offset };
            inputs = width;
        }

        return new NetworkLayout(layers, parameters.Length, transposed.Length);
    }
}
