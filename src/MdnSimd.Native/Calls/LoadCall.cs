using System.Numerics;
using System.Runtime.InteropServices;
using MdnSimd.Native.Handles;
using MdnSimd.Simd;

namespace MdnSimd.Native.Calls;

/// <summary>Where a model comes from.</summary>
internal interface IModelSource
{
    /// <summary>Reads it.</summary>
    MdnModel<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

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

/// <summary>A file.</summary>
/// <param name="path">Its name in UTF-8.</param>
internal readonly unsafe struct FileSource(byte* path) : IModelSource
{
    public MdnModel<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Caller.CheckAddress(path, "path");
        string name = Marshal.PtrToStringUTF8((nint)path)!;
        return name.Length > 0 ? MdnModel<T>.Load(name) : throw Refusal.Argument("path", "is empty: expected the name of a file");
    }
}

/// <summary>The bytes of a file in the caller's memory, which are read where they lie.</summary>
internal readonly unsafe struct MemorySource(byte* bytes, nuint length) : IModelSource
{
    public MdnModel<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Caller.CheckAddress(bytes, "bytes");
        if (length > (nuint)Array.MaxLength)
        {
            throw Refusal.Argument("length", $"is {length}: expected {Array.MaxLength} bytes at most");
        }

        using CallerMemory memory = new(bytes, (int)length);
        return MdnModel<T>.Load(memory.Memory);
    }
}
