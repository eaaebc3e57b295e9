namespace MdnSimd.Tests.Documents;

public sealed class ShownOutputTests
{
    [Theory]
    [InlineData("  time         0.36 s", "  time         3 min 20 s")]
    [InlineData("1  0.4774  2.401", "1  0.4775  2.403")]
    [InlineData("a,-2.5e-07,67", "a,-2.5001e-07,67")]
    public void Times_and_the_last_digits_may_differ(string shown, string printed) =>
        Assert.Null(ShownOutput.Difference([shown], [printed]));

    [Theory]
    [InlineData("  time         0.36 s", "  epochs       106")]
    [InlineData("  epochs       106", "  epochs       107")]
    [InlineData("1  0.4774  2.401", "1  0.4774  2.404")]
    [InlineData("1  0.4774", "1  -0.4774")]
    [InlineData("1  0.4774", "1  0.4774 ")]
    [InlineData("nll 0.5", "mae 0.5")]
    public void Everything_else_is_a_difference(string shown, string printed) =>
        Assert.NotNull(ShownOutput.Difference([shown], [printed]));

    [Fact]
    public void A_line_more_or_less_is_a_difference()
    {
        Assert.NotNull(ShownOutput.Difference(["a"], ["a", "b"]));
        Assert.NotNull(ShownOutput.Difference(["a", "b"], ["a"]));
        Assert.Contains("line 2", ShownOutput.Difference(["a", "b"], ["a", "c"]), StringComparison.Ordinal);
    }
}
