using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MdnSimd.Tests;

/// <summary>
/// Memory whose spans end where reading or writing on would be noticed. On Linux it lies between two pages that may not be
/// touched, so that any step outside faults at once; elsewhere between values that are checked on disposal.
/// </summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private const int CanaryBytes = 256;
    private const byte Canary = 0xA5;
    private static readonly int PageSize = Environment.SystemPageSize;

    private readonly int pageBytes;
    private readonly byte[]? array;
    private readonly nint mapping;

    /// <summary>Room for at least <paramref name="length"/> elements.</summary>
    public GuardedMemory(int length)
    {
        int bytes = Math.Max(length, 1) * sizeof(T);
        pageBytes = (bytes + PageSize - 1) / PageSize * PageSize;
        if (OperatingSystem.IsLinux())
        {
            nuint whole = (nuint)(pageBytes + (2 * PageSize));
            mapping = PageProtection.Map(0, whole, PageProtection.NoAccess, PageProtection.PrivateAnonymous, -1, 0);
            if (mapping == -1 || PageProtection.Protect(mapping + PageSize, (nuint)pageBytes, PageProtection.ReadWrite) != 0)
            {
                throw new InvalidOperationException($"No guarded memory: error {Marshal.GetLastPInvokeError()}.");
            }
        }
        else
        {
            array = GC.AllocateUninitializedArray<byte>(pageBytes + (2 * CanaryBytes), pinned: true);
            array.AsSpan().Fill(Canary);
        }
    }

    private byte* Begin => array is null
        ? (byte*)mapping + PageSize
        : (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + CanaryBytes;

    /// <summary>The first elements: what lies before them is guarded.</summary>
    public Span<T> AtStart(int length) => new(Begin, length);

    /// <summary>The last elements: what lies after them is guarded.</summary>
    public Span<T> AtEnd(int length) => new(Begin + pageBytes - ((nint)length * sizeof(T)), length);

    public void Dispose()
    {
        if (array is null)
        {
            _ = PageProtection.Unmap(mapping, (nuint)(pageBytes + (2 * PageSize)));
            return;
        }

        bool before = array.AsSpan(0, CanaryBytes).ContainsAnyExcept(Canary);
        bool after = array.AsSpan(CanaryBytes + pageBytes).ContainsAnyExcept(Canary);
        Assert.False(before || after, "Something was written outside the span.");
    }
}
