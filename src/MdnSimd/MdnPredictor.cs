using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>
/// Asks a model for densities. Owns the memory it works in, so that a prediction allocates nothing; one per thread. A row
/// gives the same bits alone and in any batch.
/// </summary>
/// <typeparam name="T">float, or double.</typeparam>
public sealed partial class MdnPredictor<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows that go through the network together while they are in the cache.</summary>
    private const int BlockRows = 64;

    private readonly NetworkWorkspace<T> workspace;
    private readonly MixtureTile<T> tile;
    private readonly MixtureBatch<T> single;
    private readonly T weightFactor;
    private readonly T logMembers;

    internal MdnPredictor(MdnModel<T> model)
    {
        Model = model;
        workspace = NetworkWorkspace<T>.ForInference(model.Layout, BlockRows);
        tile = new MixtureTile<T>(model.Head.Layout);
        single = new MixtureBatch<T>(model.Mixture, 1);
        weightFactor = Scalar.Of<T>(1.0 / model.Members);
        logMembers = Scalar.Of<T>(Math.Log(model.Members));
    }

    /// <summary>The model that answers.</summary>
    public MdnModel<T> Model { get; }

    /// <summary>The density of the targets given one row of features. Allocates nothing.</summary>
    /// <param name="inputs">[Inputs], in the features' units; finite.</param>
    /// <returns>A view into this predictor, in the target's units, valid until the next call of this method or
    /// until the predictor is disposed.</returns>
    /// <exception cref="ArgumentException">The length is not the model's, or an element is not finite.</exception>
    public GaussianMixture<T> Predict(ReadOnlySpan<T> inputs)
    {
        CheckLength(inputs.Length, Model.Options.Inputs, nameof(inputs));
        Model.InputScaler.Apply(inputs, workspace.Inputs.Of(workspace.Memory), nameof(inputs), 0);
        MixtureRows<T> destination = single.Rows;
        Work work = new() { Predictor = this, Rows = 1, Destination = destination };
        SimdWidth.Run<Work, T>(ref work);
        single.Count = 1;
        return destination.Mixture(0, Model.Mixture);
    }

    /// <summary>The densities of the targets given many rows of features. Allocates nothing.</summary>
    /// <param name="inputs">[rows, Inputs], in the features' units; finite.</param>
    /// <param name="destination">Receives a mixture per row; its former content is lost.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or an element is not finite.</exception>
    public void Predict(ReadOnlySpan2D<T> inputs, MixtureBatch<T> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (inputs.Width != Model.Options.Inputs)
        {
            throw new ArgumentException(
                $"inputs is {inputs.Height} x {inputs.Width}: expected {Model.Options.Inputs} columns", nameof(inputs));
        }

        if (!destination.Fits(Model.Mixture, inputs.Height))
        {
            throw new ArgumentException(
                $"destination holds {destination.Capacity} rows: expected a batch of this model for {inputs.Height}", nameof(destination));
        }

        destination.Count = 0;
        for (int row = 0; row < inputs.Height; row += BlockRows)
        {
            int rows = Math.Min(BlockRows, inputs.Height - row);
            Model.InputScaler.Apply(inputs, row, rows, workspace.Inputs.Of(workspace.Memory), Model.Layout.InputStride, nameof(inputs));
            Work work = new() { Predictor = this, Rows = rows, Destination = destination.Rows.From(row, Model.Mixture) };
            SimdWidth.Run<Work, T>(ref work);
        }

        destination.Count = inputs.Height;
    }

    /// <summary>Memory for the mixtures of up to <paramref name="capacity"/> rows. Whoever creates it disposes it.</summary>
    /// <param name="capacity">At least 1.</param>
    public MixtureBatch<T> CreateBatch(int capacity) => new(Model.Mixture, capacity);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        workspace.Dispose();
        tile.Dispose();
        single.Dispose();
        sensitivity?.Dispose();
    }

    /// <summary>Of an ensemble: from the weights within each member to those in the mixture of all.</summary>
    private void ShareWeights(int rows, scoped MixtureRows<T> destination)
    {
        if (Model.Members > 1)
        {
            int count = rows * Model.Mixture.Components;
            Span<T> weights = destination.Weights[..count];
            Span<T> logWeights = destination.LogWeights[..count];
            TensorPrimitives.Multiply(weights, weightFactor, weights);
            TensorPrimitives.Subtract(logWeights, logMembers, logWeights);
        }
    }

    /// <summary>Features in the workspace to mixtures in the destination.</summary>
    private ref struct Work : ISimdWork<T>
    {
        public MdnPredictor<T> Predictor;
        public int Rows;
        public MixtureRows<T> Destination;

        public readonly void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            MdnModel<T> model = Predictor.Model;
            NetworkWorkspace<T> workspace = Predictor.workspace;
            for (int member = 0; member < model.Members; member++)
            {
                Network<TVector, T>.Forward(workspace, ref MemoryMarshal.GetReference(model.ParametersOf(member)), 0, Rows);
                model.Head.Predict<TVector>(
                    Predictor.tile,
                    ref Unsafe.Add(ref workspace.Memory.First, workspace.Outputs[^1].Offset),
                    model.Layout.Layers[^1].Stride,
                    Rows,
                    model.TargetUnits,
                    model.Members == 1 ? Destination : Destination.Member(member, model.Head.Layout));
            }

            Predictor.ShareWeights(Rows, Destination);
        }
    }
}
