using System.Globalization;
using System.Runtime.InteropServices;
using MdnSimd.Comparison.Peers;
using MdnSimd.Comparison.Workloads;

namespace MdnSimd.Comparison.Tables;

/// <summary>Where and with what a run took place.</summary>
internal static class Machine
{
    /// <summary>A paragraph for the document.</summary>
    public static string Describe(Setting setting) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Measured on {DateTime.UtcNow:yyyy-MM-dd} by `perf/compare.sh{(setting.Quick ? " --quick" : "")}`: {Processor()}, {Environment.ProcessorCount} cores,
        vectors of {MdnSimd.Simd.SimdWidth.Bits} bits, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}; ONNX Runtime {OnnxRuntimeApi.VersionText},
        PyTorch {setting.PyTorch(1).Version}, oneDNN {OneDnn.Version}, OpenBLAS {OpenBlas.Version}.

        """);

    private static string Processor()
    {
        const string Label = "model name";
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Label, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
