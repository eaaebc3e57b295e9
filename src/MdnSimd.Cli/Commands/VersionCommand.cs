using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn --version</c>.</summary>
internal static class VersionCommand
{
    public static Option CreateOption(CommandContext context) =>
        new VersionOption { Description = "Prints the version, and what runs: the width of the vectors, the runtime.", Action = new Print(context.Output) };

    private sealed class Print(TextWriter output) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            string runtime = RuntimeFeature.IsDynamicCodeSupported ? RuntimeInformation.FrameworkDescription : "native code";
            output.WriteLine($"mdn {ProgramVersion.Short}, {SimdWidth.Bits}-bit vectors, {runtime}");
            return ExitCode.Success;
        }
    }
}
