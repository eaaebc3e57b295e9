using MdnSimd.Cli.Output;

namespace MdnSimd.Tests.Cli.Output;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(67, "67.00")]
    [InlineData(-3.14159, "-3.142")]
    [InlineData(0.00123456, "0.001235")]
    [InlineData(123456, "123456")]
    [InlineData(1.5e9, "1.5e+09")]
    [InlineData(2.5e-7, "2.5e-07")]
    [InlineData(double.NaN, "NaN")]
    public void Four_significant_digits_are_enough_for_people(double value, string text) =>
        Assert.Equal(text, NumberText.Of(value));

    [Fact]
    public void Durations_read_naturally()
    {
        Assert.Equal("0.42 s", NumberText.Of(TimeSpan.FromSeconds(0.42)));
        Assert.Equal("3 min 20 s", NumberText.Of(TimeSpan.FromSeconds(200)));
    }
}
