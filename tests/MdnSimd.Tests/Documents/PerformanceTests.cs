using System.Text.Json;
using System.Text.RegularExpressions;

namespace MdnSimd.Tests.Documents;

/// <summary>What perf/ measures and what is written of it belong together.</summary>
public sealed partial class PerformanceTests
{
    [Fact]
    public void Every_benchmark_is_expected_to_allocate_nothing()
    {
        Dictionary<string, long> expected =
            JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Checkout.PathOf("perf/expected-allocation.json")))!;
        List<string> benchmarks = [];
        foreach (string file in Directory.EnumerateFiles(Checkout.PathOf("perf/MdnSimd.Benchmarks"), "*Benchmarks.cs"))
        {
            string source = File.ReadAllText(file);
            string type = Path.GetFileNameWithoutExtension(file);
            Assert.True(source.Contains("[MemoryDiagnoser]", StringComparison.Ordinal), $"{type} does not look at its memory");
            benchmarks.AddRange(Benchmark().Matches(source).Select(match => $"{type}.{match.Groups["method"].Value}"));
        }

        Assert.Equal(benchmarks.Order(StringComparer.Ordinal), expected.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected.Values, bytes => Assert.Equal(0, bytes));
    }

    [Fact]
    public void Every_section_of_the_comparison_has_a_place_in_the_document()
    {
        string plan = File.ReadAllText(Checkout.PathOf("perf/MdnSimd.Comparison/Plan.cs"));
        string document = File.ReadAllText(Checkout.PathOf("docs/performance.md"));
        string[] sections = [.. Section().Matches(plan).Select(match => match.Groups["key"].Value), "machine"];
        Assert.True(sections.Length > 1, "the plan names no section");
        Assert.All(sections, key => Assert.Matches($"<!-- {key} -->\n[\\s\\S]*<!-- /{key} -->", document));
    }

    [GeneratedRegex(@"\[Benchmark(\([^)]*\))?\]\s+public \w+ (?<method>\w+)\(")]
    private static partial Regex Benchmark();

    [GeneratedRegex("\\(\"(?<key>[a-z-]+)\", \\w+\\.Run\\)")]
    private static partial Regex Section();
}
