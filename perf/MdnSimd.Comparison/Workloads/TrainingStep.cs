using System.Text.Json.Nodes;
using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary>A training step: forward, backward, clip by global norm, Adam. Against PyTorch, eager.</summary>
internal static class TrainingStep
{
    /// <summary>Steps after which loss and parameters are compared.</summary>
    private const int CheckedSteps = 5;

    /// <summary>
    /// Small enough for the tolerance to hold where a gradient is nothing but rounding, of which Adam makes whole steps; large
    /// enough for a wrong step to be seen.
    /// </summary>
    private const double CheckedRate = 2e-4;

    public static Section Run(Setting setting)
    {
        List<Row> rows = [];
        foreach (NetworkSize size in Enum.GetValues<NetworkSize>())
        {
            foreach (int count in (ReadOnlySpan<int>)[64, 256, 1024])
            {
                if (setting.Quick && Least(size, count) is null)
                {
                    continue;
                }

                rows.Add(Measure(setting, size, count, threads: 1));
                if (!setting.Quick)
                {
                    rows.Add(Measure(setting, size, count, threads: 2));
                }
            }
        }

        return Section.Of("training", rows);
    }

    /// <summary>The workload of ours: the same batch again and again.</summary>
    public static MdnTrainer<float> Trainer(NetworkSize size, int threads, double rate) => new(
        size.Options(),
        new TrainingOptions { Threads = threads, Optimizer = new AdamOptions(), LearningRate = rate, WeightDecay = 0, ClipNorm = 5 });

    private static Row Measure(Setting setting, NetworkSize size, int count, int threads)
    {
        MdnOptions options = size.Options();
        float[,] inputs = NetworkSizes.Rows(count, options.Inputs);
        float[,] targets = NetworkSizes.Rows(count, options.Targets);
        using Subject theirs = PyTorch(setting, size, inputs, targets, threads);
        MdnTrainer<float> trainer = Trainer(size, threads, 1e-5);
        using LocalSubject ours = new("MdnSimd", () => trainer.Step(inputs, targets), trainer);
        Timing[] times = setting.Alternation.Run(ours, theirs);
        Row row = new()
        {
            Name = $"{size}, {count} rows, {threads} {(threads == 1 ? "thread" : "threads")}",
            Ours = times[0],
            Peer = theirs.Name,
            Theirs = times[1],
            Allocated = ours.AllocatedBytes(),
        };
        return row with { Goal = threads == 1 && Least(size, count) is double least ? Goal.Times(row.Ratio!.Value, least) : null };
    }

    private static double? Least(NetworkSize size, int count) => (size, count) switch
    {
        (NetworkSize.S, 64) => 20,
        (NetworkSize.S, 1024) => 6,
        (NetworkSize.M, 256) => 5,
        (NetworkSize.L, 64) => 2.5,
        (NetworkSize.L, 1024) => 1.8,
        _ => null,
    };

    private static Subject PyTorch(Setting setting, NetworkSize size, float[,] inputs, float[,] targets, int threads)
    {
        using MdnTrainer<float> trainer = Trainer(size, 1, CheckedRate);
        string start = setting.Scratch.Write("model", trainer.ToModel());
        double[] losses = [.. Enumerable.Range(0, CheckedSteps).Select(_ => trainer.Step(inputs, targets))];
        string after = setting.Scratch.PathOf("parameters");
        MdnOptions options = size.Options();
        float[] parameters = ParameterList.Of(trainer.ToModel());
        return setting.PyTorch(threads).Prepare(
            new JsonObject
            {
                ["do"] = "training",
                ["name"] = "training",
                ["model"] = start,
                ["inputs"] = setting.Scratch.Write("inputs", inputs),
                ["targets"] = setting.Scratch.Write("targets", targets),
                ["outputs"] = new JsonArray(after),
                ["columns"] = options.Inputs,
                ["components"] = options.Components,
                ["dimensions"] = options.Targets,
                ["rate"] = CheckedRate,
                ["steps"] = CheckedSteps,
            },
            answer =>
            {
                Agreement.Check(
                    "PyTorch's losses",
                    [.. losses.Select(loss => (float)loss)],
                    [.. answer["losses"]!.AsArray().Select(loss => (float)(double)loss!)]);
                Agreement.Check("PyTorch's parameters after five steps", parameters, Scratch.Read(after));
            });
    }
}
