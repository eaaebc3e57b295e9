using System.Globalization;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Perfolizer.Horology;

namespace MdnSimd.Benchmarks;

/// <summary>Measures the figures of the README's table and writes them between its markers.</summary>
internal static class ReadmeTable
{
    /// <summary>Runs the benchmarks and rewrites the part of <paramref name="file"/> between the markers.</summary>
    /// <exception cref="InvalidDataException">The file has no such markers.</exception>
    public static void Write(string file) => MarkedPart.Rewrite(file, "benchmarks", Measure);

    private static string Measure()
    {
        // Shorter iterations than the default, and medians of them: a few minutes in all.
        Job job = Job.Default.WithWarmupCount(5).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(200));
        IConfig config = DefaultConfig.Instance.WithOptions(ConfigOptions.DisableLogFile).AddJob(job);
        Summary predictions = BenchmarkRunner.Run<PredictionBenchmarks>(config);
        Summary steps = BenchmarkRunner.Run<TrainingStepBenchmarks>(config);
        Summary products = BenchmarkRunner.Run<GemmBenchmarks>(config);
        return Table(predictions, steps, products);
    }

    private static string Table(Summary predictions, Summary steps, Summary products)
    {
        StringBuilder table = new();
        table.Append("| one thread | S | M | L |\n|---|---|---|---|\n");
        Row(table, "predict 1 row", predictions, ("Rows", 1));
        Row(table, "predict 64 rows", predictions, ("Rows", 64));
        Row(table, "training step, 64 rows", steps, ("Rows", 64), ("Threads", 1));
        Row(table, "training step, 1024 rows", steps, ("Rows", 1024), ("Threads", 1));
        long bytes = predictions.Reports.Concat(steps.Reports).Max(report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? -1);
        table.Append(CultureInfo.InvariantCulture, $"| allocated per call | {bytes} B | {bytes} B | {bytes} B |\n\n");

        double ceiling = Median(products, nameof(GemmBenchmarks.Ceiling), ("Shape", "96x96x64"));
        double product = Median(products, nameof(GemmBenchmarks.Product), ("Shape", "96x96x64"));
        table.Append(
            CultureInfo.InvariantCulture,
            $"S is 8 -> 64 -> 64 with K 5, D 1; M 16 -> 128 -> 128 with K 8, D 2; L 32 -> 256 -> 256 -> 256 with K 10, D 4; tanh, diagonal,\n"
            + $"float. A step is forward, backward, clipping and Adam. A matrix product of 96 x 96 x 64 reaches {ceiling / product:P0} of the\n"
            + $"multiply-adds that registers alone sustain. Measured by BenchmarkDotNet on {HostEnvironmentInfo.GetCurrent().CpuInfo.Value?.ProcessorName ?? "an unknown processor"},\n"
            + $"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}:\n"
            + $"`dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --readme README.md`.\n");
        return table.ToString();
    }

    private static void Row(StringBuilder table, string name, Summary summary, params (string Name, object Value)[] parameters)
    {
        table.Append("| ").Append(name);
        foreach (NetworkSize size in Enum.GetValues<NetworkSize>())
        {
            double nanoseconds = Median(summary, null, [.. parameters, ("Size", size)]);
            table.Append(CultureInfo.InvariantCulture, $" | {Time(nanoseconds)}");
        }

        table.Append(" |\n");
    }

    private static double Median(Summary summary, string? method, params (string Name, object Value)[] parameters) =>
        summary.Reports
            .Single(report => (method is null || report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method)
                && parameters.All(parameter => report.BenchmarkCase.Parameters[parameter.Name].Equals(parameter.Value)))
            .ResultStatistics!.Median;

    private static string Time(double nanoseconds) => nanoseconds < 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000:0.00} us")
        : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000:0} us");
}
