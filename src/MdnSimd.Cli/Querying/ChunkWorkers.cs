using System.Runtime.ExceptionServices;
using MdnSimd.Cli.Data;

namespace MdnSimd.Cli.Querying;

/// <summary>Works on the chunks of a file on several threads, and hands over the results in the order of the file.</summary>
/// <remarks>
/// Every thread owns one chunk: it reads it, works on it, waits for its turn, hands over, and reads its next. So there is no queue,
/// and memory is that of as many chunks as threads. What goes wrong in a chunk is thrown when everything before it has been handed
/// over, and nothing behind it is.
/// </remarks>
internal sealed class ChunkWorkers
{
    private readonly Lock reading = new();
    private readonly object turns = new();
    private readonly CsvChunks chunks;
    private readonly Func<IChunkWork> createWork;
    private readonly CancellationToken cancellation;
    private long read;
    private long delivered;
    private bool isAtEnd;
    private volatile ExceptionDispatchInfo? failure;

    private ChunkWorkers(CsvChunks chunks, Func<IChunkWork> createWork, CancellationToken cancellation)
    {
        this.chunks = chunks;
        this.createWork = createWork;
        this.cancellation = cancellation;
    }

    /// <summary>Works on all chunks; the caller's thread is one of the threads.</summary>
    /// <param name="chunks">The file.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="createWork">Called by each thread that gets a chunk.</param>
    /// <param name="cancellation">Ends the work before the next chunk is read.</param>
    public static void Run(CsvChunks chunks, int threads, Func<IChunkWork> createWork, CancellationToken cancellation)
    {
        ChunkWorkers workers = new(chunks, createWork, cancellation);
        Thread[] others = new Thread[threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = new Thread(workers.Work) { IsBackground = true };
            others[i].Start();
        }

        workers.Work();
        foreach (Thread other in others)
        {
            other.Join();
        }

        workers.failure?.Throw();
    }

    private void Work()
    {
        CsvChunk chunk = new();
        IChunkWork? work = null;
        long number = 0;
        try
        {
            while (Take(chunk, ref number))
            {
                work ??= createWork();
                work.Process(chunk);
                Deliver(work, number);
            }
        }
        catch (Exception exception)
        {
            Fail(exception, number);
        }
        finally
        {
            work?.Dispose();
        }
    }

    /// <summary>Reads the next chunk. An exception belongs to the number given out.</summary>
    private bool Take(CsvChunk chunk, ref long number)
    {
        lock (reading)
        {
            if (isAtEnd || failure is not null)
            {
                return false;
            }

            number = read++;
            isAtEnd = true;
            cancellation.ThrowIfCancellationRequested();
            isAtEnd = !chunks.Read(chunk);
            return !isAtEnd;
        }
    }

    private void Deliver(IChunkWork work, long number)
    {
        lock (turns)
        {
            if (WaitForTurn(number))
            {
                work.Deliver();
                delivered++;
                Monitor.PulseAll(turns);
            }
        }
    }

    private void Fail(Exception exception, long number)
    {
        lock (turns)
        {
            if (WaitForTurn(number))
            {
                failure = ExceptionDispatchInfo.Capture(exception);
                Monitor.PulseAll(turns);
            }
        }
    }

    /// <summary>Waits until everything before a chunk has been handed over.</summary>
    /// <returns>False when something before it went wrong.</returns>
    private bool WaitForTurn(long number)
    {
        while (delivered != number && failure is null)
        {
            Monitor.Wait(turns);
        }

        return failure is null;
    }
}
