using System.Globalization;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Quality.Tables;

/// <summary>Where a run took place, and how long it took.</summary>
internal static class Machine
{
    /// <summary>A sentence for the document.</summary>
    public static string Describe(TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Measured on {DateTime.UtcNow:yyyy-MM-dd} in {elapsed.TotalMinutes:f1} minutes, selection included: {Environment.ProcessorCount} cores, vectors of
        {SimdWidth.Bits} bits, {RuntimeInformation.FrameworkDescription}.

        """);
}
