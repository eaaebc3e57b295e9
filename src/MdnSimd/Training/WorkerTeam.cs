using System.Runtime.ExceptionServices;

namespace MdnSimd.Training;

/// <summary>Work that a <see cref="WorkerTeam"/> does in phases, each finished by all workers before the next begins.</summary>
internal interface ITeamWork
{
    /// <summary>Does the part of <paramref name="phase"/> that belongs to <paramref name="worker"/>.</summary>
    /// <param name="phase">What to do; its meaning is the work's own.</param>
    /// <param name="worker">Which worker, from 0.</param>
    /// <param name="workers">How many workers there are.</param>
    void Run(int phase, int worker, int workers);
}

/// <summary>
/// Threads that live as long as a trainer. The caller is worker 0; the others spin for a moment between phases, because the
/// next one usually follows within microseconds, and then sleep. Starting a phase allocates nothing.
/// </summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class WorkerTeam : IDisposable
{
    /// <summary>Turns of the spin wait before an idle worker sleeps: some tens of microseconds.</summary>
    private const int SpinsBeforeSleep = 200;

    private readonly Thread[] threads;
    private readonly object gate = new();
    private ITeamWork? work;
    private int phase;
    private int round;
    private int unfinished;
    private bool stopping;
    private Exception? failure;

    /// <summary>Starts <paramref name="workers"/> - 1 threads.</summary>
    public WorkerTeam(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Workers = workers;
        threads = new Thread[workers - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"MdnSimd worker {worker}" };
            threads[i].Start();
        }
    }

    /// <summary>How many workers there are, the caller included.</summary>
    public int Workers { get; }

    /// <summary>How many phases the other workers have been called to; work that the caller did alone is not among them.</summary>
    public int Rounds => round;

    /// <summary>Has all workers do their parts of a phase; returns when the last is done.</summary>
    /// <remarks>What a worker throws is thrown here, after all are done.</remarks>
    /// <exception cref="ObjectDisposedException">The threads have ended.</exception>
    public void Run(ITeamWork teamWork, int teamPhase)
    {
        ObjectDisposedException.ThrowIf(stopping, this);
        if (threads.Length == 0)
        {
            teamWork.Run(teamPhase, 0, 1);
            return;
        }

        work = teamWork;
        phase = teamPhase;
        failure = null;
        Volatile.Write(ref unfinished, threads.Length);
        lock (gate)
        {
            Volatile.Write(ref round, round + 1); // read outside the lock by those that spin
            Monitor.PulseAll(gate);
        }

        RunPart(0);
        SpinWait spin = default;
        while (Volatile.Read(ref unfinished) != 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        work = null;
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.PulseAll(gate);
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    private void Serve(int worker)
    {
        int served = 0;
        while (WaitForRoundAfter(served))
        {
            served++;
            RunPart(worker);
            Interlocked.Decrement(ref unfinished);
        }
    }

    /// <summary>Waits for the round behind <paramref name="served"/>; false when the team is being disposed.</summary>
    private bool WaitForRoundAfter(int served)
    {
        SpinWait spin = default;
        for (int i = 0; i < SpinsBeforeSleep; i++)
        {
            if (Volatile.Read(ref round) != served)
            {
                return true;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }

        lock (gate)
        {
            while (round == served && !stopping)
            {
                Monitor.Wait(gate);
            }

            return round != served;
        }
    }

    private void RunPart(int worker)
    {
        try
        {
            work!.Run(phase, worker, Workers);
        }
        catch (Exception exception)
        {
            // The caller must wait for the others first; it throws the first failure on.
            Interlocked.CompareExchange(ref failure, exception, null);
        }
    }
}
