using MdnSimd.Simd;

namespace MdnSimd.Tests.Cli;

/// <summary>What shows only when <c>mdn</c> is a process of its own.</summary>
public sealed class ProcessTests(FaithfulModel faithful) : IClassFixture<FaithfulModel>
{
    [Theory]
    [InlineData("fit")]
    [InlineData("predict")]
    public async Task A_wrong_vector_width_is_an_error_of_one_line(string command)
    {
        string[] arguments = command == "fit"
            ? ["fit", CliFolder.Faithful, "--target", "eruptions"]
            : ["predict", faithful.Model, CliFolder.Faithful];
        (int exitCode, string output, string error) = await MdnProcess.Run(
            faithful.Folder.PathOf(""), arguments, TestContext.Current.CancellationToken, (SimdWidth.Variable, "7"));
        Assert.Equal(1, exitCode);
        Assert.Equal("MDNSIMD_SIMD must be 512, 256 or 128, but is '7'\n", error);
        Assert.Equal("", output);
    }
}
