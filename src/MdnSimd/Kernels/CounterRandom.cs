namespace MdnSimd.Kernels;

/// <summary>
/// Random numbers as a pure function of (seed, stream, position): Philox4x32-10 of J. K. Salmon, M. A. Moraes, R. O. Dror and
/// D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. The seed is its key; the stream and the position are its
/// counter. Streams of one seed do not overlap (each holds 2^65 numbers), so work divided by stream, one to a sample or a row,
/// gives the same numbers however it is divided.
/// </summary>
/// <remarks>A mutable value: hold it in a local and pass it by reference; a copy does not advance the original.</remarks>
internal struct CounterRandom
{
    private readonly ulong seed;
    private readonly ulong stream;
    private ulong position;
    private ulong spare;
    private bool hasSpare;

    /// <summary>Starts at the beginning of a stream.</summary>
    public CounterRandom(ulong seed, ulong stream = 0)
    {
        this.seed = seed;
        this.stream = stream;
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        if (hasSpare)
        {
            hasSpare = false;
            return spare;
        }

        (ulong result, spare) = Block(seed, position, stream);
        position++;
        hasSpare = true;
        return result;
    }

    /// <summary>Uniform in the open interval (0, 1): one of 2^52 equidistant values, symmetric about 1/2.</summary>
    public double NextUniform() => ToUniform(NextUInt64());

    /// <summary>Standard normal, by the inverse distribution function: one number consumed for one returned.</summary>
    public double NextNormal() => NormalQuantile.Of(NextUniform());

    /// <summary>
    /// An integer in [0, <paramref name="bound"/>), every one equally likely. <paramref name="bound"/> is at least 1.
    /// D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019).
    /// </summary>
    public ulong NextBelow(ulong bound)
    {
        ulong result = Math.BigMul(NextUInt64(), bound, out ulong fraction);
        if (fraction < bound)
        {
            // 2^64 mod bound: so many fractions would make some results likelier than others.
            ulong excess = (0 - bound) % bound;
            while (fraction < excess)
            {
                result = Math.BigMul(NextUInt64(), bound, out fraction);
            }
        }

        return result;
    }

    /// <summary>Puts the items into a random order (Fisher and Yates), every order equally likely.</summary>
    public void Shuffle<TItem>(Span<TItem> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = (int)NextBelow((ulong)last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>The upper 52 bits as a number in (0, 1). With one bit more the largest would round to 1.</summary>
    internal static double ToUniform(ulong bits) => ((bits >> 12) + 0.5) * (1.0 / (1L << 52));

    /// <summary>Ten rounds of Philox4x32 over a 128-bit counter; the lower half of an argument is its first word.</summary>
    internal static (ulong Low, ulong High) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        const ulong Multiplier0 = 0xD2511F53;
        const ulong Multiplier1 = 0xCD9E8D57;
        const uint Weyl0 = 0x9E3779B9;
        const uint Weyl1 = 0xBB67AE85;

        uint key0 = (uint)key;
        uint key1 = (uint)(key >> 32);
        uint c0 = (uint)counterLow;
        uint c1 = (uint)(counterLow >> 32);
        uint c2 = (uint)counterHigh;
        uint c3 = (uint)(counterHigh >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = Multiplier0 * c0;
            ulong product1 = Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ key0;
            c1 = (uint)product1;
            c2 = (uint)(product0 >> 32) ^ c3 ^ key1;
            c3 = (uint)product0;
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return (((ulong)c1 << 32) | c0, ((ulong)c3 << 32) | c2);
    }
}
