using System.Buffers;

namespace MdnSimd.Native.Calls;

/// <summary>Bytes of the caller's, as .NET passes memory around.</summary>
internal sealed unsafe class CallerMemory(byte* first, int length) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => new(first, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(first + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
