using BenchmarkDotNet.Attributes;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd.Benchmarks;

/// <summary>The mixture head alone, forward and backward: loss and gradient of 4096 rows.</summary>
[MemoryDiagnoser]
public class MixtureHeadBenchmarks
{
    private const int Rows = 4096;

    private MixtureHead<float> head = null!;
    private MixtureTile<float> tile = null!;
    private float[] raw = null!;
    private float[] targets = null!;
    private float[] losses = null!;
    private float[] gradient = null!;

    [Params(5, 16)]
    public int Components { get; set; }

    [Params(1, 8)]
    public int Dimensions { get; set; }

    [Params(Covariance.Diagonal, Covariance.Full)]
    public Covariance Covariance { get; set; }

    [Params(ScaleLink.Exp, ScaleLink.Softplus)]
    public ScaleLink Link { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        MixtureLayout layout = new(Components, Dimensions, Covariance);
        Random random = new(7);
        head = new MixtureHead<float>(layout, Link, 1e-3f);
        tile = new MixtureTile<float>(layout);
        raw = [.. Enumerable.Range(0, Rows * layout.Outputs).Select(_ => random.NextSingle() - 0.5f)];
        targets = [.. Enumerable.Range(0, Rows * Dimensions).Select(_ => random.NextSingle())];
        losses = new float[Rows];
        gradient = new float[raw.Length];
    }

    [GlobalCleanup]
    public void Cleanup() => tile.Dispose();

    [Benchmark]
    public void LossAndGradient()
    {
        Work work = new(this);
        SimdWidth.Run<Work, float>(ref work);
    }

    private readonly struct Work(MixtureHeadBenchmarks owner) : ISimdWork<float>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, float> =>
            owner.head.Loss<TVector, RawOutputSpace>(
                owner.tile,
                ref owner.raw[0], owner.head.Layout.Outputs,
                ref owner.targets[0], owner.Dimensions,
                Rows,
                ref owner.losses[0],
                1f / Rows,
                ref owner.gradient[0], owner.head.Layout.Outputs);
    }
}
