using System.Runtime.InteropServices;
using MdnSimd.Native.Calls;

namespace MdnSimd.Native.Exports;

/// <summary>What mdnsimd.h declares of models, and of predictors before they are asked anything.</summary>
internal static unsafe class ModelExports
{
    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_load")]
    public static Status Load(byte* path, int type, ulong* model) =>
        Border.Run(new LoadCall<FileSource>(new FileSource(path), type, model));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_load_memory")]
    public static Status LoadMemory(byte* bytes, nuint length, int type, ulong* model) =>
        Border.Run(new LoadCall<MemorySource>(new MemorySource(bytes, length), type, model));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_model_info")]
    public static Status Info(ulong model, ModelInfo* info, nuint size) => Border.Run(new InfoCall(model, info, size));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_model_free")]
    public static Status FreeModel(ulong model) => Border.Run(new FreeModelCall(model));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_predictor_create")]
    public static Status CreatePredictor(ulong model, nuint capacity, ulong* predictor) =>
        Border.Run(new CreatePredictorCall(model, capacity, predictor));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_predictor_free")]
    public static Status FreePredictor(ulong predictor) => Border.Run(new FreePredictorCall(predictor));
}
