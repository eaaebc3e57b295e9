namespace MdnSimd.Tests;

/// <summary>What watches the others must see what it watches for.</summary>
[Collection(nameof(NoAllocation))]
public class NoAllocationTests
{
    private object? kept;

    [Fact]
    public void An_object_per_call_is_noticed() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => NoAllocation.In(10, () => kept = new object()));

    [Fact]
    public void An_object_on_another_thread_is_noticed()
    {
        using Barrier turn = new(2);
        bool done = false;
        Thread other = new(() =>
        {
            while (true)
            {
                turn.SignalAndWait();
                if (done)
                {
                    return;
                }

                kept = new byte[100_000];
                turn.SignalAndWait();
            }
        });
        other.Start();
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => NoAllocation.In(2, () =>
        {
            turn.SignalAndWait();
            turn.SignalAndWait();
        }));
        done = true;
        turn.SignalAndWait();
        other.Join();
    }

    [Fact]
    public void An_object_that_comes_once_is_forgiven()
    {
        int calls = 0;
        NoAllocation.In(10, () => kept = ++calls == 5 ? new object() : kept);
    }
}
