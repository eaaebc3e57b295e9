using MdnSimd.Native.Handles;
using MdnSimd.Simd;

namespace MdnSimd.Native.Calls;

/// <summary>Loads a model and gives it a handle.</summary>
internal readonly unsafe struct LoadCall<TSource>(TSource source, int type, ulong* model) : ICall
    where TSource : struct, IModelSource
{
    public void Run()
    {
        Caller.CheckAddress(model, "model");
        *model = 0;

        // A wrong MDNSIMD_SIMD is found out here rather than by the first prediction.
        _ = SimdWidth.Bits;
        *model = HandleTable.Add((ElementType)type switch
        {
            ElementType.F32 => new ModelObject<float>(source.Load<float>()),
            ElementType.F64 => new ModelObject<double>(source.Load<double>()),
            _ => throw Refusal.Argument("type", $"is {type}: expected MDNSIMD_F32 = 0 or MDNSIMD_F64 = 1"),
        });
    }
}
