using System.Numerics;
using System.Runtime.CompilerServices;

namespace MdnSimd.Memory;

/// <summary>
/// Keeps pinned arrays for reuse, in size classes of powers of two. The garbage collector owns the arrays: a buffer that is
/// never returned is collected like any other object.
/// </summary>
internal static class AlignedPool
{
    /// <summary>Bytes to which every buffer is aligned: a cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    /// <summary>How many arrays of a size class wait for reuse at most.</summary>
    private const int KeptPerClass = 8;

    /// <summary>Arrays above this size are left to the collector when they come back.</summary>
    private const int LargestKept = 1 << 26;

    /// <summary>Bytes that wait for reuse at most, over all classes.</summary>
    private const long MostKept = 1L << 28;

    private static readonly Stack<byte[]>[] Classes = CreateClasses();
    private static long keptBytes;

    /// <summary>A buffer of <paramref name="length"/> zeros. Whoever rents it disposes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than an array holds.</exception>
    public static AlignedBuffer<T> Rent<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength<T>(length);
        AlignedBuffer<T> buffer = new(Take((length * Unsafe.SizeOf<T>()) + Alignment), length);
        buffer.Span.Clear();
        return buffer;
    }

    /// <summary>A buffer of <paramref name="length"/> zeros that is not the pool's and no larger than it has to be: for what is kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or more than an array holds.</exception>
    public static AlignedBuffer<T> Allocate<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLength<T>(length);
        return new AlignedBuffer<T>(GC.AllocateArray<byte>((length * Unsafe.SizeOf<T>()) + Alignment, pinned: true), length);
    }

    /// <summary>Takes back an array that <see cref="Rent"/> gave out inside a buffer.</summary>
    internal static void Return(byte[] array)
    {
        if (array.Length > LargestKept)
        {
            return;
        }

        Stack<byte[]> kept = Classes[BitOperations.Log2((uint)array.Length)];
        lock (kept)
        {
            if (kept.Count < KeptPerClass && Volatile.Read(ref keptBytes) + array.Length <= MostKept)
            {
                kept.Push(array);
                Interlocked.Add(ref keptBytes, array.Length);
            }
        }
    }

    private static void CheckLength<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, (Array.MaxLength - Alignment) / Unsafe.SizeOf<T>());
    }

    private static byte[] Take(int bytes)
    {
        if (bytes > LargestKept)
        {
            return GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        }

        uint size = BitOperations.RoundUpToPowerOf2((uint)bytes);
        Stack<byte[]> kept = Classes[BitOperations.Log2(size)];
        lock (kept)
        {
            if (kept.TryPop(out byte[]? array))
            {
                Interlocked.Add(ref keptBytes, -array.Length);
                return array;
            }
        }

        return GC.AllocateUninitializedArray<byte>((int)size, pinned: true);
    }

    private static Stack<byte[]>[] CreateClasses()
    {
        Stack<byte[]>[] classes = new Stack<byte[]>[BitOperations.Log2((uint)LargestKept) + 1];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = new Stack<byte[]>(KeptPerClass);
        }

        return classes;
    }
}
