using System.Diagnostics;
using System.Globalization;
using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary>Single-row predictions one after the other for ten seconds, each timed: the slowest, and what the collector did.</summary>
internal static class Tail
{
    private const int MostPredictions = 60_000_000;

    public static Section Run(Setting setting)
    {
        List<Row> rows = [];
        List<string[]> lines = [];
        double seconds = setting.Quick ? 1.5 : 10;

        // Three sizes share a full run's half minute.
        foreach (NetworkSize size in setting.Quick ? [NetworkSize.M] : Enum.GetValues<NetworkSize>())
        {
            lines.Add(Measure(size, seconds, rows));
        }

        return new Section(
            "tail",
            rows,
            Section.Table(
                [
                    "network", "predictions", "median", "p99", "p99.9", "p99.9 / median", "slowest", "collections (gen 0, 1, 2)",
                    "goal", "met", "allocated",
                ],
                lines));
    }

    private static string[] Measure(NetworkSize size, double seconds, List<Row> rows)
    {
        using MdnTrainer<float> trainer = new(size.Options(), new TrainingOptions { Threads = 1 });
        using PredictorTeam team = new(trainer.ToModel(), NetworkSizes.Rows(1, size.Options().Inputs), 1);
        using LocalSubject ours = new("MdnSimd", team.PredictRow);
        Alternation.Quick.Run(ours);

        // Taken, and every page of it touched, before the clock starts: the first write to a page takes a microsecond, and there is one for
        // every thousand predictions.
        float[] durations = new float[MostPredictions];
        Array.Fill(durations, 1);
        double nanosecondsPerTick = 1e9 / Stopwatch.Frequency;
        GC.Collect();
        int[] collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        int count = 0;
        long begin = Stopwatch.GetTimestamp();
        long end = begin + (long)(seconds * Stopwatch.Frequency);
        long before = begin;
        while (before < end && count < durations.Length)
        {
            team.PredictRow();
            long now = Stopwatch.GetTimestamp();
            durations[count++] = (float)((now - before) * nanosecondsPerTick);
            before = now;
        }

        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        for (int generation = 0; generation < collections.Length; generation++)
        {
            collections[generation] = GC.CollectionCount(generation) - collections[generation];
        }

        Span<float> sorted = durations.AsSpan(0, count);
        sorted.Sort();
        double median = sorted[count / 2];
        double high = sorted[(int)(count * 0.999)];
        Goal goal = new("p99.9 <= 3x the median, no collection", high <= 3 * median && collections.Sum() == 0);
        rows.Add(new Row
        {
            Name = $"{size}, single rows for {seconds} s: p99.9",
            Ours = new Timing(high, high, high),
            Peer = "our median",
            Theirs = new Timing(sorted[count / 4], median, sorted[count * 3 / 4]),
            Goal = goal,
            Allocated = bytes / count,
        });
        return
        [
            size.ToString(),
            count.ToString("N0", CultureInfo.InvariantCulture),
            Format.Time(median),
            Format.Time(sorted[(int)(count * 0.99)]),
            Format.Time(high),
            Format.Ratio(high / median),
            Format.Time(sorted[^1]),
            string.Join(", ", collections),
            goal.Text,
            Format.Met(goal),
            Format.Bytes(bytes / count),
        ];
    }
}
