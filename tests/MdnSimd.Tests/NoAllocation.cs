namespace MdnSimd.Tests;

/// <summary>Holds code to its promise that it allocates nothing.</summary>
/// <remarks>
/// What uses it belongs to the collection of this name, which runs while no other test does: all threads of the process are
/// counted.
/// </remarks>
[CollectionDefinition(nameof(NoAllocation), DisableParallelization = true)]
public static class NoAllocation
{
    private const int Attempts = 40;

    /// <summary>Neither this thread nor any other allocates a byte over <paramref name="times"/> calls, optimised or not.</summary>
    /// <remarks>
    /// The runtime and the test runner themselves allocate now and then: when a type is loaded, when a method is compiled
    /// anew. What is ours comes back in every attempt, that does not.
    /// </remarks>
    public static void In(int times, Action action)
    {
        action();
        long own = long.MaxValue;
        long all = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && (own != 0 || all != 0); attempt++)
        {
            long allBefore = GC.GetTotalAllocatedBytes(precise: true);
            long ownBefore = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < times; i++)
            {
                action();
            }

            own = GC.GetAllocatedBytesForCurrentThread() - ownBefore;
            all = GC.GetTotalAllocatedBytes(precise: true) - allBefore;
        }

        Assert.Equal(0, own);
        Assert.Equal(0, all);
    }
}
