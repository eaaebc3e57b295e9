using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;
using MdnSimd.Simd;

namespace MdnSimd.Comparison.Workloads;

/// <summary>
/// Matrix products with narrower vectors, each beside the ceiling of its own width. The width is chosen when a process starts, so
/// each is measured by a child of this one.
/// </summary>
internal static class Widths
{
    /// <summary>The section that a child runs.</summary>
    public const string ChildKey = "width";

    public static Section Run(Setting setting)
    {
        List<Row> rows = [];
        foreach (int bits in (ReadOnlySpan<int>)[256, 128])
        {
            string file = setting.Scratch.PathOf("width.json");
            string[] words = ["--only", ChildKey, "--json", file];
            ProcessStartInfo start = new(Environment.ProcessPath!, setting.Quick ? [.. words, "--quick"] : words)
            {
                RedirectStandardOutput = true,
            };
            start.Environment[SimdWidth.Variable] = bits.ToString(CultureInfo.InvariantCulture);
            using Process child = Process.Start(start) ?? throw new InvalidOperationException("the program does not start again");
            child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            if (child.ExitCode != 0)
            {
                throw new InvalidOperationException($"{bits} bits: exit code {child.ExitCode}");
            }

            foreach (JsonNode? node in JsonNode.Parse(File.ReadAllText(file))!.AsArray())
            {
                rows.Add(Read(node!, bits));
            }
        }

        return Section.Of("widths", rows);
    }

    /// <summary>What a child measures, at its own width.</summary>
    public static Section RunChild(Setting setting)
    {
        Alternation alternation = setting.Quick ? new Alternation(7, 1, 2, 10) : new Alternation(21, 2, 4, 40);
        List<Row> rows = [];
        foreach (GemmShape shape in GemmShape.All(64, 1024).Where(shape => shape.Inputs == shape.Outputs))
        {
            GemmCase work = new(shape);
            float[] sums = new float[16];
            using LocalSubject ours = new("MdnSimd", work.Ours);
            using LocalSubject ceiling = new("FMA ceiling", () => Ceiling.Run(shape.MultiplyAdds, sums));
            Timing[] times = alternation.Run(ours, ceiling);
            Row row = new() { Name = shape.Name, Ours = times[0], Peer = ceiling.Name, Theirs = times[1] };
            rows.Add(row with { Allocated = ours.AllocatedBytes() });
        }

        return Section.Of(ChildKey, rows);
    }

    private static Row Read(JsonNode node, int bits)
    {
        string name = ((string)node["name"]!)[(ChildKey.Length + 2)..];
        double ours = (double)node["ours_ns"]!;
        double theirs = (double)node["peer_ns"]!;
        return new Row
        {
            Name = $"{bits} bits, {name}",
            Ours = new Timing(ours, ours, ours),
            Peer = $"FMA ceiling of {bits} bits",
            Theirs = new Timing(theirs, theirs, theirs),
            Goal = Goal.Share(theirs / ours, 0.9),
            Allocated = (long?)node["allocated"],
        };
    }
}
