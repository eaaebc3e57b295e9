using System.Globalization;
using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary>
/// How cost grows: from 16 -> 128 -> 128, K 8, D 2, tanh, 256 rows, one thread, one number is changed at a time.
/// </summary>
internal static class Sweep
{
    private static readonly Point Middle = new(256, 128, 8, 2, 1);

    public static Section Run(Setting setting)
    {
        Alternation alternation = setting.Quick ? new Alternation(5, 1, 2, 10) : new Alternation(11, 3, 4, 40);
        List<Row> rows = [];
        List<string[]> lines = [];
        Vary("batch", [1, 4, 16, 64, 256, 1024, 4096], value => Middle with { Batch = value });
        Vary("width", [16, 32, 64, 128, 256, 512], value => Middle with { Width = value });
        Vary("K", [1, 2, 4, 8, 16, 32, 64], value => Middle with { Components = value });
        Vary("D", [1, 2, 4, 8, 16, 32], value => Middle with { Dimensions = value });
        Vary("threads", [1, 2], value => Middle with { Batch = 1024, Width = 256, Threads = value });
        return new Section(
            "sweep",
            rows,
            Section.Table(["what", "value", "predict, per row", "training step, per row", "allocated"], lines));

        void Vary(string what, int[] values, Func<int, Point> point)
        {
            foreach (int value in values)
            {
                Row[] measured = Measure(alternation, point(value), $"{what} {value}");
                rows.AddRange(measured);
                lines.Add(
                [
                    what,
                    value.ToString(CultureInfo.InvariantCulture),
                    Format.Time(measured[0].Ours.Median),
                    Format.Time(measured[1].Ours.Median),
                    Format.Bytes(measured.Max(row => row.Allocated)),
                ]);
            }
        }
    }

    private static Row[] Measure(Alternation alternation, Point point, string name)
    {
        MdnOptions options = new()
        {
            Inputs = 16,
            Hidden = [point.Width, point.Width],
            Components = point.Components,
            Targets = point.Dimensions,
        };
        float[,] inputs = NetworkSizes.Rows(point.Batch, options.Inputs);
        float[,] targets = NetworkSizes.Rows(point.Batch, options.Targets);
        TrainingOptions training = new() { Threads = point.Threads, Optimizer = new AdamOptions(), LearningRate = 1e-5 };
        MdnTrainer<float> trainer = new(options, training);
        PredictorTeam team = new(trainer.ToModel(), inputs, point.Threads);
        using LocalSubject predict = new("predict", point.Batch == 1 ? team.PredictRow : team.PredictBatch, team);
        using LocalSubject step = new("step", () => trainer.Step(inputs, targets), trainer);
        Timing[] times = alternation.Run(predict, step);
        return
        [
            new Row { Name = $"{name}, predict, per row", Ours = times[0].Per(point.Batch), Allocated = predict.AllocatedBytes() },
            new Row { Name = $"{name}, training step, per row", Ours = times[1].Per(point.Batch), Allocated = step.AllocatedBytes() },
        ];
    }

    private readonly record struct Point(int Batch, int Width, int Components, int Dimensions, int Threads);
}
