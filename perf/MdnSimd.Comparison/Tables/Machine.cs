using System.Globalization;
using System.Runtime.InteropServices;
using MdnSimd.Comparison.Peers;
using MdnSimd.Comparison.Workloads;
using MdnSimd.Simd;

namespace MdnSimd.Comparison.Tables;

/// <summary>Where and with what a run took place.</summary>
internal static class Machine
{
    /// <summary>A paragraph for the document.</summary>
    public static string Describe(Setting setting)
    {
        string command = setting.Quick ? "perf/compare.sh --quick" : "perf/compare.sh";
        string peers = $"ONNX Runtime {OnnxRuntimeApi.VersionText}, PyTorch {setting.PyTorch(1).Version}, oneDNN {OneDnn.Version}, "
            + $"OpenBLAS {OpenBlas.Version}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Measured on {DateTime.UtcNow:yyyy-MM-dd} by `{command}`: {Processor.Name}, {Environment.ProcessorCount} cores, vectors of
            {SimdWidth.Bits} bits; {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription};
            {peers}.

            """);
    }
}
