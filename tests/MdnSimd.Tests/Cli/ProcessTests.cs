using System.Diagnostics;
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

    [Theory]
    [InlineData("sample", "--count", "100000000")]
    [InlineData("predict")]
    public async Task It_ends_without_a_word_when_nobody_reads_its_output_any_more(string command, params string[] options)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using CliFolder folder = new();
        string data = folder.Write("data.csv", "waiting", row => $"{40 + (row % 61)}", count: 1_000_000);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using Process process = MdnProcess.Start(folder.PathOf(""), [command, faithful.Model, data, .. options]);
        try
        {
            Assert.NotEmpty((await process.StandardOutput.ReadLineAsync(cancellation))!);
            process.StandardOutput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(20), cancellation);
            Assert.Equal("", await error);
            Assert.Equal(141, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Two_commands_that_share_a_file_as_their_output_follow_one_another()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string info = CliFolder.Run("info", faithful.Model).Output;
        string mdn = $"'{MdnProcess.Host}' exec '{MdnProcess.Program}' info '{faithful.Model}'";
        string file = faithful.Folder.PathOf("twice.txt");
        using Process shell = Process.Start("/bin/sh", ["-c", $"({mdn}; {mdn}) > '{file}'"]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(info + info, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }
}
