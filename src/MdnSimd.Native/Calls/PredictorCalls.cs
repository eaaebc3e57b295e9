using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Native.Handles;

namespace MdnSimd.Native.Calls;

/// <summary>Predicts rows.</summary>
internal readonly unsafe struct PredictCall<T>(T* inputs, nuint rows, nuint columns) : IPredictorCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Run(PredictorObject<T> predictor)
    {
        // What is left of the last prediction must not pass for an answer to this one.
        predictor.Rows.Count = 0;
        if (rows - 1 >= (nuint)predictor.Rows.Capacity)
        {
            throw Refusal.Argument("rows", $"is {rows}: expected 1 to {predictor.Rows.Capacity}, the predictor's capacity");
        }

        Caller.CheckMatrix(inputs, rows, columns, (int)rows, predictor.Info.Inputs, "inputs", "[rows, inputs]");
        predictor.Predict(new ReadOnlySpan2D<T>(inputs, (int)rows, (int)columns, 0));
    }
}

/// <summary>The parts of a mixture that are copied out.</summary>
internal enum MixturePart
{
    Weights,
    Means,
    Scales,
    PrecisionFactors,
}

/// <summary>Copies a part of the mixtures that were predicted last.</summary>
internal readonly unsafe struct CopyCall<T>(MixturePart part, T* destination, nuint length) : IPredictorCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Run(PredictorObject<T> predictor)
    {
        _ = predictor.Predicted;
        MixtureBatch<T> rows = predictor.Rows;
        ReadOnlySpan<T> source = part switch
        {
            MixturePart.Weights => rows.Weights,
            MixturePart.Means => rows.Means,
            MixturePart.Scales => rows.Scales,
            _ => rows.PrecisionFactors,
        };
        if (source.IsEmpty)
        {
            throw Refusal.Argument("predictor", "is of a model whose covariance is not full: it has no precision factors");
        }

        Caller.CheckRoom(destination, length, source.Length, "destination", Shape);
        source.CopyTo(new Span<T>(destination, source.Length));
    }

    private string Shape => part switch
    {
        MixturePart.Weights => "[rows, K]",
        MixturePart.PrecisionFactors => "[rows, K, D, D]",
        _ => "[rows, K, D]",
    };
}

/// <summary>Draws samples of every row that was predicted last.</summary>
internal readonly unsafe struct SampleCall<T>(ulong seed, ulong first, nuint count, T* destination, nuint length) : IPredictorCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Run(PredictorObject<T> predictor)
    {
        int rows = predictor.Predicted;
        int dimensions = predictor.Info.Targets;
        Caller.CheckAddress(destination, "destination");
        UInt128 needed = (UInt128)count * (ulong)rows * (ulong)dimensions;
        if (length < needed)
        {
            throw Refusal.Argument("destination", $"has room for {length} elements: expected [rows, count, D] = {needed}");
        }

        T* sample = destination;
        ulong index = first;
        for (int row = 0; row < rows; row++)
        {
            GaussianMixture<T> mixture = predictor.Rows[row];
            for (nuint i = 0; i < count; i++)
            {
                mixture.Sample(seed, index++, new Span<T>(sample, dimensions));
                sample += dimensions;
            }
        }
    }
}
