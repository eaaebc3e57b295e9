using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

[Collection(nameof(NoAllocation))]
public class WorkerTeamAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_phase_allocates_nothing_on_any_thread(int workers)
    {
        using WorkerTeam team = new(workers);
        Nothing work = new();
        RunPhases(team, work, 500);
        NoAllocation.In(1, () => RunPhases(team, work, 300));
    }

    /// <summary>Now and then the workers are left alone for so long that they sleep: waking them must not allocate either.</summary>
    private static void RunPhases(WorkerTeam team, Nothing work, int phases)
    {
        for (int phase = 0; phase < phases; phase++)
        {
            team.Run(work, phase);
            if (phase % 100 == 50)
            {
                Thread.Sleep(3);
            }
        }
    }

    private sealed class Nothing : ITeamWork
    {
        public void Run(int phase, int worker, int workers)
        {
        }
    }
}
