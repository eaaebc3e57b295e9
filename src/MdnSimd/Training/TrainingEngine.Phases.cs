using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <content>What each worker does in each phase of a step, and how a phase is divided.</content>
internal sealed partial class TrainingEngine<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private enum Phase
    {
        Losses,
        ForwardBackward,
        WeightGradients,
        Update,
        Transpose,
    }

    /// <inheritdoc/>
    void ITeamWork.Run(int phase, int worker, int workers)
    {
        PhaseWork work = new(this, (Phase)phase, worker, workers);
        SimdWidth.Run<PhaseWork, T>(ref work);
    }

    private void RunPhase(Phase phase)
    {
        if ((long)rows * layout.ParameterCount < WorkForATeam)
        {
            ((ITeamWork)this).Run((int)phase, 0, 1);
        }
        else
        {
            team.Run(this, (int)phase);
        }
    }

    private void RunPhase<TVector>(Phase phase, int worker, int workers)
        where TVector : struct, ISimd<TVector, T>
    {
        switch (phase)
        {
            case Phase.Losses:
                PassRows<TVector>(worker, workers, backward: false);
                break;
            case Phase.ForwardBackward:
                PassRows<TVector>(worker, workers, backward: true);
                break;
            case Phase.WeightGradients:
                SumWeightGradients<TVector>(worker, workers);
                break;
            case Phase.Update:
                UpdateParameters<TVector>(worker, workers);
                break;
            default:
                TransposeWeights(worker, workers);
                break;
        }
    }

    /// <summary>Forward, loss and backward for this worker's rows, block by block.</summary>
    private void PassRows<TVector>(int worker, int workers, bool backward)
        where TVector : struct, ISimd<TVector, T>
    {
        ref T own = ref memory.First;
        ref T network = ref workspace.Memory.First;
        int last = layout.Layers.Length - 1;
        int stride = layout.Layers[last].Stride;
        int dimensions = head.Layout.Dimensions;
        (int begin, int end) = Share(rows, GroupRows, worker, workers);
        for (int row = begin; row < end; row += BlockRows)
        {
            int count = Math.Min(BlockRows, end - row);
            Network<TVector, T>.Forward(workspace, ref Unsafe.Add(ref own, parameters.Offset), row, count);
            MixtureHead<T>.LossRows block = new()
            {
                Raw = ref Unsafe.Add(ref network, workspace.Outputs[last].Offset + (row * stride)),
                RawStride = stride,
                Targets = ref Unsafe.Add(ref own, targets.Offset + (row * dimensions)),
                TargetStride = dimensions,
                Rows = count,
                Weights = ref weighted ? ref Unsafe.Add(ref own, weights.Offset + row) : ref Unsafe.NullRef<T>(),
                Losses = ref Unsafe.Add(ref own, losses.Offset + row),
                GradientFactor = gradientFactor,
                Gradient = ref backward ? ref Unsafe.Add(ref network, workspace.Gradients[last].Offset + (row * stride)) : ref Unsafe.NullRef<T>(),
                GradientStride = stride,
            };
            head.Loss<TVector>(tiles[worker], terms, block);
            if (backward)
            {
                Network<TVector, T>.Backward(workspace, ref Unsafe.Add(ref own, transposed.Offset), row, count, withInputGradients);
            }
        }
    }

    /// <summary>This worker's rows of each weight matrix: the gradient over all rows of the chunk, and its sums of squares.</summary>
    private void SumWeightGradients<TVector>(int worker, int workers)
        where TVector : struct, ISimd<TVector, T>
    {
        Span<T> all = gradient.Of(memory);
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerLayout layer = layout.Layers[i];
            (int begin, int end) = Share(layer.Inputs, GroupRows, worker, workers);
            if (begin < end)
            {
                if (firstChunk)
                {
                    all.Slice(layer.WeightOffset + (begin * layer.Stride), (end - begin) * layer.Stride).Clear();
                }

                Network<TVector, T>.WeightGradient(workspace, i, rows, begin, end - begin, ref MemoryMarshal.GetReference(all));
                for (int row = begin; row < end; row += GroupRows)
                {
                    ReadOnlySpan<T> group = all.Slice(
                        layer.WeightOffset + (row * layer.Stride), Math.Min(GroupRows, end - row) * layer.Stride);
                    groupSquares[firstGroups[i] + (row / GroupRows)] = SumOfSquares.Of<TVector, T>(group);
                }
            }

            if (OwnsBias(i, worker, workers))
            {
                Span<T> bias = all.Slice(layer.BiasOffset, layer.Stride);
                if (firstChunk)
                {
                    bias.Clear();
                }

                Network<TVector, T>.BiasGradient(workspace, i, rows, ref MemoryMarshal.GetReference(all));
                groupSquares[firstGroups[i + 1] - 1] = SumOfSquares.Of<TVector, T>(bias);
            }
        }
    }

    /// <summary>
    /// The optimizer's step for this worker's rows of each weight matrix, and their transposed copy while they are in the cache;
    /// biases do not decay.
    /// </summary>
    private void UpdateParameters<TVector>(int worker, int workers)
        where TVector : struct, ISimd<TVector, T>
    {
        UpdateSettings biasUpdate = update with { WeightDecay = 0 };
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerLayout layer = layout.Layers[i];
            (int begin, int end) = Share(layer.Inputs, GroupRows, worker, workers);
            for (int row = begin; row < end; row += UpdateRows)
            {
                int count = Math.Min(UpdateRows, end - row);
                UpdateRange<TVector>(in update, layer.WeightOffset + (row * layer.Stride), count * layer.Stride);
                if (i > 0)
                {
                    TransposeWeights(layer, row, count);
                }
            }

            if (OwnsBias(i, worker, workers))
            {
                UpdateRange<TVector>(in biasUpdate, layer.BiasOffset, layer.Stride);
            }
        }
    }

    private void UpdateRange<TVector>(in UpdateSettings settings, int offset, int length)
        where TVector : struct, ISimd<TVector, T> =>
        Optimizer<TVector, T>.Update(
            in settings,
            parameters.Of(memory).Slice(offset, length),
            gradient.Of(memory).Slice(offset, length),
            firstMoments.Of(memory).Slice(offset, length),
            secondMoments.Of(memory).Slice(offset, length));

    /// <summary>All layers but the first, whose transposed weights only the gradient of the inputs needs.</summary>
    private void TransposeWeights(int worker, int workers)
    {
        foreach (LayerLayout layer in layout.Layers.AsSpan(1))
        {
            (int begin, int end) = Share(layer.Inputs, GroupRows, worker, workers);
            TransposeWeights(layer, begin, end - begin);
        }
    }

    private void TransposeWeights(LayerLayout layer, int firstInput, int inputs)
    {
        ref T own = ref memory.First;
        Network.TransposeWeights(
            layer, ref Unsafe.Add(ref own, parameters.Offset), firstInput, inputs, ref Unsafe.Add(ref own, transposed.Offset));
    }

    /// <summary>A worker's part of <paramref name="count"/> items, in whole groups.</summary>
    private static (int Begin, int End) Share(int count, int group, int worker, int workers)
    {
        int groups = (count + group - 1) / group;
        int begin = (int)((long)groups * worker / workers) * group;
        int end = (int)((long)groups * (worker + 1) / workers) * group;
        return (begin, Math.Min(end, count));
    }

    private static bool OwnsBias(int layer, int worker, int workers) => layer % workers == worker;

    private readonly struct PhaseWork(TrainingEngine<T> engine, Phase phase, int worker, int workers) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> => engine.RunPhase<TVector>(phase, worker, workers);
    }
}
