using System.Runtime.CompilerServices;
using MdnSimd.Native.Handles;

namespace MdnSimd.Native.Calls;

/// <summary>Writes what there is to know about a model.</summary>
internal readonly unsafe struct InfoCall(ulong model, ModelInfo* info, nuint size) : ICall
{
    public void Run()
    {
        ModelObject found = HandleChecks.Model(model);
        Caller.CheckAddress(info, "info");

        // A caller compiled with a later header has a larger struct, whose end this library knows nothing of.
        if (size != (nuint)Unsafe.SizeOf<ModelInfo>())
        {
            throw Refusal.Argument("size", $"is {size}: expected sizeof(mdnsimd_info) = {Unsafe.SizeOf<ModelInfo>()}");
        }

        *info = found.Info;
    }
}

/// <summary>Frees a model's handle. Its predictors keep the model itself.</summary>
internal readonly struct FreeModelCall(ulong model) : ICall
{
    public void Run()
    {
        if (!HandleTable.Remove(HandleChecks.Model(model)))
        {
            throw HandleChecks.Stale("model", model);
        }
    }
}

/// <summary>Makes a predictor.</summary>
internal readonly unsafe struct CreatePredictorCall(ulong model, nuint capacity, ulong* predictor) : ICall
{
    public void Run()
    {
        Caller.CheckAddress(predictor, "predictor");
        *predictor = 0;
        *predictor = HandleTable.Add(HandleChecks.Model(model).CreatePredictor(capacity));
    }
}

/// <summary>Frees a predictor, unless another thread is using it.</summary>
internal readonly struct FreePredictorCall(ulong predictor) : ICall
{
    public void Run()
    {
        PredictorObject found = HandleChecks.Predictor(predictor);
        found.Enter();
        HandleTable.Remove(found);
        found.Dispose();
    }
}
