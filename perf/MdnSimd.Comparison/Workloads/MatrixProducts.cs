using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Peers;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary>Every product that a layer of S, M or L makes, beside the ceiling, oneDNN and OpenBLAS. One thread.</summary>
internal static class MatrixProducts
{
    /// <summary>Multiply-adds from which a product must reach 95 % of the ceiling; 80 % below.</summary>
    private const long Large = 1 << 18;

    /// <summary>A ratio of medians below 1 by less than this is the clock's noise, not a peer ahead.</summary>
    private const double Noise = 0.02;

    public static Section Run(Setting setting)
    {
        OneDnn.SetThreads(1);
        OpenBlas.SetThreads(1);
        Alternation alternation = setting.Quick ? new Alternation(7, 1, 2, 8) : new Alternation(15, 1.5, 4, 25);
        List<Row> rows = [];
        List<string[]> lines = [];
        foreach (GemmShape shape in GemmShape.All(setting.Quick ? [64, 1024] : [64, 256, 1024]))
        {
            lines.Add(Measure(shape, alternation, rows));
        }

        return new Section(
            "gemm",
            rows,
            Section.Table(
                ["product", "ours", "share of the ceiling", "padding included", "oneDNN", "OpenBLAS", "goal", "met", "allocated"], lines));
    }

    private static string[] Measure(GemmShape shape, Alternation alternation, List<Row> rows)
    {
        GemmCase work = new(shape);
        work.Check("oneDNN", OneDnn.Multiply);
        work.Check("OpenBLAS", OpenBlas.Multiply);
        float[] sums = new float[16];
        using LocalSubject ours = new("MdnSimd", work.Ours);
        using LocalSubject ceiling = new("FMA ceiling", () => Ceiling.Run(shape.MultiplyAdds, sums));
        using NativeSubject oneDnn = new("oneDNN", () => OneDnn.Multiply(work.Operands), 1);
        using NativeSubject openBlas = new("OpenBLAS", () => OpenBlas.Multiply(work.Operands), 1);
        Timing[] times = alternation.Run(ours, ceiling, oneDnn, openBlas);
        long? allocated = ours.AllocatedBytes();
        double share = times[1].Median / times[0].Median;
        double least = shape.MultiplyAdds >= Large ? 0.95 : 0.8;
        bool ahead = Math.Min(times[2].Median, times[3].Median) / times[0].Median >= 1 - Noise;
        Goal goal = Goal.Share(share, least);
        for (int peer = 1; peer < times.Length; peer++)
        {
            double ratio = times[peer].Median / times[0].Median;
            rows.Add(new Row
            {
                Name = shape.Name,
                Ours = times[0],
                Peer = peer switch { 1 => ceiling.Name, 2 => oneDnn.Name, _ => openBlas.Name },
                Theirs = times[peer],
                Goal = peer == 1 ? goal : new Goal("not behind", ratio >= 1 - Noise),
                Allocated = allocated,
            });
        }

        return
        [
            shape.Name,
            Format.Time(times[0]),
            Format.Share(share),
            Format.Share(share / work.UsefulShare),
            Format.Ratio(times[2].Median / times[0].Median),
            Format.Ratio(times[3].Median / times[0].Median),
            goal.Text + ", not behind",
            Format.Met(goal with { Met = goal.Met && ahead }),
            Format.Bytes(allocated),
        ];
    }
}
