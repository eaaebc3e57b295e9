using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;

namespace MdnSimd.Memory;

/// <summary>Elements that start on a 64-byte boundary and do not move, rented from <see cref="AlignedPool"/>.</summary>
/// <remarks>Not thread-safe. Disposing gives the memory back; a span taken before must not be used after.</remarks>
internal sealed class AlignedBuffer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int offset;
    private byte[]? array;

    /// <summary>Wraps a pinned array that is at least <see cref="AlignedPool.Alignment"/> bytes longer than the elements.</summary>
    internal unsafe AlignedBuffer(byte[] array, int length)
    {
        this.array = array;
        Length = length;
        nuint address = (nuint)(nint)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        offset = (int)((AlignedPool.Alignment - (address % AlignedPool.Alignment)) % AlignedPool.Alignment);
    }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements.</summary>
    /// <exception cref="ObjectDisposedException">The buffer has been given back.</exception>
    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(array is null, this);
            return MemoryMarshal.Cast<byte, T>(array.AsSpan(offset))[..Length];
        }
    }

    /// <summary>The first element: what <see cref="Span"/> begins with, for code that knows how many there are.</summary>
    /// <exception cref="ObjectDisposedException">The buffer has been given back.</exception>
    public ref T First
    {
        get
        {
            ObjectDisposedException.ThrowIf(array is null, this);
            return ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), offset));
        }
    }

    /// <summary>The elements as a matrix by rows, [rows, columns], whose rows start <paramref name="stride"/> elements apart.</summary>
    public Span2D<T> Matrix(int rows, int columns, int stride) =>
        Span2D<T>.DangerousCreate(ref Span[0], rows, columns, stride - columns);

    /// <summary>Gives the memory back to the pool. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (array is byte[] returned)
        {
            array = null;
            AlignedPool.Return(returned);
        }
    }
}
