using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Memory;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>
/// One row of features through a model's network, and the way back: from a gradient for the raw outputs to that for the
/// features. Owns what that takes beside the model: every layer's outputs and gradients, and the weights transposed.
/// </summary>
internal sealed class InputSensitivity<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnModel<T> model;
    private readonly NetworkWorkspace<T> workspace;
    private readonly AlignedBuffer<T> transposed;
    private readonly AlignedBuffer<T> target;
    private readonly AlignedBuffer<double> quantile;

    public InputSensitivity(MdnModel<T> model)
    {
        this.model = model;
        workspace = NetworkWorkspace<T>.ForTraining(model.Layout, 1);
        transposed = AlignedPool.Rent<T>(model.Layout.TransposedLength);
        target = AlignedPool.Rent<T>(model.Head.Layout.Dimensions + 1);
        quantile = AlignedPool.Rent<double>(3 * model.Head.Layout.Components);
        foreach (LayerLayout layer in model.Layout.Layers)
        {
            Network.TransposeWeights(
                layer, ref MemoryMarshal.GetReference(model.Parameters), 0, layer.Inputs, ref MemoryMarshal.GetReference(transposed.Span));
        }
    }

    /// <summary>The raw outputs of the last <see cref="Forward"/>, [outputs].</summary>
    public ReadOnlySpan<T> Raw => workspace.Outputs[^1].Of(workspace.Memory)[..model.Layout.Outputs];

    /// <summary>What <see cref="Backward"/> starts from, [outputs].</summary>
    public Span<T> RawGradient => workspace.Gradients[^1].Of(workspace.Memory)[..model.Layout.Outputs];

    /// <summary>[3, K]: memory for the parts of a quantile's gradient.</summary>
    public Span<double> QuantileParts => quantile.Span;

    /// <summary>The mixture of a row of features, which are checked.</summary>
    public GaussianMixture<T> Forward(ReadOnlySpan<T> inputs, MixtureTile<T> tile, MixtureRows<T> destination)
    {
        model.InputScaler.Apply(inputs, workspace.Inputs.Of(workspace.Memory), nameof(inputs), 0);
        ForwardWork work = new() { Owner = this, Tile = tile, Destination = destination };
        SimdWidth.Run<ForwardWork, T>(ref work);
        return destination.Mixture(0, model.Head.Layout);
    }

    /// <summary>d log p(t) / dz into <see cref="RawGradient"/>, after <see cref="Forward"/>.</summary>
    /// <param name="t">[D], in the target's units; finite.</param>
    /// <param name="tile">Scratch memory.</param>
    public void LogDensityGradient(ReadOnlySpan<T> t, MixtureTile<T> tile)
    {
        model.TargetScaler.Apply(t, target.Span, nameof(t), 0);
        LossWork work = new() { Owner = this, Tile = tile };
        SimdWidth.Run<LossWork, T>(ref work);
    }

    /// <summary>From <see cref="RawGradient"/> to the gradient for the features, in their units.</summary>
    /// <param name="destination">[inputs].</param>
    public void Backward(Span<T> destination)
    {
        BackwardWork work = new() { Owner = this };
        SimdWidth.Run<BackwardWork, T>(ref work);
        ReadOnlySpan<T> gradient = workspace.InputGradients.Of(workspace.Memory)[..model.Layout.Inputs];
        TensorPrimitives.Divide(gradient, model.InputScaler.Scales, destination);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        workspace.Dispose();
        transposed.Dispose();
        target.Dispose();
        quantile.Dispose();
    }

    private ref T RawReference => ref Unsafe.Add(ref workspace.Memory.First, workspace.Outputs[^1].Offset);

    private ref struct ForwardWork : ISimdWork<T>
    {
        public InputSensitivity<T> Owner;
        public MixtureTile<T> Tile;
        public MixtureRows<T> Destination;

        public readonly void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            MdnModel<T> model = Owner.model;
            Network<TVector, T>.Forward(Owner.workspace, ref MemoryMarshal.GetReference(model.Parameters), 0, 1);
            model.Head.Predict<TVector>(
                Tile,
                ref Owner.RawReference,
                model.Layout.Layers[^1].Stride,
                1,
                model.TargetUnits,
                Destination);
        }
    }

    private ref struct LossWork : ISimdWork<T>
    {
        public InputSensitivity<T> Owner;
        public MixtureTile<T> Tile;

        public readonly void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            // The loss is the negative log-density: a factor of -1 turns its gradient round. Behind the target it finds its place.
            MixtureHead<T> head = Owner.model.Head;
            Span<T> target = Owner.target.Span;
            head.Loss<TVector, RawOutputSpace>(
                Tile,
                ref Owner.RawReference, Owner.model.Layout.Layers[^1].Stride,
                ref MemoryMarshal.GetReference(target), head.Layout.Dimensions,
                1,
                ref target[head.Layout.Dimensions],
                -T.One,
                ref MemoryMarshal.GetReference(Owner.RawGradient), head.Layout.Outputs);
        }
    }

    private ref struct BackwardWork : ISimdWork<T>
    {
        public InputSensitivity<T> Owner;

        public readonly void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> => Network<TVector, T>.Backward(
                Owner.workspace, ref MemoryMarshal.GetReference(Owner.transposed.Span), 0, 1, toInputs: true);
    }
}
