using System.Numerics;
using MdnSimd.Kernels;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Kernels;

public class SumOfSquaresTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(80)]
    [InlineData(1008)]
    public void Ordinary_numbers_are_squared_and_summed_to_the_same_bits_at_every_width(int count)
    {
        Random random = new(5);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        float[] single = Array.ConvertAll(values, value => (float)value);
        foreach (int bits in AtWidth.All)
        {
            Assert.Equal(values.Sum(value => value * value), Of(values, bits), 1e-10);
            Assert.Equal(single.Sum(value => (double)value * value), Of(single, bits), 1e-4);
            Assert.Equal(Of(single, 512), Of(single, bits));
        }
    }

    [Fact]
    public void Floats_whose_squares_overflow_are_summed_in_double()
    {
        float[] values = [3e30f, -4e30f, .. new float[40], 1f, .. new float[5]];
        double expected = ((double)values[0] * values[0]) + ((double)values[1] * values[1]);
        Assert.Equal(expected, Of(values), expected * 1e-12);
        double largest = (double)float.MaxValue * float.MaxValue;
        Assert.Equal(48 * largest, Of(Enumerable.Repeat(float.MaxValue, 48).ToArray()), largest * 1e-10);
    }

    [Fact]
    public void What_is_not_finite_stays_visible()
    {
        Assert.Equal(double.PositiveInfinity, Of([1f, float.NegativeInfinity, .. new float[14]]));
        Assert.Equal(double.NaN, Of([float.NaN, 1e30f, .. new float[14]]));
        Assert.Equal(double.NaN, Of([1, double.NaN, double.PositiveInfinity, .. new double[5]]));
        Assert.Equal(double.PositiveInfinity, Of([1e200, .. new double[7]]));
    }

    private static double Of<T>(T[] values, int bits = AtWidth.Chosen)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] result = new double[1];
        Work<T> work = new(values, result);
        AtWidth.Run<Work<T>, T>(bits, ref work);
        return result[0];
    }

    private readonly struct Work<T>(T[] values, double[] result) : ISimdWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> => result[0] = SumOfSquares.Of<TVector, T>(values);
    }
}
