using BenchmarkDotNet.Attributes;

namespace MdnSimd.Benchmarks;

/// <summary>One training step: forward, backward, clip by global norm, Adam.</summary>
[MemoryDiagnoser]
public class TrainingStepBenchmarks
{
    private MdnTrainer<float> trainer = null!;
    private float[,] inputs = null!;
    private float[,] targets = null!;

    [Params(NetworkSize.S, NetworkSize.M, NetworkSize.L)]
    public NetworkSize Size { get; set; }

    [Params(64, 1024)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        MdnOptions options = Size.Options();
        inputs = NetworkSizes.Rows(Rows, options.Inputs);
        targets = NetworkSizes.Rows(Rows, options.Targets);
        trainer = new MdnTrainer<float>(
            options, new TrainingOptions { Threads = Threads, Optimizer = new AdamOptions(), LearningRate = 1e-5, WeightDecay = 0 });
    }

    [GlobalCleanup]
    public void Cleanup() => trainer.Dispose();

    [Benchmark]
    public double Step() => trainer.Step(inputs, targets);
}
