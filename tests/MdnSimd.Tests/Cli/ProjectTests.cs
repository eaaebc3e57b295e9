using System.Diagnostics;
using System.Text.Json;

namespace MdnSimd.Tests.Cli;

/// <summary>What the project of <c>mdn</c> asks of the SDK.</summary>
public sealed class ProjectTests
{
    [Fact]
    public async Task Only_the_native_executable_is_published()
    {
        JsonElement properties = await Evaluate(
            "-p:RuntimeIdentifier=linux-x64",
            "-getProperty:PublishAot,PublishDocumentationFile,PublishReferencesDocumentationFiles,"
            + "CopyOutputSymbolsToPublishDirectory,AllowedReferenceRelatedFileExtensions");
        Assert.Equal(
            ["true", "false", "false", "false", ".none"],
            properties.EnumerateObject().Select(property => property.Value.GetString()));
    }

    [Fact]
    public async Task Who_only_builds_or_runs_does_not_fetch_the_native_compiler()
    {
        JsonElement properties = await Evaluate("-getProperty:PublishAot,AssemblyName");
        Assert.NotEqual("true", properties.GetProperty("PublishAot").GetString());
    }

    /// <summary>The properties that <c>dotnet msbuild</c> computes for net9.0, as it does before it restores or builds.</summary>
    private static async Task<JsonElement> Evaluate(params string[] arguments)
    {
        ProcessStartInfo start = new(
            MdnProcess.Host, ["msbuild", "-p:TargetFramework=net9.0", "-nodeReuse:false", .. arguments])
        {
            WorkingDirectory = Checkout.PathOf("src/MdnSimd.Cli"),
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        return JsonDocument.Parse(output).RootElement.GetProperty("Properties");
    }
}
