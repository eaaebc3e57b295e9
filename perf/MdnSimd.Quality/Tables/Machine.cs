using System.Globalization;
using System.Runtime.InteropServices;
using MdnSimd.Comparison.Tables;
using MdnSimd.Quality.Scoring;
using MdnSimd.Simd;

namespace MdnSimd.Quality.Tables;

/// <summary>When and where a run took place, and how long it took.</summary>
internal static class Machine
{
    /// <summary>A sentence for the document.</summary>
    public static string Describe(TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Measured on {DateTime.UtcNow:yyyy-MM-dd} in {elapsed.TotalMinutes:f1} minutes, selection included: {Processor.Name}, {Environment.ProcessorCount} cores,
        vectors of {SimdWidth.Bits} bits, {RuntimeInformation.FrameworkDescription}.

        """);

    /// <summary>When a table was made and, where it is not of all splits, of which.</summary>
    /// <param name="results">What it is made of; none for other data.</param>
    public static string Date(IReadOnlyList<SetResult> results)
    {
        IEnumerable<string> partial = results.Where(set => set.Splits.Count < set.SplitsInAll)
            .Select(set => $"{set.Name} {set.Splits.Count} of {set.SplitsInAll}");
        string splits = partial.Any() ? $", over the first splits alone: {string.Join(", ", partial)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"Measured on {DateTime.UtcNow:yyyy-MM-dd}{splits}.\n");
    }
}
