using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace MdnSimd.Native.Handles;

/// <summary>
/// A predictor, for one thread at a time, and a flag that tells when a second one comes: the engine's predictor has no such guard.
/// </summary>
internal abstract class PredictorObject : HandleObject, IDisposable
{
    private const int Idle = 0;
    private const int Busy = 1;
    private const int Freed = 2;

    private int state;

    /// <summary>Begins a call.</summary>
    /// <exception cref="Refusal">Another thread is in a call, or has freed it.</exception>
    public void Enter()
    {
        int former = Interlocked.CompareExchange(ref state, Busy, Idle);
        if (former != Idle)
        {
            throw former == Busy
                ? new Refusal(Status.Busy, "predictor is in use by another thread: expected one predictor per thread")
                : HandleChecks.Stale("predictor", Handle);
        }
    }

    /// <summary>Ends a call.</summary>
    public void Leave() => Volatile.Write(ref state, Idle);

    /// <summary>Ends the last call, after which there is no other, and gives the memory back.</summary>
    public void Dispose()
    {
        Release();
        Volatile.Write(ref state, Freed);
    }

    /// <summary>Gives the memory back.</summary>
    protected abstract void Release();
}

/// <inheritdoc/>
internal sealed class PredictorObject<T> : PredictorObject
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnPredictor<T> predictor;

    public PredictorObject(MdnModel<T> model, ModelInfo info, int capacity)
    {
        Info = info;
        predictor = model.CreatePredictor();
        try
        {
            Rows = predictor.CreateBatch(capacity);
        }
        catch
        {
            predictor.Dispose();
            throw;
        }
    }

    /// <summary>What is known about its model.</summary>
    public ModelInfo Info { get; }

    /// <summary>The mixtures of the rows last predicted; none where the last prediction failed.</summary>
    public MixtureBatch<T> Rows { get; }

    /// <summary>The number of rows last predicted.</summary>
    /// <exception cref="Refusal">There is none.</exception>
    public int Predicted => Rows.Count > 0
        ? Rows.Count
        : throw new Refusal(Status.NoPrediction, "predictor has no mixture: expected a call of mdnsimd_predict that succeeded before");

    /// <summary>Predicts rows that have been checked but for numbers that are not finite.</summary>
    public void Predict(ReadOnlySpan2D<T> inputs) => predictor.Predict(inputs, Rows);

    /// <inheritdoc/>
    protected override void Release()
    {
        Rows.Dispose();
        predictor.Dispose();
    }
}
