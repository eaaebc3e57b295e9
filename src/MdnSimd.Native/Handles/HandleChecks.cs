using System.Numerics;
using System.Runtime.CompilerServices;

namespace MdnSimd.Native.Handles;

/// <summary>From a handle to the object that it has to be.</summary>
internal static class HandleChecks
{
    /// <summary>The model of a handle.</summary>
    /// <exception cref="Refusal">It is none.</exception>
    public static ModelObject Model(ulong handle) =>
        HandleTable.Find(handle) is ModelObject model ? model : throw Wrong("model", "mdnsimd_load", handle);

    /// <summary>The predictor of a handle, of whatever type.</summary>
    /// <exception cref="Refusal">It is none.</exception>
    public static PredictorObject Predictor(ulong handle) =>
        HandleTable.Find(handle) is PredictorObject predictor ? predictor : throw WrongPredictor(handle);

    /// <summary>The predictor of a handle, whose model is of this type.</summary>
    /// <exception cref="Refusal">It is none, or of the other type.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PredictorObject<T> Predictor<T>(ulong handle)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        HandleTable.Find(handle) is PredictorObject<T> predictor ? predictor : throw WrongPredictor(handle);

    /// <summary>What is said of a handle that was good once.</summary>
    public static Refusal Stale(string name, ulong handle) =>
        new(Status.Handle, $"{name} 0x{handle:x} is no handle: it was freed, or never made");

    private static Refusal WrongPredictor(ulong handle) => HandleTable.Find(handle) switch
    {
        PredictorObject<float> => Other("f32", "f64"),
        PredictorObject<double> => Other("f64", "f32"),
        _ => Wrong("predictor", "mdnsimd_predictor_create", handle),
    };

    private static Refusal Other(string type, string called) => new(
        Status.Handle, $"predictor is of a model loaded as {type}: expected a call of the function that ends in _{type}, got one in _{called}");

    private static Refusal Wrong(string name, string maker, ulong handle) => handle == 0
        ? new(Status.Handle, $"{name} is 0: expected a handle from {maker}")
        : HandleTable.Find(handle) switch
        {
            ModelObject => new(Status.Handle, $"{name} 0x{handle:x} is the handle of a model: expected one from {maker}"),
            PredictorObject => new(Status.Handle, $"{name} 0x{handle:x} is the handle of a predictor: expected one from {maker}"),
            _ => Stale(name, handle),
        };
}
