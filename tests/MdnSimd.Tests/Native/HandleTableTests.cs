using FsCheck.Fluent;
using MdnSimd.Native.Handles;

namespace MdnSimd.Tests.Native;

public sealed class HandleTableTests
{
    /// <summary>What a random number does to the table: two in three add, the others remove one of those that live.</summary>
    [Fact]
    public void Whatever_is_added_and_removed_a_handle_finds_its_own_object_until_it_is_removed_and_none_after() =>
        Properties.ForAll(Gen.Choose(0, 1 << 20).ListOf(60), steps =>
        {
            Dictionary<ulong, HandleObject> live = [];
            List<ulong> dead = [0, ulong.MaxValue];
            foreach (int step in steps)
            {
                if (step % 3 > 0 || live.Count == 0)
                {
                    Thing added = new();
                    ulong handle = HandleTable.Add(added);
                    Assert.NotEqual(0UL, handle);
                    live.Add(handle, added);
                }
                else
                {
                    ulong handle = live.Keys.ElementAt(step % live.Count);
                    Assert.True(HandleTable.Remove(live[handle]));
                    Assert.False(HandleTable.Remove(live[handle]));
                    live.Remove(handle);
                    dead.Add(handle);
                }
            }

            Assert.All(live, pair => Assert.Same(pair.Value, HandleTable.Find(pair.Key)));
            Assert.All(dead, handle => Assert.Null(HandleTable.Find(handle)));
            Assert.All(live.Values, thing => Assert.True(HandleTable.Remove(thing)));
        });

    [Fact]
    public async Task Handles_are_found_while_others_are_added_and_removed()
    {
        Thing kept = new();
        ulong handle = HandleTable.Add(kept);
        bool stop = false;
        Task finder = Task.Run(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Assert.Same(kept, HandleTable.Find(handle));
            }
        });
        for (int round = 0; round < 20; round++)
        {
            Thing[] many = [.. Enumerable.Range(0, 500).Select(_ => new Thing())];
            Parallel.ForEach(many, thing => HandleTable.Add(thing));
            Assert.Equal(many.Length, many.Select(thing => thing.Handle).Distinct().Count());
            Parallel.ForEach(many, thing => Assert.True(HandleTable.Remove(thing)));
        }

        Volatile.Write(ref stop, true);
        await finder;
        Assert.True(HandleTable.Remove(kept));
    }

    private sealed class Thing : HandleObject;
}
