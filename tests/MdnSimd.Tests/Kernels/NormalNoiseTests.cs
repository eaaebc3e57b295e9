using MdnSimd.Kernels;

namespace MdnSimd.Tests.Kernels;

public class NormalNoiseTests
{
    [Fact]
    public void Numbers_have_the_moments_of_a_normal_distribution()
    {
        double[] drawn = Draw(seed: 4, stream: 1, rows: 20_000, columns: 13);
        double[] powers = [.. Enumerable.Range(1, 4).Select(power => drawn.Average(value => Math.Pow(value, power)))];
        Assert.InRange(powers[0], -0.008, 0.008); // 4 standard errors of 260,000 numbers
        Assert.InRange(powers[1], 0.989, 1.011);
        Assert.InRange(powers[2], -0.04, 0.04);
        Assert.InRange(powers[3], 2.9, 3.1);
        Assert.InRange(drawn.Max(), 3.2, 3.4);
        Assert.Equal(0.6827, drawn.Count(value => Math.Abs(value) < 1) / (double)drawn.Length, 0.005);
    }

    [Fact]
    public void Neither_columns_nor_rows_nor_streams_nor_seeds_go_together()
    {
        double[] drawn = Draw(4, 1, 20_000, 25);
        for (int lag = 1; lag <= 30; lag++)
        {
            Assert.InRange(Enumerable.Range(0, drawn.Length - lag).Average(i => drawn[i] * drawn[i + lag]), -0.01, 0.01);
        }

        Assert.InRange(drawn.Zip(Draw(4, 2, 20_000, 25), (a, b) => a * b).Average(), -0.01, 0.01);
        Assert.InRange(drawn.Zip(Draw(5, 1, 20_000, 25), (a, b) => a * b).Average(), -0.01, 0.01);
    }

    [Fact]
    public void A_row_depends_on_its_index_alone_and_elements_without_deviation_stay()
    {
        double[] all = Draw(9, 3, 50, 14);
        for (int row = 49; row >= 0; row -= 7)
        {
            double[] values = [.. Enumerable.Repeat(10.0, 14)];
            double[] deviations = [.. Enumerable.Range(0, 14).Select(i => i % 4 == 0 ? 0.0 : 2)];
            NormalNoise<double>.Add(9, 3, row, deviations, values);
            for (int i = 0; i < 14; i++)
            {
                Assert.Equal(i % 4 == 0 ? 10 : 10 + (2 * all[(row * 14) + i]), values[i]);
            }
        }
    }

    private static double[] Draw(ulong seed, ulong stream, int rows, int columns)
    {
        double[] values = new double[rows * columns];
        double[] ones = [.. Enumerable.Repeat(1.0, columns)];
        for (int row = 0; row < rows; row++)
        {
            NormalNoise<double>.Add(seed, stream, row, ones, values.AsSpan(row * columns, columns));
        }

        return values;
    }
}
