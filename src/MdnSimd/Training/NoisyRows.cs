using System.Numerics;
using MdnSimd.Kernels;

namespace MdnSimd.Training;

/// <summary>Rows of a data set with fresh noise: a row's depends on the seed, the epoch and its place in the set alone.</summary>
internal readonly ref struct NoisyRows<T> : IRowSource<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public required PickedRows<T> Plain { get; init; }

    public required TrainingNoise<T> Noise { get; init; }

    public required ulong Seed { get; init; }

    public required int Epoch { get; init; }

    public int Rows => Plain.Rows;

    public bool IsWeighted => Plain.IsWeighted;

    public T Weight(int row) => Plain.Weight(row);

    public void Copy(int first, int count, Span<T> inputs, int inputStride, Span<T> targets)
    {
        Plain.Copy(first, count, inputs, inputStride, targets);
        for (int row = 0; row < count; row++)
        {
            int picked = Plain.Picked[first + row];
            NormalNoise<T>.Add(
                Seed, RandomStreams.InputNoise + (ulong)Epoch, picked, Noise.Inputs, inputs.Slice(row * inputStride, Plain.InputColumns));
            NormalNoise<T>.Add(
                Seed, RandomStreams.TargetNoise + (ulong)Epoch, picked, Noise.Targets, targets.Slice(row * Plain.TargetColumns, Plain.TargetColumns));
        }
    }
}
