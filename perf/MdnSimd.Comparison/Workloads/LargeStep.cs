using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary>The training step of L with 1024 rows: two threads against one, and one thread against the ceiling.</summary>
internal static class LargeStep
{
    private const int Rows = 1024;
    private const int CheckedSteps = 3;

    public static Section Run(Setting setting)
    {
        MdnOptions options = NetworkSize.L.Options();
        float[,] inputs = NetworkSizes.Rows(Rows, options.Inputs);
        float[,] targets = NetworkSizes.Rows(Rows, options.Targets);
        MdnTrainer<float> one = TrainingStep.Trainer(NetworkSize.L, 1, 1e-5);
        MdnTrainer<float> two = TrainingStep.Trainer(NetworkSize.L, 2, 1e-5);
        float[] sums = new float[16];
        long multiplyAdds = MultiplyAdds();
        using LocalSubject twoThreads = new("MdnSimd, 2 threads", () => two.Step(inputs, targets), two);
        using LocalSubject oneThread = new("MdnSimd, 1 thread", () => one.Step(inputs, targets), one);
        using LocalSubject ceiling = new("FMA ceiling", () => Ceiling.Run(multiplyAdds, sums));
        bool sameBits = SameBits(inputs, targets);
        Timing[] times = setting.Alternation.Run(twoThreads, oneThread, ceiling);
        double speedup = times[1].Median / times[0].Median;
        double share = times[2].Median / times[1].Median;
        return Section.Of(
            "large-step",
            [
                new Row
                {
                    Name = "training step, L, 1024 rows, 2 threads",
                    Ours = times[0],
                    Peer = oneThread.Name,
                    Theirs = times[1],
                    Goal = new Goal(">= 1.85x, the same bits", sameBits && speedup >= 1.85),
                    Allocated = twoThreads.AllocatedBytes(),
                },
                new Row
                {
                    Name = "training step, L, 1024 rows, 1 thread",
                    Ours = times[1],
                    Peer = "FMA ceiling of its products",
                    Theirs = times[2],
                    Goal = Goal.Share(share, 0.8),
                    Allocated = oneThread.AllocatedBytes(),
                },
            ]);
    }

    /// <summary>Multiply-adds of a step's matrix products: three for each layer, two for the first, whose input has no gradient.</summary>
    private static long MultiplyAdds() => GemmShape.All(Rows).Where(shape => shape.Inputs is 32 or 256).Sum(Count);

    /// <summary>L has two layers of 256 -> 256.</summary>
    private static long Count(GemmShape shape) => (shape is { Inputs: 256, Outputs: 256 } ? 2 : 1) * shape.MultiplyAdds;

    private static bool SameBits(float[,] inputs, float[,] targets)
    {
        float[][] parameters = new float[2][];
        for (int threads = 1; threads <= 2; threads++)
        {
            using MdnTrainer<float> trainer = TrainingStep.Trainer(NetworkSize.L, threads, 1e-3);
            for (int step = 0; step < CheckedSteps; step++)
            {
                trainer.Step(inputs, targets);
            }

            parameters[threads - 1] = ParameterList.Of(trainer.ToModel());
        }

        return parameters[0].AsSpan().SequenceEqual(parameters[1]);
    }
}
