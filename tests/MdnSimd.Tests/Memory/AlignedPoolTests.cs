using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Memory;

namespace MdnSimd.Tests.Memory;

public sealed class AlignedPoolOfFloatTests : AlignedPoolTests<float>;

public sealed class AlignedPoolOfDoubleTests : AlignedPoolTests<double>;

public abstract class AlignedPoolTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int broken;

    [Fact]
    public void Every_buffer_starts_on_a_cache_line_and_has_the_length_asked_for()
    {
        foreach (int length in (int[])[0, 1, 2, 15, 16, 17, 63, 64, 65, 1000, 4096, 100_003])
        {
            using AlignedBuffer<T> buffer = AlignedPool.Rent<T>(length);
            using AlignedBuffer<T> other = AlignedPool.Rent<T>(length);
            Assert.Equal(length, buffer.Length);
            Assert.Equal(length, buffer.Span.Length);
            Assert.Equal(0, Address(buffer) % AlignedPool.Alignment);
            Assert.False(buffer.Span.Overlaps(other.Span));
        }
    }

    [Fact]
    public void A_buffer_of_no_pool_is_aligned_zero_and_no_larger_than_it_has_to_be()
    {
        const int Length = 100_003;
        long before = GC.GetAllocatedBytesForCurrentThread();
        AlignedBuffer<T> buffer = AlignedPool.Allocate<T>(Length);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Length, buffer.Length);
        Assert.Equal(0, Address(buffer) % AlignedPool.Alignment);
        Assert.False(buffer.Span.ContainsAnyExcept(T.Zero));
        Assert.InRange(allocated, Length * Unsafe.SizeOf<T>(), (Length * Unsafe.SizeOf<T>()) + 256);
        Assert.Throws<ArgumentOutOfRangeException>(() => AlignedPool.Allocate<T>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlignedPool.Allocate<T>(int.MaxValue));
    }

    [Fact]
    public void Memory_is_reused_and_zero_all_the_same()
    {
        // Other tests run at the same time and may take the memory that has just come back: try until it is ours again.
        int length = (3 << 20) / Unsafe.SizeOf<T>();
        bool reused = false;
        for (int attempt = 0; attempt < 20 && !reused; attempt++)
        {
            AlignedBuffer<T> used = AlignedPool.Rent<T>(length);
            nint address = Address(used);
            used.Span.Fill(T.NaN);
            used.Dispose();

            using AlignedBuffer<T> next = AlignedPool.Rent<T>(length + 1000);
            reused = address == Address(next);
            Assert.False(next.Span.ContainsAnyExcept(T.Zero), "Some of the memory still holds what was there before.");
        }

        Assert.True(reused);
    }

    [Fact]
    public void Disposing_twice_gives_the_memory_back_once()
    {
        int length = (12 << 20) / Unsafe.SizeOf<T>();
        AlignedBuffer<T> buffer = AlignedPool.Rent<T>(length);
        buffer.Dispose();
        buffer.Dispose();
        using AlignedBuffer<T> first = AlignedPool.Rent<T>(length);
        using AlignedBuffer<T> second = AlignedPool.Rent<T>(length);
        Assert.False(first.Span.Overlaps(second.Span));
    }

    [Fact]
    public void A_buffer_given_back_gives_no_more_spans()
    {
        AlignedBuffer<T> buffer = AlignedPool.Rent<T>(8);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => buffer.Matrix(2, 4, 4).Height);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue / 4)]
    public void A_length_that_no_array_holds_is_refused_before_anything_is_allocated(int length)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => AlignedPool.Rent<T>(length));
        Assert.Equal("length", error.ParamName);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Two_threads_never_hold_the_same_memory()
    {
        Thread other = new(() => RentAndCheck(T.One));
        other.Start();
        RentAndCheck(-T.One);
        other.Join();
        Assert.Equal(0, broken);
    }

    [Fact]
    public void A_matrix_shows_the_elements_by_rows()
    {
        using AlignedBuffer<T> buffer = AlignedPool.Rent<T>(20);
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer.Span[i] = T.CreateChecked(i);
        }

        Span2D<T> matrix = buffer.Matrix(rows: 3, columns: 5, stride: 7);
        Assert.Equal((3, 5), (matrix.Height, matrix.Width));
        Assert.Equal(T.CreateChecked((2 * 7) + 4), matrix[2, 4]);
        Assert.Equal(T.CreateChecked(7), matrix[1, 0]);
    }

    private void RentAndCheck(T own)
    {
        for (int i = 0; i < 2000; i++)
        {
            using AlignedBuffer<T> buffer = AlignedPool.Rent<T>(300);
            if (buffer.Span.ContainsAnyExcept(T.Zero))
            {
                Interlocked.Increment(ref broken);
            }

            buffer.Span.Fill(own);
            Thread.SpinWait(20);
            if (buffer.Span.ContainsAnyExcept(own))
            {
                Interlocked.Increment(ref broken);
            }
        }
    }

    private static unsafe nint Address(AlignedBuffer<T> buffer) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer.Span));
}
