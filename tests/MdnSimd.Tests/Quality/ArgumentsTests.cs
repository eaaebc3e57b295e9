using System.CommandLine;
using MdnSimd.Quality;

namespace MdnSimd.Tests.Quality;

public class ArgumentsTests
{
    [Fact]
    public void What_is_given_is_read_and_the_rest_has_its_default()
    {
        Arguments plain = Read("sets");
        Assert.Equal(("sets", 20, false, false), (plain.Root, plain.Splits, plain.Ablation, plain.Synthetic));
        Assert.Empty(plain.Sets);
        Arguments given = Read("sets", "--dataset", "energy", "wine", "--splits", "3", "--ablation");
        Assert.Equal(["energy", "wine"], given.Sets);
        Assert.Equal((3, true), (given.Splits, given.Ablation));
        Assert.True(Read("--synthetic").Synthetic);
        Assert.True(Read("--many-rows").ManyRows);
    }

    [Theory]
    [InlineData("DIR", "")]
    [InlineData("--splits: '0' is not", "sets --splits 0")]
    [InlineData("--splits: '-3' is not", "sets --splits=-3")]
    [InlineData("--splits: 'x' is not", "sets --splits x")]
    [InlineData("takes no DIR", "sets --synthetic")]
    [InlineData("takes no DIR, --dataset or --splits", "--synthetic --splits 3")]
    [InlineData("runs of their own", "--synthetic --ablation")]
    [InlineData("runs of their own", "--synthetic --many-rows")]
    [InlineData("--many-rows takes no DIR", "sets --many-rows")]
    [InlineData("--json is for the benchmark", "sets --ablation --json results.json")]
    [InlineData("there is no folder", "sets --json no/such/folder/results.json")]
    [InlineData("tables are of all sets and splits", "sets --splits 2 --document MdnSimd.Tests.dll")]
    [InlineData("tables are of all sets and splits", "sets --document MdnSimd.Tests.dll --dataset energy")]
    [InlineData("there is no file", "sets --document no-such-file.md")]
    [InlineData("--wrong", "sets --wrong")]
    public void Nonsense_is_refused_before_anything_is_fitted(string message, string arguments)
    {
        ParseResult result = Arguments.Command(_ => throw new InvalidOperationException("run")).Parse(arguments);
        Assert.Contains(result.Errors, error => error.Message.Contains(message, StringComparison.Ordinal));
        using StringWriter error = new();
        Assert.NotEqual(0, result.Invoke(new InvocationConfiguration { Output = TextWriter.Null, Error = error }));
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    private static Arguments Read(params string[] arguments)
    {
        Arguments? read = null;
        ParseResult result = Arguments.Command(given =>
        {
            read = given;
            return 0;
        }).Parse(arguments);
        Assert.Equal(0, result.Invoke());
        return read!;
    }
}
