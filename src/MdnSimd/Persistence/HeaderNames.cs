namespace MdnSimd.Persistence;

/// <summary>
/// Finds names in a header. It keeps 8 bytes of each, their hash and their place, so that no header takes more memory by what it
/// names than it has bytes itself. The hash is seeded by the process: nobody can write a header whose names are slow to find.
/// </summary>
internal sealed class HeaderNames
{
    private const int HashShift = 32;

    private long[]? sorted;

    /// <summary>The number of names.</summary>
    public int Count { get; private set; }

    /// <summary>The places of all names, from the first of the header on.</summary>
    public IEnumerable<int> Places => sorted!.Select(entry => (int)entry).Order();

    /// <summary>Takes memory for the names that were added, which until now have but been counted, and expects them once more.</summary>
    public void Keep()
    {
        sorted = new long[Count];
        Count = 0;
    }

    /// <summary>Adds a name, before <see cref="Sort"/>.</summary>
    /// <param name="name">Without its escapes.</param>
    /// <param name="place">Where its quotation mark stands.</param>
    public void Add(ReadOnlySpan<char> name, int place)
    {
        if (sorted is not null)
        {
            sorted[Count] = Hash(name) | (uint)place;
        }

        Count++;
    }

    /// <summary>Makes names findable, and returns the place of the first that stands in the header before already; or -1.</summary>
    public int Sort(ReadOnlySpan<byte> header)
    {
        Span<long> all = sorted;
        all.Sort();
        Span<char> name = stackalloc char[HeaderText.LongestName];
        int repeated = int.MaxValue;
        for (int i = 0; i < all.Length; i++)
        {
            // Few names have the hash of another, and of those most are the other; of equal hashes the places ascend.
            for (int j = i + 1; j < all.Length && all[j] >> HashShift == all[i] >> HashShift; j++)
            {
                if (HeaderText.NameEquals(header, (int)all[j], HeaderText.Name(header, (int)all[i], name)))
                {
                    repeated = Math.Min(repeated, (int)all[j]);
                    break;
                }
            }
        }

        return repeated < int.MaxValue ? repeated : -1;
    }

    /// <summary>The place of a name; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<byte> header, ReadOnlySpan<char> name)
    {
        ReadOnlySpan<long> all = sorted;
        long hash = Hash(name);
        int found = all.BinarySearch(hash);
        for (int i = found < 0 ? ~found : found; i < all.Length && all[i] >> HashShift == hash >> HashShift; i++)
        {
            if (HeaderText.NameEquals(header, (int)all[i], name))
            {
                return (int)all[i];
            }
        }

        return -1;
    }

    private static long Hash(ReadOnlySpan<char> name) => (long)string.GetHashCode(name) << HashShift;
}
