using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class SquareSumTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Ordinary_numbers_are_squared_and_summed(int count)
    {
        Random random = new(5);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        float[] single = Array.ConvertAll(values, value => (float)value);
        Assert.Equal(values.Sum(value => value * value), SquareSum.Of<double>(values), 1e-10);
        Assert.Equal(single.Sum(value => (double)value * value), SquareSum.Of<float>(single), 1e-4);
    }

    [Fact]
    public void Floats_whose_squares_overflow_are_summed_in_double()
    {
        float[] values = [3e30f, -4e30f, .. new float[40], 1f];
        double expected = ((double)values[0] * values[0]) + ((double)values[1] * values[1]);
        Assert.Equal(expected, SquareSum.Of<float>(values), expected * 1e-12);
        double largest = (double)float.MaxValue * float.MaxValue;
        Assert.Equal(50 * largest, SquareSum.Of<float>(Enumerable.Repeat(float.MaxValue, 50).ToArray()), largest * 1e-10);
    }

    [Fact]
    public void What_is_not_finite_stays_visible()
    {
        Assert.Equal(double.PositiveInfinity, SquareSum.Of<float>([1f, float.NegativeInfinity]));
        Assert.Equal(double.NaN, SquareSum.Of<float>([float.NaN, 1e30f]));
        Assert.Equal(double.NaN, SquareSum.Of<double>([1, double.NaN, double.PositiveInfinity]));
        Assert.Equal(double.PositiveInfinity, SquareSum.Of<double>([1e200]));
    }
}
