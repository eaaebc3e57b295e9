using System.Numerics;
using System.Runtime.InteropServices;

namespace MdnSimd.Native.Calls;

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
