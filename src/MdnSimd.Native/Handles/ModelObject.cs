using System.Numerics;

namespace MdnSimd.Native.Handles;

/// <summary>A model, of floats or of doubles. Immutable: any number of threads use it.</summary>
internal abstract class ModelObject : HandleObject
{
    /// <summary>What a caller has to know about it.</summary>
    public abstract ModelInfo Info { get; }

    /// <summary>A predictor for up to <paramref name="capacity"/> rows at a time, without a handle yet.</summary>
    public abstract PredictorObject CreatePredictor(nuint capacity);
}

/// <inheritdoc/>
internal sealed class ModelObject<T>(MdnModel<T> model) : ModelObject
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override ModelInfo Info { get; } = ModelInfo.Of(model);

    public override PredictorObject CreatePredictor(nuint capacity)
    {
        int most = Info.MostRows;
        return capacity >= 1 && capacity <= (nuint)most
            ? new PredictorObject<T>(model, Info, (int)capacity)
            : throw Refusal.Argument("capacity", $"is {capacity}: expected 1 to {most} rows for mixtures of this model");
    }
}
