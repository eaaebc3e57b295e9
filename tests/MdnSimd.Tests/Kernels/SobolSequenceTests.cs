using MdnSimd.Kernels;
using MdnSimd.Tests.Mixtures;

namespace MdnSimd.Tests.Kernels;

public class SobolSequenceTests
{
    [Fact]
    public void The_first_points_are_the_published_ones()
    {
        // S. Joe and F. Y. Kuo's notes on generating Sobol' sequences, three coordinates; there in the order of Gray's code.
        double[][] expected =
        [
            [0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625], [0.875, 0.875, 0.125], [0.625, 0.125, 0.875], [0.125, 0.625, 0.375],
        ];
        for (uint i = 0; i < expected.Length; i++)
        {
            uint gray = i ^ (i >> 1);
            Assert.Equal(expected[i], new[] { Point(gray, 0), Point(gray, 1), Point(gray, 2) });
        }
    }

    [Fact]
    public void Every_coordinate_takes_each_upper_part_once()
    {
        for (int coordinate = 0; coordinate < SobolSequence.Coordinates; coordinate++)
        {
            foreach (int bits in (int[])[1, 5, 12])
            {
                bool[] taken = new bool[1 << bits];
                for (ulong index = 0; index < 1UL << bits; index++)
                {
                    taken[SobolSequence.At(index, coordinate) >> (64 - bits)] = true;
                }

                Assert.DoesNotContain(false, taken);
            }
        }
    }

    [Fact]
    public void Every_pair_of_coordinates_fills_the_square_evenly()
    {
        // 2^(10 + t) points leave the same number in every box of area 2^-10. t is below the sum of the polynomials' degrees.
        const int Excess = 7;
        for (int first = 0; first < SobolSequence.Coordinates; first++)
        {
            for (int second = 0; second < first; second++)
            {
                int[] boxes = new int[1 << 10];
                for (ulong index = 0; index < 1UL << (10 + Excess); index++)
                {
                    ulong row = SobolSequence.At(index, first) >> 59;
                    ulong column = SobolSequence.At(index, second) >> 59;
                    boxes[(row << 5) | column]++;
                }

                Assert.All(boxes, count => Assert.Equal(1 << Excess, count));
            }
        }
    }

    [Fact]
    public void The_integral_of_a_smooth_function_of_all_coordinates_converges_faster_than_by_chance()
    {
        const int Count = 1 << 14;
        double sum = 0;
        for (ulong index = 0; index < Count; index++)
        {
            double product = 1;
            for (int c = 0; c < SobolSequence.Coordinates; c++)
            {
                product *= 1 + ((Point(index, c) - 0.5 + (0.5 / Count)) / (c + 1));
            }

            sum += product;
        }

        // Chance would give a standard error of 3e-3.
        Near.AssertAbsolute(1, sum / Count, 2e-4);
    }

    [Fact]
    public void Indices_beyond_32_bits_are_points_as_well()
    {
        Assert.NotEqual(SobolSequence.At(1UL << 40, 3), SobolSequence.At(1UL << 41, 3));
        Assert.Equal(SobolSequence.At(1UL << 63, 5) ^ SobolSequence.At(5, 5), SobolSequence.At((1UL << 63) | 5, 5));
    }

    private static double Point(ulong index, int coordinate) => SobolSequence.At(index, coordinate) * Math.Pow(2, -64);
}
