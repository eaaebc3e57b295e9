using MdnSimd.Kernels;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Kernels;

public class CounterRandomTests
{
    /// <summary>The known answers of Random123 for philox4x32 with 10 rounds: four words of counter, two of key.</summary>
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void The_published_answers_are_given(string counter, string key, string answer)
    {
        ulong[] c = Pairs(counter);
        (ulong low, ulong high) = CounterRandom.Block(Pairs(key)[0], c[0], c[1]);
        Assert.Equal((Pairs(answer)[0], Pairs(answer)[1]), (low, high));

        static ulong[] Pairs(string words) => words.Split(' ').Select(word => Convert.ToUInt64(word, 16))
            .Chunk(2).Select(pair => pair[0] | (pair[1] << 32)).ToArray();
    }

    [Fact]
    public void Numbers_are_the_blocks_of_their_stream_in_order()
    {
        CounterRandom random = new(seed: 5, stream: 9);
        for (ulong position = 0; position < 4; position++)
        {
            (ulong low, ulong high) = CounterRandom.Block(5, position, 9);
            Assert.Equal(low, random.NextUInt64());
            Assert.Equal(high, random.NextUInt64());
        }
    }

    [Fact]
    public void Seeds_and_streams_have_nothing_in_common()
    {
        HashSet<ulong> seen = [];
        for (ulong seed = 0; seed < 30; seed++)
        {
            for (ulong stream = 0; stream < 30; stream++)
            {
                CounterRandom random = new(seed, stream);
                for (int i = 0; i < 4; i++)
                {
                    Assert.True(seen.Add(random.NextUInt64()));
                }
            }
        }
    }

    [Fact]
    public void Uniform_and_normal_numbers_pass_kolmogorov_and_smirnov_along_a_stream_and_across_streams()
    {
        const int Count = 20_000;
        CounterRandom random = new(1);
        double[] uniform = new double[Count], normal = new double[Count], across = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            uniform[i] = random.NextUniform();
            normal[i] = StandardNormal.Cdf(random.NextNormal());
            across[i] = new CounterRandom(1, (ulong)i).NextUniform();
        }

        Assert.All([uniform, normal, across], numbers =>
        {
            Array.Sort(numbers);
            double distance = numbers.Select((x, i) => Math.Max(x - ((double)i / Count), ((i + 1.0) / Count) - x)).Max();
            Assert.InRange(distance * Math.Sqrt(Count), 0.2, 1.95);
        });
    }

    [Fact]
    public void Uniform_numbers_never_touch_the_ends()
    {
        Assert.Equal(Math.Pow(2, -53), CounterRandom.ToUniform(0));
        Assert.Equal(1 - Math.Pow(2, -53), CounterRandom.ToUniform(ulong.MaxValue));
        Assert.Equal(0.5 + Math.Pow(2, -53), CounterRandom.ToUniform(1UL << 63));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(7UL)]
    [InlineData(100UL)]
    public void Bounded_integers_are_equally_likely(ulong bound)
    {
        const int Draws = 20_000;
        int[] seen = new int[bound];
        CounterRandom random = new(3, bound);
        for (int i = 0; i < Draws; i++)
        {
            seen[random.NextBelow(bound)]++;
        }

        double expected = Draws / (double)bound;
        double chiSquare = seen.Sum(n => (n - expected) * (n - expected) / expected);
        Assert.InRange(chiSquare, 0, bound + (4 * Math.Sqrt(2.0 * bound)));
    }

    [Fact]
    public void A_bound_near_the_whole_range_is_without_bias()
    {
        // Without rejection the lower half of this range would be drawn with probability 2/3.
        const ulong Bound = 3UL << 62;
        const int Draws = 20_000;
        int[] thirds = new int[3];
        CounterRandom random = new(4);
        for (int i = 0; i < Draws; i++)
        {
            thirds[random.NextBelow(Bound) % 3]++;
        }

        Assert.All(thirds, n => Assert.InRange(n, (Draws / 3.0) - 270, (Draws / 3.0) + 270));
    }
}
