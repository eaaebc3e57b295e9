using BenchmarkDotNet.Attributes;

namespace MdnSimd.Benchmarks;

/// <summary>What a predictor answers beside its mixture: how answers move with the features. Of model S, with as many components.</summary>
[MemoryDiagnoser]
public class InputGradientBenchmarks
{
    private MdnPredictor<float> predictor = null!;
    private float[,] rows = null!;
    private float[] gradient = null!;
    private float[,] jacobian = null!;

    [Params(5, 50)]
    public int Components { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        MdnOptions options = NetworkSize.S.Options() with { Components = Components };
        rows = NetworkSizes.Rows(1, options.Inputs);
        gradient = new float[options.Inputs];
        jacobian = new float[1, options.Inputs];
        using MdnTrainer<float> trainer = new(options);
        predictor = trainer.ToModel().CreatePredictor();
        _ = Mean(); // rents the memory
    }

    [GlobalCleanup]
    public void Cleanup() => predictor.Dispose();

    private ReadOnlySpan<float> Row => System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref rows[0, 0], rows.Length);

    [Question("gradient of the log-density in the features, model S", "analytic, a backward pass", "as the network's gradient")]
    [Benchmark]
    public float LogDensity() => predictor.LogDensityInputGradient(Row, [0.5f], gradient);

    [Question("gradient of the mean in the features, model S", "analytic, a backward pass", "as the network's gradient")]
    [Benchmark]
    public float Mean() => predictor.MeanInputGradient(Row, jacobian).Weights[0];

    [Question("gradient of a quantile in the features, model S", "implicit function, a backward pass", "as the network's gradient")]
    [Benchmark]
    public float Quantile() => predictor.QuantileInputGradient(Row, 0.9f, 0, gradient);
}
