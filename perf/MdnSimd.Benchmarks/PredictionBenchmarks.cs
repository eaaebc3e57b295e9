using BenchmarkDotNet.Attributes;
using CommunityToolkit.HighPerformance;

namespace MdnSimd.Benchmarks;

/// <summary>Predictions: features in, weights, means and scales out.</summary>
[MemoryDiagnoser]
public class PredictionBenchmarks
{
    private MdnPredictor<float> predictor = null!;
    private MixtureBatch<float> batch = null!;
    private float[,] inputs = null!;

    [Params(NetworkSize.S, NetworkSize.M, NetworkSize.L)]
    public NetworkSize Size { get; set; }

    [Params(1, 64, 1024)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        inputs = NetworkSizes.Rows(Rows, Size.Options().Inputs);
        using MdnTrainer<float> trainer = new(Size.Options());
        predictor = trainer.ToModel().CreatePredictor();
        batch = predictor.CreateBatch(Rows);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        batch.Dispose();
        predictor.Dispose();
    }

    [Benchmark]
    public float Predict()
    {
        if (Rows == 1)
        {
            return predictor.Predict(new ReadOnlySpan2D<float>(inputs).GetRowSpan(0)).Weights[0];
        }

        predictor.Predict(inputs, batch);
        return batch.Weights[0];
    }
}
