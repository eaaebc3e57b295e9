using System.Runtime.InteropServices;

namespace MdnSimd.Comparison.Tables;

/// <summary>What runs all this.</summary>
internal static class Processor
{
    /// <summary>Its name, and family and model, since names in clouds do not tell the generation (AMD's family 26 is Zen 5).</summary>
    public static string Name
    {
        get
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
}
