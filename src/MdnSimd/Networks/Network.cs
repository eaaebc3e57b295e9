using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Memory;
using MdnSimd.Simd;

namespace MdnSimd.Networks;

/// <summary>A feed-forward network, layer after layer, on a block of the rows of a workspace.</summary>
internal static class Network<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From workspace.Inputs to workspace.Outputs, rows [firstRow, firstRow + rows).</summary>
    public static void Forward(NetworkWorkspace<T> workspace, ref T parameters, int firstRow, int rows)
    {
        ref T memory = ref workspace.Memory.First;
        LayerLayout[] layers = workspace.Layout.Layers;
        int xStride = workspace.Layout.InputStride;
        ref T x = ref Row(ref memory, workspace.Inputs, firstRow, xStride);
        for (int i = 0; i < layers.Length; i++)
        {
            LayerLayout layer = layers[i];
            ref T z = ref Row(ref memory, workspace.Preactivations[i], firstRow, layer.Stride);
            ref T y = ref Row(ref memory, workspace.Outputs[i], firstRow, layer.Stride);
            DenseLayer<TVector, T>.Forward(layer, ref parameters, ref x, xStride, rows, ref z, ref y);
            x = ref y;
            xStride = layer.Stride;
        }
    }

    /// <summary>
    /// From the last of workspace.Gradients, dE/d(raw outputs), to the first, rows [firstRow, firstRow + rows); on to
    /// workspace.InputGradients where asked.
    /// </summary>
    public static void Backward(NetworkWorkspace<T> workspace, ref T transposed, int firstRow, int rows, bool toInputs)
    {
        ref T memory = ref workspace.Memory.First;
        ref T zeros = ref Unsafe.Add(ref memory, workspace.Zeros.Offset);
        LayerLayout[] layers = workspace.Layout.Layers;
        for (int i = layers.Length - 1; i > 0; i--)
        {
            LayerLayout before = layers[i - 1];
            DenseLayer<TVector, T>.InputGradient(
                layers[i],
                ref transposed,
                ref Row(ref memory, workspace.Gradients[i], firstRow, layers[i].Stride),
                rows,
                ref zeros,
                before.Activation,
                ref Row(ref memory, workspace.Preactivations[i - 1], firstRow, before.Stride),
                ref Row(ref memory, workspace.Outputs[i - 1], firstRow, before.Stride),
                ref Row(ref memory, workspace.Gradients[i - 1], firstRow, before.Stride));
        }

        if (toInputs)
        {
            ref T x = ref Row(ref memory, workspace.Inputs, firstRow, workspace.Layout.InputStride);
            DenseLayer<TVector, T>.InputGradient(
                layers[0],
                ref transposed,
                ref Row(ref memory, workspace.Gradients[0], firstRow, layers[0].Stride),
                rows,
                ref zeros,
                Activation.Identity,
                ref x,
                ref x,
                ref Row(ref memory, workspace.InputGradients, firstRow, workspace.Layout.InputStride));
        }
    }

    /// <summary>
    /// Adds to rows [firstInput, firstInput + inputs) of layer <paramref name="index"/>'s weight gradient what rows
    /// [0, rows) of the workspace contribute. Every element sums over the rows in their order, however the work is divided.
    /// </summary>
    public static void WeightGradient(
        NetworkWorkspace<T> workspace, int index, int rows, int firstInput, int inputs, ref T gradient)
    {
        ref T memory = ref workspace.Memory.First;
        LayerLayout layer = workspace.Layout.Layers[index];
        Slice x = index == 0 ? workspace.Inputs : workspace.Outputs[index - 1];
        DenseLayer<TVector, T>.WeightGradient(
            layer,
            ref Unsafe.Add(ref memory, x.Offset),
            index == 0 ? workspace.Layout.InputStride : workspace.Layout.Layers[index - 1].Stride,
            ref Unsafe.Add(ref memory, workspace.Gradients[index].Offset),
            rows,
            firstInput,
            inputs,
            ref gradient);
    }

    /// <summary>Adds to layer <paramref name="index"/>'s bias gradient what rows [0, rows) contribute.</summary>
    public static void BiasGradient(NetworkWorkspace<T> workspace, int index, int rows, ref T gradient)
    {
        ref T memory = ref workspace.Memory.First;
        ref T zGradient = ref Unsafe.Add(ref memory, workspace.Gradients[index].Offset);
        DenseLayer<TVector, T>.BiasGradient(workspace.Layout.Layers[index], ref zGradient, rows, ref gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T Row(ref T memory, Slice slice, int row, int stride) =>
        ref Unsafe.Add(ref memory, slice.Offset + ((nint)row * stride));
}

/// <summary>What a network needs beside its passes, at no particular vector width.</summary>
internal static class Network
{
    /// <summary>
    /// Copies rows [firstInput, firstInput + inputs) of a layer's weights into the transposed weights, which the backward
    /// pass multiplies by. The copy costs one pass over the weights per step, the products many.
    /// </summary>
    public static void TransposeWeights<T>(LayerLayout layer, ref T parameters, int firstInput, int inputs, ref T transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Transpose.Copy(
            ref Unsafe.Add(ref parameters, layer.WeightOffset + ((nint)firstInput * layer.Stride)),
            layer.Stride,
            inputs,
            layer.Outputs,
            ref Unsafe.Add(ref transposed, layer.TransposedOffset + firstInput),
            layer.TransposedStride);
}
