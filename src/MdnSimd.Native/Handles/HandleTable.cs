namespace MdnSimd.Native.Handles;

/// <summary>
/// Objects by handle: the number of a slot below, above it how many objects the slot has had. A handle is never an address, and one
/// that was freed, made up, or belongs to another kind of object is found out.
/// </summary>
internal static class HandleTable
{
    private const int FirstSlots = 16;
    private const int GenerationShift = 32;

    private static readonly Lock Changes = new();
    private static readonly Stack<uint> FreeSlots = new(FirstSlots);
    private static HandleObject?[] objects = new HandleObject?[FirstSlots];
    private static uint[] generations = new uint[FirstSlots];
    private static uint slotsUsed;
    private static int count;

    /// <summary>The number of handles that have not been freed.</summary>
    public static int Count => Volatile.Read(ref count);

    /// <summary>Gives an object a handle, which is never 0.</summary>
    public static ulong Add(HandleObject added)
    {
        lock (Changes)
        {
            if (!FreeSlots.TryPop(out uint slot))
            {
                if (slotsUsed == objects.Length)
                {
                    Grow();
                }

                slot = slotsUsed++;
            }

            added.Handle = ((ulong)++generations[slot] << GenerationShift) | slot;
            count++;

            // Who reads without the lock sees the object with its handle.
            Volatile.Write(ref objects[slot], added);
            return added.Handle;
        }
    }

    /// <summary>The object of a handle, or null. Takes no lock: an object may be removed while its finder still uses it.</summary>
    public static HandleObject? Find(ulong handle)
    {
        HandleObject?[] table = Volatile.Read(ref objects);
        uint slot = (uint)handle;
        return slot < (uint)table.Length && Volatile.Read(ref table[slot]) is HandleObject found && found.Handle == handle ? found : null;
    }

    /// <summary>Frees an object's handle; false where another thread was faster.</summary>
    public static bool Remove(HandleObject removed)
    {
        lock (Changes)
        {
            uint slot = (uint)removed.Handle;
            if (objects[slot] != removed)
            {
                return false;
            }

            Volatile.Write(ref objects[slot], null);
            count--;

            // A slot whose generations are used up stays empty: its first handle would be good again.
            if (generations[slot] < uint.MaxValue)
            {
                FreeSlots.Push(slot);
            }

            return true;
        }
    }

    /// <summary>A reader of the old table finds what was in it, which notices itself when it has been removed since.</summary>
    /// <remarks>There is room for every slot to be free: to free a handle allocates nothing, and does not fail where memory is short.</remarks>
    private static void Grow()
    {
        FreeSlots.EnsureCapacity(2 * objects.Length);
        Array.Resize(ref generations, 2 * generations.Length);
        HandleObject?[] larger = new HandleObject?[2 * objects.Length];
        objects.CopyTo(larger, 0);
        Volatile.Write(ref objects, larger);
    }
}
