using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using MdnSimd.Cli.Output;
using MdnSimd.Simd;

namespace MdnSimd.Cli.Launch;

/// <summary>
/// Native code has the vectors it was compiled for, and what is compiled for every processor has 128 bits. The download therefore holds
/// <c>bin/mdn</c> for every processor and builds of the same program beside it, in <c>lib/mdn/BUILD/x86-64-v3</c> and <c>x86-64-v4</c>. BUILD
/// is <see cref="ProgramVersion.Full"/>, so what another download left there is never taken for this program.
/// </summary>
internal static unsafe partial class WiderBuild
{
    /// <summary>Becomes the widest build that is there and can run here, if this is the one for every processor; else returns.</summary>
    /// <remarks>
    /// To be called before anything else: what happened until then happens twice. <see cref="SimdWidth.Variable"/> limits the width as it
    /// does elsewhere. A build that cannot be started is passed over: this one can do all that they can.
    /// </remarks>
    public static void TakeOver()
    {
        // Known when this is compiled: the wider builds, and mdn under the JIT, hold none of what follows.
        if (RuntimeFeature.IsDynamicCodeSupported || Vector256.IsHardwareAccelerated || !OperatingSystem.IsLinux()
            || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return;
        }

        int level = Environment.GetEnvironmentVariable(SimdWidth.Variable) switch
        {
            "128" => 1,
            "256" => Math.Min(3, ProcessorLevel.Highest()),
            _ => ProcessorLevel.Highest(),
        };
        if (level > 1 && Path.GetDirectoryName(Environment.ProcessPath) is string folder)
        {
            string builds = $"{folder}/../lib/mdn/{ProgramVersion.Full}";
            for (; level >= 3; level--)
            {
                // A link back to this file would be this one again, and again.
                string program = RealPath.Of($"{builds}/x86-64-v{level}/mdn");
                if (program != Environment.ProcessPath)
                {
                    Execute(program, Environment.GetCommandLineArgs());
                }
            }
        }
    }

    /// <summary>Replaces this process by another program; returns where that cannot be done.</summary>
    private static void Execute(string program, string[] arguments)
    {
        byte[][] texts = Array.ConvertAll(arguments, argument => Encoding.UTF8.GetBytes(argument + '\0'));
        byte** pointers = stackalloc byte*[texts.Length + 1];
        for (int i = 0; i < texts.Length; i++)
        {
            // Never given back: either the process is another afterwards, or this happens twice at most.
            pointers[i] = (byte*)NativeMemory.Alloc((nuint)texts[i].Length);
            texts[i].CopyTo(new Span<byte>(pointers[i], texts[i].Length));
        }

        pointers[texts.Length] = null;
        _ = ExecV(program, pointers);
    }

    [LibraryImport("libc.so.6", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecV(string path, byte** arguments);
}
