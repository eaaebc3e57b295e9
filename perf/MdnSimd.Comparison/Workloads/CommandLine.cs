using System.Diagnostics;
using System.Globalization;
using System.Text;
using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary><c>mdn predict</c> with a model of size M, CSV to CSV: rows per second of the whole command, and its memory.</summary>
internal static class CommandLine
{
    /// <summary>As perf/compare.sh builds it.</summary>
    private const string Program = "src/MdnSimd.Cli/bin/Release/net10.0/mdn";

    private const int BlockRows = 10_000;

    private const double MostGrowth = 1.25;

    public static Section Run(Setting setting)
    {
        MdnOptions options = NetworkSize.M.Options();
        using MdnTrainer<float> trainer = new(options, new TrainingOptions { Threads = 1 });
        string model = setting.Scratch.Write("m.safetensors", trainer.ToModel());
        int few = setting.Quick ? 50_000 : 100_000;
        int many = setting.Quick ? 250_000 : 1_000_000;
        (Timing fewTime, long fewBytes) = Measure(setting, model, options.Inputs, few);
        (Timing manyTime, long manyBytes) = Measure(setting, model, options.Inputs, many);
        double rate = many / (manyTime.Median * 1e-9);
        double growth = (double)manyBytes / fewBytes;
        Goal goal = new("1,000,000 rows/s, memory flat", rate >= 1e6 && growth <= MostGrowth);
        return new Section(
            "command-line",
            [
                new Row { Name = $"mdn predict, {few} rows, per row", Ours = fewTime.Per(few) },
                new Row { Name = $"mdn predict, {many} rows, per row", Ours = manyTime.Per(many), Goal = goal },
            ],
            Section.Table(
                ["rows", "time", "rows/s", "peak memory", "goal", "met"],
                [
                    Line(few, fewTime, fewBytes, null),
                    Line(many, manyTime, manyBytes, goal),
                ]));
    }

    private static string[] Line(int rows, Timing time, long bytes, Goal? goal) =>
    [
        rows.ToString("N0", CultureInfo.InvariantCulture),
        Format.Time(time),
        (rows / (time.Median * 1e-9)).ToString("N0", CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
        goal?.Text ?? "",
        Format.Met(goal),
    ];

    private static (Timing Time, long PeakBytes) Measure(Setting setting, string model, int columns, int rows)
    {
        string data = setting.Scratch.PathOf("data.csv");
        WriteData(data, columns, rows);
        List<double> samples = [];
        long peak = 0;
        for (int i = 0; i < (setting.Quick ? 1 : 3); i++)
        {
            string output = setting.Scratch.PathOf("out.csv");
            ProcessStartInfo start = new(Checkout.PathOf(Program), ["predict", model, data, "-o", output]);
            long begin = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} does not start");
            string status = $"/proc/{process.Id}/status";
            do
            {
                peak = Math.Max(peak, PeakBytes(status));
            }
            while (!process.WaitForExit(10));

            samples.Add((Stopwatch.GetTimestamp() - begin) * (1e9 / Stopwatch.Frequency));
            if (process.ExitCode != 0 || File.ReadLines(output).Count() != rows + 1)
            {
                throw new InvalidOperationException($"mdn predict: exit code {process.ExitCode}, or not a line for each row");
            }
        }

        File.Delete(data);
        return (Timing.Of(samples), peak);
    }

    /// <summary>The most memory a process has had in use; 0 once it is gone.</summary>
    private static long PeakBytes(string status)
    {
        const string Label = "VmHWM:";
        try
        {
            string? line = File.ReadLines(status).FirstOrDefault(text => text.StartsWith(Label, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[Label.Length..^2], NumberStyles.Any, CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }

    /// <summary>Numbers of four decimals; the same block of rows again and again.</summary>
    private static void WriteData(string path, int columns, int rows)
    {
        float[,] values = NetworkSizes.Rows(BlockRows, columns);
        StringBuilder block = new();
        for (int row = 0; row < BlockRows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                block.Append(CultureInfo.InvariantCulture, $"{(column == 0 ? "" : ",")}{values[row, column]:0.0000}");
            }

            block.Append('\n');
        }

        using StreamWriter writer = new(path);
        writer.Write(string.Join(',', Enumerable.Range(1, columns).Select(i => $"x{i}")) + "\n");
        for (int written = 0; written < rows; written += BlockRows)
        {
            writer.Write(block);
        }
    }
}
