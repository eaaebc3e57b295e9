using System.Diagnostics;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

/// <summary>Run while no other test does: teams as large as the machine would wait for their turn otherwise.</summary>
[CollectionDefinition(nameof(WorkerTeamTests), DisableParallelization = true)]
[Collection(nameof(WorkerTeamTests))]
public class WorkerTeamTests
{
    public static TheoryData<int> TeamSizes => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(TeamSizes))]
    public void Every_worker_does_its_part_of_every_phase_once_and_none_runs_ahead(int workers)
    {
        using WorkerTeam team = new(workers);
        Ledger ledger = new(workers);
        int phases = workers <= 2 ? 10_000 : 500;
        for (int phase = 1; phase <= phases; phase++)
        {
            team.Run(ledger, phase);
            Assert.All(ledger.LastPhase, last => Assert.Equal(phase, last));
        }

        Assert.Equal(workers, team.Workers);
        Assert.Equal(Enumerable.Repeat(phases, workers), ledger.Parts);
        Assert.Null(ledger.Complaint);
    }

    [Theory]
    [MemberData(nameof(TeamSizes))]
    public void What_one_worker_throws_is_thrown_after_all_are_done_and_the_team_goes_on(int workers)
    {
        using WorkerTeam team = new(workers);
        for (int thrower = 0; thrower < workers; thrower++)
        {
            SlowAndFaulty work = new(worker => worker == thrower);
            InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => team.Run(work, 1));
            Assert.Equal($"worker {thrower}", error.Message);
            Assert.Equal(workers - 1, work.Finished);
        }

        Assert.Throws<InvalidOperationException>(() => team.Run(new SlowAndFaulty(_ => true), 1));
        SlowAndFaulty sound = new(_ => false);
        team.Run(sound, 1);
        Assert.Equal(workers, sound.Finished);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Workers_are_threads_of_their_own_that_wake_from_sleep_and_end_with_the_team(bool asleep)
    {
        Ledger ledger = new(3);
        WorkerTeam team = new(3);
        team.Run(ledger, 1);
        if (asleep)
        {
            Thread.Sleep(20);
            team.Run(ledger, 2);
            Thread.Sleep(20);
        }

        Assert.Same(Thread.CurrentThread, ledger.Threads[0]);
        Assert.Equal(3, ledger.Threads.Distinct().Count());
        team.Dispose();
        Assert.False(ledger.Threads[1]!.IsAlive || ledger.Threads[2]!.IsAlive);
        team.Dispose();
    }

    [Fact]
    public void A_team_without_work_can_be_disposed_at_once()
    {
        Stopwatch watch = Stopwatch.StartNew();
        new WorkerTeam(4).Dispose();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [MemberData(nameof(TeamSizes))]
    public void After_disposal_work_is_refused_rather_than_waited_for(int workers)
    {
        WorkerTeam team = new(workers);
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run(new Ledger(workers), 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_team_has_at_least_one_worker(int workers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(workers));

    /// <summary>Counts parts, and notes when a worker finds another neither in its own phase nor in the one before.</summary>
    private sealed class Ledger(int workers) : ITeamWork
    {
        public int[] LastPhase { get; } = new int[workers];

        public int[] Parts { get; } = new int[workers];

        public Thread?[] Threads { get; } = new Thread?[workers];

        public string? Complaint { get; private set; }

        public void Run(int phase, int worker, int workersInAll)
        {
            for (int other = 0; other < workers; other++)
            {
                int seen = Volatile.Read(ref LastPhase[other]);
                if (seen != phase - 1 && (seen != phase || other == worker))
                {
                    Complaint = $"worker {worker} begins phase {phase} and finds worker {other} in phase {seen}";
                }
            }

            if (workersInAll != workers)
            {
                Complaint = $"{workersInAll} workers, not {workers}";
            }

            Threads[worker] = Thread.CurrentThread;
            Interlocked.Increment(ref Parts[worker]);
            Volatile.Write(ref LastPhase[worker], phase);
        }
    }

    /// <summary>Workers that throw do so at once, the others take their time.</summary>
    private sealed class SlowAndFaulty(Func<int, bool> throws) : ITeamWork
    {
        private int finished;

        public int Finished => Volatile.Read(ref finished);

        public void Run(int phase, int worker, int workers)
        {
            if (throws(worker))
            {
                throw new InvalidOperationException($"worker {worker}");
            }

            Thread.Sleep(3);
            Interlocked.Increment(ref finished);
        }
    }
}
