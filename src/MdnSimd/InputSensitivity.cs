using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Memory;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>
/// One row of features through a member's network, and the way back: from a gradient for the raw outputs to that for the
/// features. Owns what that takes beside the model: every layer's outputs and gradients, and the weights transposed.
/// </summary>
internal sealed class InputSensitivity<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnModel<T> model;
    private readonly int member;
    private readonly NetworkWorkspace<T> workspace;
    private readonly AlignedBuffer<T> transposed;
    private readonly AlignedBuffer<T> target;

    public InputSensitivity(MdnModel<T> model, int member)
    {
        this.model = model;
        this.member = member;
        workspace = NetworkWorkspace<T>.ForTraining(model.Layout, 1);
        transposed = AlignedPool.Rent<T>(model.Layout.TransposedLength);
        target = AlignedPool.Rent<T>(model.Head.Layout.Dimensions + 1);
        foreach (LayerLayout layer in model.Layout.Layers)
        {
            Network.TransposeWeights(
                layer, ref MemoryMarshal.GetReference(model.ParametersOf(member)), 0, layer.Inputs, ref MemoryMarshal.GetReference(transposed.Span));
        }
    }

    /// <summary>The raw outputs of the last <see cref="Forward"/>, [outputs].</summary>
    public ReadOnlySpan<T> Raw => workspace.Outputs[^1].Of(workspace.Memory)[..model.Layout.Outputs];

    /// <summary>What <see cref="Backward"/> starts from, [outputs].</summary>
    public Span<T> RawGradient => workspace.Gradients[^1].Of(workspace.Memory)[..model.Layout.Outputs];

    /// <summary>The gradient for the standardised features after <see cref="Backward"/>, [inputs].</summary>
    public Span<T> InputGradient => workspace.InputGradients.Of(workspace.Memory)[..model.Layout.Inputs];

    /// <summary>This member's mixture of a row of features, which are checked.</summary>
    public void Forward(ReadOnlySpan<T> inputs, MixtureTile<T> tile, MixtureRows<T> destination)
    {
        model.InputScaler.Apply(inputs, workspace.Inputs.Of(workspace.Memory), nameof(inputs), 0);
        ForwardWork work = new() { Owner = this, Tile = tile, Destination = destination };
        SimdWidth.Run<ForwardWork, T>(ref work);
    }

    /// <summary>share * d log p(t) / dz into <see cref="RawGradient"/>, after <see cref="Forward"/>, p being this member's density.</summary>
    /// <param name="t">[D], in the target's units; finite.</param>
    /// <param name="share">What the gradient is multiplied by.</param>
    /// <param name="tile">Scratch memory.</param>
    /// <returns>log p(t) in nats, for targets in standard deviations.</returns>
    public T LogDensityGradient(ReadOnlySpan<T> t, T share, MixtureTile<T> tile)
    {
        model.TargetScaler.Apply(t, target.Span, nameof(t), 0);
        LossWork work = new() { Owner = this, Tile = tile, Share = share };
        SimdWidth.Run<LossWork, T>(ref work);
        return -target.Span[model.Head.Layout.Dimensions];
    }

    /// <summary>From <see cref="RawGradient"/> to <see cref="InputGradient"/>.</summary>
    public void Backward()
    {
        BackwardWork work = new() { Owner = this };
        SimdWidth.Run<BackwardWork, T>(ref work);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        workspace.Dispose();
        transposed.Dispose();
        target.Dispose();
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
            Network<TVector, T>.Forward(Owner.workspace, ref MemoryMarshal.GetReference(model.ParametersOf(Owner.member)), 0, 1);
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
        public T Share;

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
                -Share,
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
