using System.Collections.Concurrent;
using System.Text;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Querying;

namespace MdnSimd.Tests.Cli.Querying;

public sealed class ChunkWorkersTests : IDisposable
{
    private const int Rows = 200;

    private readonly CliFolder folder = new();
    private readonly List<int> delivered = [];
    private readonly ConcurrentBag<Work> works = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Chunks_are_delivered_once_and_in_order(int threads)
    {
        Run(threads, (_, _) => { });
        Assert.Equal(Enumerable.Range(0, Rows), delivered);
        Assert.InRange(works.Count, 1, threads);
        Assert.All(works, work => Assert.True(work.IsDisposed));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_first_failure_in_the_file_is_thrown_when_all_before_it_is_delivered(int threads)
    {
        // Row 70 may well fail before row 50 does.
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Run(threads, (row, isDelivery) =>
        {
            if (!isDelivery && row is 50 or 51 or 70)
            {
                throw new InvalidDataException($"row {row}");
            }
        }));
        Assert.Equal("row 50", error.Message);
        Assert.Equal(Enumerable.Range(0, 50), delivered);
        Assert.All(works, work => Assert.True(work.IsDisposed));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void When_nobody_takes_the_result_the_work_ends(int threads)
    {
        IOException error = Assert.Throws<IOException>(() => Run(threads, (row, isDelivery) =>
        {
            if (isDelivery && row >= 20)
            {
                throw new IOException($"closed at {row}");
            }
        }));
        Assert.Equal("closed at 20", error.Message);
        Assert.Equal(Enumerable.Range(0, 20), delivered);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_cancelled_run_stops(int threads)
    {
        using CancellationTokenSource cancellation = new();
        Assert.Throws<OperationCanceledException>(() => Run(
            threads,
            (row, isDelivery) =>
            {
                if (isDelivery && row == 30)
                {
                    cancellation.Cancel();
                }
            },
            cancellation.Token));
        Assert.Equal(Enumerable.Range(0, delivered.Count), delivered);
        Assert.InRange(delivered.Count, 31, 31 + threads);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Each row, which holds its number from 0, is a chunk of its own.</summary>
    private void Run(int threads, Action<int, bool> act, CancellationToken cancellation = default)
    {
        string path = folder.Write("data.csv", "x", row => $"{row}", Rows);
        using CsvChunks chunks = CsvChunks.Open(path, size: 1);
        ChunkWorkers.Run(chunks, threads, Create, cancellation);

        Work Create()
        {
            Work work = new(delivered, act);
            works.Add(work);
            return work;
        }
    }

    private sealed class Work(List<int> delivered, Action<int, bool> act) : IChunkWork
    {
        private int row;

        public bool IsDisposed { get; private set; }

        public void Process(CsvChunk chunk)
        {
            row = int.Parse(Encoding.UTF8.GetString(chunk.Records));
            act(row, false);
        }

        public void Deliver()
        {
            act(row, true);
            delivered.Add(row);
        }

        public void Dispose() => IsDisposed = true;
    }
}
