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
            Measured on {DateTime.UtcNow:yyyy-MM-dd} by `{command}`: {Processor()}, {Environment.ProcessorCount} cores, vectors of
            {SimdWidth.Bits} bits; {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription};
            {peers}.

            """);
    }

    /// <summary>Its name, and family and model, since names in clouds do not tell the generation (AMD's family 26 is Zen 5).</summary>
    private static string Processor()
    {
        string[] lines = [.. File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0)];
        string? Value(string label) => lines
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0] == label)?[1];
        return Value("model name") is string name
            ? $"{name} (family {Value("cpu family")}, model {Value("model")})"
            : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
