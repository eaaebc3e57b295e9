using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn --version</c>.</summary>
internal static class VersionCommand
{
    public static Option CreateOption(CommandContext context) =>
        new VersionOption { Description = "Prints the version, and what runs: the width of the vectors, the runtime.", Action = new Print(context.Output) };

    /// <summary>The version of this assembly: the library's own action asks the entry assembly, which tests are not.</summary>
    private sealed class Print(TextWriter output) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            string version = typeof(VersionCommand).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            string runtime = RuntimeFeature.IsDynamicCodeSupported ? RuntimeInformation.FrameworkDescription : "native code";
            output.WriteLine($"mdn {version.Split('+')[0]}, {SimdWidth.Bits}-bit vectors, {runtime}");
            return ExitCode.Success;
        }
    }
}
