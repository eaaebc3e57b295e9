namespace MdnSimd.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("mdn: a command is missing; the commands are fit, predict, evaluate, sample, info")]
    [InlineData("mdn: there is no command or option 'fitt'; the commands are fit, predict, evaluate, sample, info", "fitt")]
    [InlineData("mdn fit: argument DATA.csv is missing", "fit", "--target", "y")]
    [InlineData("mdn fit: Option '--target' is required", "fit", "d.csv")]
    [InlineData("mdn fit: Unrecognized command or argument '--bogus'", "fit", "d.csv", "--target", "y", "--bogus")]
    [InlineData("mdn fit: --epochs: '0' is not a whole number of at least 1", "fit", "d.csv", "--target", "y", "--epochs", "0")]
    [InlineData("mdn fit: --epochs: 'ten' is not a whole number of at least 1", "fit", "d.csv", "--target", "y", "--epochs", "ten")]
    [InlineData("mdn fit: --learning-rate: 'NaN' is not a number above 0", "fit", "d.csv", "--target", "y", "--learning-rate", "NaN")]
    [InlineData("mdn fit: --validation: '1' is not a number from 0 to below 1", "fit", "d.csv", "--target", "y", "--validation", "1")]
    [InlineData("mdn fit: --seed: '-1' is not a whole number from 0 to 18446744073709551615", "fit", "d.csv", "--target", "y", "--seed", "-1")]
    [InlineData("mdn fit: --hidden: '64,,64' is not a list of widths such as 64,64, nor none", "fit", "d.csv", "--target", "y", "--hidden", "64,,64")]
    [InlineData("mdn predict: --quantile: '1' is not a number between 0 and 1", "predict", "m", "d.csv", "--quantile", "1")]
    [InlineData("mdn sample: Option '--count' is required", "sample", "m", "d.csv")]
    public void A_wrong_command_line_is_explained_in_one_line_and_returns_2(string message, params string[] args)
    {
        CliResult result = CliFolder.Run(args);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal(message, result.ErrorLines[0]);
        Assert.Equal(2, result.ErrorLines.Length);
        Assert.StartsWith("Try 'mdn", result.ErrorLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--activation", "identity, tanh, relu, leaky-relu, elu, gelu, silu, softplus, sigmoid")]
    [InlineData("--covariance", "isotropic, diagonal")]
    [InlineData("--scale-link", "exp, softplus, elu-plus-one")]
    [InlineData("--optimizer", "sgd, adam, adamw, rmsprop")]
    [InlineData("--schedule", "constant, step, exponential, cosine")]
    public void An_unknown_name_is_answered_with_those_that_exist(string option, string names)
    {
        CliResult result = CliFolder.Run("fit", "d.csv", "--target", "y", option, "swish");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"mdn fit: {option}: 'swish' is none of {names}", result.ErrorLines[0]);

        foreach (string name in names.Split(", "))
        {
            Assert.Equal(0, CliFolder.Run(
                "fit", CliFolder.Faithful, "--target", "eruptions", option, name, "--epochs", "1", "--hidden", "2").ExitCode);
        }
    }

    [Theory]
    [InlineData("column 'waiting' cannot be a target and a feature", "--feature", "waiting", "--target", "waiting")]
    [InlineData("--target: a column is named more than once", "--target", "eruptions")]
    [InlineData("--feature: a column is named more than once", "--feature", "waiting", "waiting")]
    [InlineData("--at: 'wait' is not a feature; the features are 'waiting'", "--at", "wait=3")]
    [InlineData("--at: 'waiting' is not of the form NAME=VALUE", "--at", "waiting")]
    [InlineData("--at: 'soon' is not a finite number", "--at", "waiting=soon")]
    [InlineData("--at: feature 'waiting' has more than one value", "--at", "waiting=1,waiting=2")]
    public void What_does_not_go_together_returns_2(string message, params string[] options) =>
        CliFolder.Run(["fit", CliFolder.Faithful, "--target", "eruptions", .. options]).AssertWrongUsage("fit", message);

    [Theory]
    [InlineData("--help")]
    [InlineData("fit", "--help")]
    [InlineData("predict", "-h")]
    public void Help_goes_to_standard_output(params string[] args)
    {
        CliResult result = CliFolder.Run(args);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_of_fit_tells_every_default()
    {
        string help = CliFolder.Run("fit", "--help").Output;
        TrainingOptions training = new();
        Assert.Matches($@"--epochs <N> .*\[default: {training.Epochs}\]", help);
        Assert.Matches($@"--patience <N> .*\[default: {training.Patience}\]", help);
        Assert.Matches(@"--activation <NAME> .*\[default: tanh\]", help);
        Assert.Matches(@"--hidden <N,N,...> .*\[default: 64,64\]", help);
    }

    [Fact]
    public void Version_is_printed() => Assert.Matches(@"^mdn \d+\.\d+\.\d+\s*$", CliFolder.Run("--version").Output);
}
