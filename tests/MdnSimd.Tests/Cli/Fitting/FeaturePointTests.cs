using MdnSimd.Cli;
using MdnSimd.Cli.Fitting;

namespace MdnSimd.Tests.Cli.Fitting;

public sealed class FeaturePointTests
{
    [Fact]
    public void Values_come_in_the_order_of_the_features_however_they_are_given()
    {
        float[] expected = [1.5f, -2f, 3e5f];
        string[] features = ["a", "b", "c"];
        Assert.Equal(expected, FeaturePoint.Parse(["c=3e5", "a=1.5", "b=-2"], features));
        Assert.Equal(expected, FeaturePoint.Parse(["b=-2,c=3e5", "a=1.5"], features));
        Assert.Null(FeaturePoint.Parse([], features));
    }

    [Fact]
    public void Names_may_hold_commas_and_equals_signs() =>
        Assert.Equal([1f, 2f], FeaturePoint.Parse(["size, in m=1", "a=b=2"], ["size, in m", "a=b"])!);

    [Fact]
    public void Every_feature_needs_a_value()
    {
        CommandException error = Assert.Throws<CommandException>(() => FeaturePoint.Parse(["a=1"], ["a", "b"]));
        Assert.Equal("--at: there is no value for feature 'b'", error.Message);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }
}
