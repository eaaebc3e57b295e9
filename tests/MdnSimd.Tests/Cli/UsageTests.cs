using MdnSimd.Simd;

namespace MdnSimd.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("mdn: a command is missing; the commands are fit, predict, evaluate, sample, info, export, import")]
    [InlineData("mdn: there is no command or option 'fitt'; the commands are fit, predict, evaluate, sample, info, export, import", "fitt")]
    [InlineData("mdn fit: argument DATA.csv is missing", "fit", "--target", "y")]
    [InlineData("mdn fit: option --target is missing", "fit", "d.csv")]
    [InlineData("mdn fit: there is no option '--bogus'", "fit", "d.csv", "--target", "y", "--bogus")]
    [InlineData("mdn fit: argument 'e.csv' is one too many", "fit", "d.csv", "e.csv", "--target", "y")]
    [InlineData("mdn fit: there is no option '--bogus'", "fit", "--bogus", "d.csv", "--target", "y")]
    [InlineData("mdn fit: there is no option '--bogus'", "fit", "d.csv", "--target", "y", "--bogus", "7")]
    [InlineData("mdn info: there is no option '--jsno'", "info", "--jsno")]
    [InlineData("mdn fit: option --epochs has no value", "fit", "d.csv", "--target", "y", "--epochs")]
    [InlineData("mdn fit: option --target has no value", "fit", "d.csv", "--target")]
    [InlineData("mdn fit: option -o has no value", "fit", "d.csv", "--target", "y", "-o")]
    [InlineData("mdn fit: option --epochs is given more than once", "fit", "d.csv", "--target", "y", "--epochs", "1", "--epochs", "2")]
    [InlineData(
        "mdn predict: argument MODEL is missing; --quantile takes all values that follow: put it after the files",
        "predict", "--quantile", "0.5", "m", "d.csv")]
    [InlineData(
        "mdn predict: argument DATA.csv is missing; --quantile takes all values that follow: put it after the files",
        "predict", "m", "--quantile", "0.5", "d.csv")]
    [InlineData(
        "mdn fit: argument DATA.csv is missing; --feature takes all values that follow: put it after the files",
        "fit", "--target", "y", "--feature", "a", "b", "d.csv")]
    [InlineData("mdn fit: --epochs: '0' is not a whole number of at least 1", "fit", "d.csv", "--target", "y", "--epochs", "0")]
    [InlineData("mdn fit: --epochs: 'ten' is not a whole number of at least 1", "fit", "d.csv", "--target", "y", "--epochs", "ten")]
    [InlineData("mdn fit: --learning-rate: 'NaN' is not a number above 0 and at most 1000", "fit", "d.csv", "--target", "y", "--learning-rate", "NaN")]
    [InlineData("mdn fit: --validation: '1' is not a number from 0 to below 1", "fit", "d.csv", "--target", "y", "--validation", "1")]
    [InlineData("mdn fit: --seed: '-1' is not a whole number from 0 to 18446744073709551615", "fit", "d.csv", "--target", "y", "--seed", "-1")]
    [InlineData("mdn fit: --hidden: '64,,64' is not a list of widths such as 64,64, nor none", "fit", "d.csv", "--target", "y", "--hidden", "64,,64")]
    [InlineData("mdn predict: --quantile: '1' is not a number between 0 and 1", "predict", "m", "d.csv", "--quantile", "1")]
    [InlineData("mdn predict: --interval: '0' is not a number between 0 and 1", "predict", "m", "d.csv", "--interval", "0")]
    [InlineData("mdn predict: --hdr: '1.5' is not a number between 0 and 1", "predict", "m", "d.csv", "--hdr", "0.5", "1.5")]
    [InlineData("mdn predict: --cvar: 'NaN' is not a number between 0 and 1", "predict", "m", "d.csv", "--cvar", "NaN")]
    [InlineData("mdn predict: option --interval has no value", "predict", "m", "d.csv", "--interval")]
    [InlineData(
        "mdn predict: argument DATA.csv is missing; --hdr takes all values that follow: put it after the files",
        "predict", "m", "--hdr", "0.5", "d.csv")]
    [InlineData("mdn sample: option --count is missing", "sample", "m", "d.csv")]
    [InlineData("mdn fit: --components: '65537' is not a whole number from 1 to 65536", "fit", "d.csv", "--target", "y", "--components", "65537")]
    [InlineData("mdn fit: --components: '-3' is not a whole number from 1 to 65536", "fit", "d.csv", "--target", "y", "--components", "-3")]
    [InlineData("mdn fit: --components: 'NaN' is not a whole number from 1 to 65536", "fit", "d.csv", "--target", "y", "--components", "NaN")]
    [InlineData("mdn fit: --hidden: '-4' is not a list of widths such as 64,64, nor none", "fit", "d.csv", "--target", "y", "--hidden", "-4")]
    [InlineData("mdn fit: --hidden: 1000000: expected widths of 1 to 65536", "fit", "d.csv", "--target", "y", "--hidden", "1000000")]
    [InlineData(
        "mdn fit: --hidden: too large a network of 33702048 parameters: expected at most 33554432",
        "fit", "d.csv", "--target", "y", "--hidden", "65536,500")]
    [InlineData("mdn fit: --input-noise: '-1' is not a number from 0 to 10, nor auto", "fit", "d.csv", "--target", "y", "--input-noise", "-1")]
    [InlineData("mdn fit: --target-noise: 'some' is not a number from 0 to 10, nor auto", "fit", "d.csv", "--target", "y", "--target-noise", "some")]
    [InlineData("mdn fit: --output-start: 'zero' is none of spread, marginal", "fit", "d.csv", "--target", "y", "--output-start", "zero")]
    [InlineData("mdn fit: --loss: 'mse' is none of nll, beta-nll, crps, mixed", "fit", "d.csv", "--target", "y", "--loss", "mse")]
    [InlineData("mdn fit: --beta: '2' is not a number from 0 to 1", "fit", "d.csv", "--target", "y", "--beta", "2")]
    [InlineData("mdn fit: --crps-share: '-1' is not a number from 0 to 1", "fit", "d.csv", "--target", "y", "--crps-share", "-1")]
    [InlineData("mdn fit: --weight-prior: '0.5' is not a number from 1 to 1000", "fit", "d.csv", "--target", "y", "--weight-prior", "0.5")]
    [InlineData("mdn fit: column 'y' cannot be a weight and a target or feature", "fit", "d.csv", "--target", "y", "--weight", "y")]
    [InlineData("mdn fit: --epochs is for training by hand: not with --auto", "fit", "d.csv", "--target", "y", "--auto", "true", "--epochs", "3")]
    [InlineData("mdn fit: --time-budget is for --auto: not with --loss", "fit", "d.csv", "--target", "y", "--time-budget", "3", "--loss", "crps")]
    [InlineData("mdn fit: --time-budget is not with --auto false", "fit", "d.csv", "--target", "y", "--time-budget", "3", "--auto", "false")]
    [InlineData("mdn fit: --time-budget: '-1' is not a number from 0.001 to 1000000000", "fit", "d.csv", "--target", "y", "--time-budget", "-1")]
    [InlineData("mdn fit: --time-budget: '1e13' is not a number from 0.001 to 1000000000", "fit", "d.csv", "--target", "y", "--time-budget", "1e13")]
    [InlineData("mdn fit: --members: '0' is not a whole number from 1 to 1024", "fit", "d.csv", "--target", "y", "--members", "0")]
    [InlineData(
        "mdn fit: --members: 3 networks of 48420096 parameters together: expected at most 33554432",
        "fit", "d.csv", "--target", "y", "--hidden", "4000,4000", "--members", "3")]
    [InlineData("mdn fit: --threads: '1025' is not a whole number from 0 to 1024", "fit", "d.csv", "--target", "y", "--threads", "1025")]
    [InlineData("mdn fit: --threads: '-1' is not a whole number from 0 to 1024", "fit", "d.csv", "--target", "y", "--threads", "-1")]
    [InlineData("mdn fit: --learning-rate: '5000' is not a number above 0 and at most 1000", "fit", "d.csv", "--target", "y", "--learning-rate", "5000")]
    [InlineData("mdn fit: --learning-rate: '-1' is not a number above 0 and at most 1000", "fit", "d.csv", "--target", "y", "--learning-rate", "-1")]
    [InlineData("mdn fit: --weight-decay: '5000' is not a number from 0 to 1000", "fit", "d.csv", "--target", "y", "--weight-decay", "5000")]
    [InlineData("mdn fit: --clip-norm: 'NaN' is not a number of at least 0", "fit", "d.csv", "--target", "y", "--clip-norm", "NaN")]
    [InlineData("mdn predict: --quantile: '-0.5' is not a number between 0 and 1", "predict", "m", "d.csv", "--quantile", "-0.5")]
    [InlineData("mdn sample: --count: '-2' is not a whole number of at least 1", "sample", "m", "d.csv", "--count", "-2")]
    [InlineData("mdn fit: -o: '' is not the name of a file", "fit", "d.csv", "--target", "y", "-o", "")]
    [InlineData("mdn fit: DATA.csv: '' is not the name of a file", "fit", "", "--target", "y")]
    [InlineData("mdn fit: --target: a list with '': expected names of well-formed characters", "fit", "d.csv", "--target", "")]
    [InlineData("mdn info: MODEL: '' is not the name of a file", "info", "")]
    [InlineData("mdn predict: DATA.csv: '' is not the name of a file", "predict", "m", "")]
    public void A_wrong_command_line_is_explained_in_one_line_and_returns_2(string message, params string[] args)
    {
        CliResult result = CliFolder.Run(args);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal(message, result.ErrorLines[0]);
        Assert.Equal(2, result.ErrorLines.Length);
        Assert.StartsWith("Try 'mdn", result.ErrorLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Several_errors_of_a_command_line_have_one_form()
    {
        CliResult result = CliFolder.Run("predict", "--mixtures", "--quantile", "x", "-o", "a", "-o", "b");
        Assert.Equal(
            [
                "mdn predict: option -o is given more than once",
                "mdn predict: --quantile: 'x' is not a number between 0 and 1",
                "mdn predict: there is no option '--mixtures'",
                "mdn predict: argument DATA.csv is missing",
                "Try 'mdn predict --help'.",
            ],
            result.ErrorLines);
    }

    [Theory]
    [InlineData("--activation", "identity, tanh, relu, leaky-relu, elu, gelu, silu, softplus, sigmoid")]
    [InlineData("--covariance", "isotropic, diagonal, full")]
    [InlineData("--scale-link", "exp, softplus, elu-plus-one")]
    [InlineData("--optimizer", "sgd, adam, adamw, rmsprop")]
    [InlineData("--schedule", "constant, step, exponential, cosine, one-cycle")]
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
    [InlineData("--at: 'waiting': 'soon' is not a finite number", "--at", "waiting=soon")]
    [InlineData("--at: 'waiting': '' is not a finite number", "--at", "waiting=")]
    [InlineData("--at: 'waiting': 'NaN' is not a finite number", "--at", "waiting=NaN")]
    [InlineData("--at: '5' is not of the form NAME=VALUE", "--at", "waiting=1,5")]
    [InlineData("--at: there is no value for feature 'waiting'", "--at", "")]
    [InlineData("--at: feature 'waiting' has more than one value", "--at", "waiting=1,waiting=2")]
    public void What_does_not_go_together_returns_2(string message, params string[] options) =>
        CliFolder.Run(["fit", CliFolder.Faithful, "--target", "eruptions", .. options]).AssertWrongUsage("fit", message);

    [Fact]
    public void A_network_that_only_the_file_makes_too_large_is_a_usage_error_too()
    {
        using CliFolder folder = new();
        string names = string.Join(',', Enumerable.Range(1, 600).Select(number => $"c{number}"));
        string data = folder.Write("wide.csv", $"y,{names}", row => string.Join(',', Enumerable.Repeat(row, 601)), count: 2);
        CliFolder.Run("fit", data, "--target", "y", "--hidden", "65536").AssertWrongUsage(
            "fit", "--hidden: too large a network of 41484320 parameters: expected at most 33554432");
    }

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
    public void Version_is_printed_with_what_runs() => Assert.Matches(
        @$"^mdn \d+\.\d+\.\d+, {SimdWidth.Bits}-bit vectors, \.NET \d+\.\d+\.\d+\s*$", CliFolder.Run("--version").Output);
}
