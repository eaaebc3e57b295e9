namespace MdnSimd.Tests;

public class MdnOptionsTests
{
    private static readonly MdnOptions Valid = new() { Inputs = 2, Targets = 3 };

    /// <summary>The option, what the message shows of its value, and the options.</summary>
    public static TheoryData<string, string, MdnOptions> Wrong => new()
    {
        { nameof(Valid.Inputs), "0", Valid with { Inputs = 0 } },
        { nameof(Valid.Inputs), "65537", Valid with { Inputs = 65537 } },
        { nameof(Valid.Targets), "-1", Valid with { Targets = -1 } },
        { nameof(Valid.Targets), "33: expected 1 to 32 where", Valid with { Targets = 33, Covariance = Covariance.Full } },
        { nameof(Valid.Components), "0", Valid with { Components = 0 } },
        { nameof(Valid.Hidden), "too large a network of 558", Valid with { Components = 65536, Targets = 65535 } },
        { nameof(Valid.Hidden), "257 layers: expected at most 256", Valid with { Hidden = [.. Enumerable.Repeat(1, 257)] } },
        { nameof(Valid.Covariance), "7", Valid with { Covariance = (Covariance)7 } },
        { nameof(Valid.Hidden), "default", Valid with { Hidden = default } },
        { nameof(Valid.Hidden), "0", Valid with { Hidden = [4, 0] } },
        { nameof(Valid.Activation), "-1", Valid with { Activation = (Activation)(-1) } },
        { nameof(Valid.Initialization), "9", Valid with { Initialization = (Initialization)9 } },
        { nameof(Valid.ScaleLink), "3", Valid with { ScaleLink = (ScaleLink)3 } },
        { nameof(Valid.ScaleFloor), "0", Valid with { ScaleFloor = 0 } },
        { nameof(Valid.ScaleFloor), "1.5", Valid with { ScaleFloor = 1.5 } },
        { nameof(Valid.ScaleFloor), "NaN", Valid with { ScaleFloor = double.NaN } },
        { nameof(Valid.InputNames), "1: expected 2 names", Valid with { InputNames = ["a"] } },
        { nameof(Valid.InputNames), "a list with 'a' twice", Valid with { InputNames = ["a", "a"] } },
        { nameof(Valid.InputNames), "a list with ''", Valid with { InputNames = ["a", ""] } },
        { nameof(Valid.InputNames), "a list with ''", Valid with { InputNames = ["a", null!] } },
        { nameof(Valid.InputNames), "a list with '", Valid with { InputNames = ["a", "\uD800"] } },
        { nameof(Valid.InputNames), "a list of very long names", Valid with { InputNames = ["a", new string('b', 1 << 18)] } },
        { nameof(Valid.TargetNames), "4: expected 3 names", Valid with { TargetNames = ["a", "b", "c", "d"] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_out_of_range_is_refused_by_name_and_value(string option, string value, MdnOptions options) =>
        OptionsChecks.AssertRefused(option, value, options.Checked);

    [Fact]
    public void Every_option_is_checked() =>
        Assert.Equal(OptionsChecks.Of<MdnOptions>(), Wrong.Select(wrong => wrong.Data.Item1).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Names_that_are_missing_are_filled_in_and_others_kept()
    {
        MdnOptions named = (Valid with { InputNames = default, TargetNames = ["u", "v", "w"] }).Checked();
        Assert.Equal(["x1", "x2"], named.InputNames);
        Assert.Equal(["u", "v", "w"], named.TargetNames);
        Assert.Equal(["y1", "y2", "y3"], Valid.Checked().TargetNames);
    }

    [Fact]
    public void Options_are_equal_if_their_lists_are_element_by_element()
    {
        MdnOptions one = Valid with { Hidden = [3, 4], InputNames = ["a", "b"] };
        MdnOptions same = Valid with { Hidden = [3, 4], InputNames = ["a", "b"] };
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        MdnOptions[] others =
        [
            one with { Inputs = 9 }, one with { Targets = 9 }, one with { Components = 9 }, one with { Covariance = Covariance.Isotropic },
            one with { Activation = Activation.Elu }, one with { Initialization = Initialization.He }, one with { ScaleLink = ScaleLink.Exp },
            one with { ScaleFloor = 0.5 }, one with { Hidden = [3, 5] }, one with { InputNames = ["a", "c"] }, one with { TargetNames = ["a"] },
        ];
        Assert.All(others, other => Assert.NotEqual(one, other));
        Assert.Equal(OptionsChecks.Of<MdnOptions>().Count(), others.Length);
    }

    [Fact]
    public void The_ends_of_the_ranges_are_accepted()
    {
        MdnOptions ends = Valid with { Targets = 1, Components = 65536, Hidden = [], ScaleFloor = 1 };
        Assert.Single(ends.Checked().TargetNames);
        Assert.Equal(65536, (ends with { Inputs = 65536, Components = 1 }).Checked().InputNames.Length);
    }
}
