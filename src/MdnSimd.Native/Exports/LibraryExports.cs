using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using MdnSimd.Native.Handles;
using MdnSimd.Simd;

namespace MdnSimd.Native.Exports;

/// <summary>What mdnsimd.h declares of the library itself. None of it returns a status.</summary>
internal static unsafe class LibraryExports
{
    // Pinned, with a zero behind: its address is good as long as the process lives.
    private static readonly byte[] VersionText = ToText(
        typeof(LibraryExports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_version")]
    public static byte* Version() => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(VersionText));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_last_error")]
    public static byte* LastErrorText() => LastError.Text;

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_live_handles")]
    public static nuint LiveHandles() => (nuint)HandleTable.Count;

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_allocated_bytes")]
    public static ulong AllocatedBytes() => (ulong)GC.GetAllocatedBytesForCurrentThread();

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_vector_bits")]
    public static int VectorBits()
    {
        try
        {
            return SimdWidth.Bits;
        }
        catch (TypeInitializationException error)
        {
            LastError.Record(error);
            return 0;
        }
    }

    private static byte[] ToText(string text)
    {
        byte[] bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text) + 1, pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
