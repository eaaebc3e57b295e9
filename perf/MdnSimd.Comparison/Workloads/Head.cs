using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary>The mixture head alone, forward and backward: 4096 rows, K 16, D 8, diagonal, softplus.</summary>
internal static class Head
{
    private const int Rows = 4096;
    private const int Components = 16;
    private const int Dimensions = 8;

    public static Section Run(Setting setting)
    {
        MixtureLoss<float> head = new(Dimensions, Components);
        float[,] raw = NetworkSizes.Rows(Rows, head.Outputs);
        float[,] targets = NetworkSizes.Rows(Rows, Dimensions);
        float[] losses = new float[Rows];
        float[,] gradient = new float[Rows, head.Outputs];
        using LocalSubject ours = new("MdnSimd", () => head.Evaluate(raw, targets, losses, gradient), head);

        // PyTorch's is the gradient of the mean, ours of each row.
        ours.Measure(1);
        string path = setting.Scratch.PathOf("gradient");
        using Subject theirs = setting.PyTorch(1).Prepare(
            new JsonObject
            {
                ["do"] = "head",
                ["name"] = "head",
                ["inputs"] = setting.Scratch.Write("raw", raw),
                ["targets"] = setting.Scratch.Write("targets", targets),
                ["outputs"] = new JsonArray(path),
                ["columns"] = head.Outputs,
                ["components"] = Components,
                ["dimensions"] = Dimensions,
            },
            _ => Agreement.Check("PyTorch's gradient", Flat(gradient), [.. Scratch.Read(path).Select(value => value * Rows)]));
        Timing[] times = setting.Alternation.Run(ours, theirs);
        Row row = new()
        {
            Name = "4096 rows, K 16, D 8, 1 thread",
            Ours = times[0],
            Peer = theirs.Name,
            Theirs = times[1],
            Allocated = ours.AllocatedBytes(),
        };
        return Section.Of("head", [row with { Goal = Goal.Times(row.Ratio!.Value, 20) }]);
    }

    private static ReadOnlySpan<float> Flat(float[,] matrix) => MemoryMarshal.CreateReadOnlySpan(ref matrix[0, 0], matrix.Length);
}
