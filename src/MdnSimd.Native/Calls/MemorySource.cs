using System.Numerics;

namespace MdnSimd.Native.Calls;

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
