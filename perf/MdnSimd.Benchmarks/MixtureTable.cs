using System.Globalization;
using System.Reflection;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace MdnSimd.Benchmarks;

/// <summary>Measures what each question to a mixture costs and writes the table of docs/mixture.md between its markers.</summary>
internal static class MixtureTable
{
    /// <summary>Every benchmark of these with a <see cref="QuestionAttribute"/> is a row.</summary>
    private static readonly Type[] Classes = [typeof(MixtureBenchmarks), typeof(MixtureSpaceBenchmarks), typeof(InputGradientBenchmarks)];

    /// <summary>Runs them.</summary>
    /// <exception cref="InvalidDataException">The file has no markers.</exception>
    public static void Write(string file) => MarkedPart.Rewrite(file, "costs", Measure);

    private static string Measure()
    {
        // All in this process and in short iterations: a minute or two in all.
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3)
            .WithIterationCount(9)
            .WithIterationTime(TimeInterval.FromMilliseconds(50));
        IConfig config = DefaultConfig.Instance.WithOptions(ConfigOptions.DisableLogFile).AddJob(job);

        StringBuilder table = new();
        table.Append("| question | method | error | ns, K = 5 | ns, K = 50 | bytes |\n|---|---|---|---|---|---|\n");
        foreach (Type type in Classes)
        {
            AddRows(table, type, BenchmarkRunner.Run(type, config));
        }

        table.Append(
            CultureInfo.InvariantCulture,
            $"\nOne thread, float, D = 1 where nothing else is said. Measured by BenchmarkDotNet on "
            + $"{HostEnvironmentInfo.GetCurrent().CpuInfo.Value?.ProcessorName ?? "an unknown processor"},\n"
            + $"{System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}:\n"
            + $"`dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --mixture docs/mixture.md`.\n");
        return table.ToString();
    }

    private static void AddRows(StringBuilder table, Type type, Summary summary)
    {
        foreach (MethodInfo method in type.GetMethods().OrderBy(method => method.MetadataToken))
        {
            if (method.GetCustomAttribute<QuestionAttribute>() is { } question)
            {
                BenchmarkReport[] reports = [.. summary.Reports
                    .Where(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method.Name)
                    .OrderBy(report => report.BenchmarkCase.Parameters[nameof(MixtureBenchmarks.Components)])];
                long bytes = reports.Max(report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? -1);
                table.Append(
                    CultureInfo.InvariantCulture,
                    $"| {question.Name} | {question.Method} | {question.Error} | {Time(reports[0])} | {Time(reports[1])} | {bytes} |\n");
            }
        }
    }

    private static string Time(BenchmarkReport report)
    {
        double nanoseconds = report.ResultStatistics!.Median;
        return nanoseconds.ToString(nanoseconds < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
    }
}
