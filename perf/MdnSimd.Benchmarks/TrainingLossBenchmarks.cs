using BenchmarkDotNet.Attributes;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd.Benchmarks;

/// <summary>The losses of training on the mixture head alone, forward and backward: a block of 64 rows.</summary>
[MemoryDiagnoser]
public class TrainingLossBenchmarks
{
    private const int Rows = 64;

    private MixtureHead<float> head = null!;
    private MixtureTile<float> tile = null!;
    private LossTerms<float> terms;
    private float[] raw = null!;
    private float[] targets = null!;
    private float[] losses = null!;
    private float[] gradient = null!;

    [Params(5, 20)]
    public int Components { get; set; }

    [Params(1, 4)]
    public int Dimensions { get; set; }

    [Params(Covariance.Diagonal, Covariance.Full)]
    public Covariance Covariance { get; set; }

    [Params("nll", "beta-nll", "crps", "mixed")]
    public string Loss { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        MixtureLayout layout = new(Components, Dimensions, Covariance);
        Random random = new(7);
        TrainingLoss loss = Loss switch
        {
            "beta-nll" => new BetaNegativeLogLikelihood(),
            "crps" => new ContinuousRankedProbabilityScore(),
            "mixed" => new MixedLoss(),
            _ => new NegativeLogLikelihood(),
        };
        terms = LossTerms<float>.Of(loss, 1);
        head = new MixtureHead<float>(layout, ScaleLink.Softplus, 1e-3f);
        tile = new MixtureTile<float>(layout, terms);
        raw = [.. Enumerable.Range(0, Rows * layout.Outputs).Select(_ => random.NextSingle() - 0.5f)];
        targets = [.. Enumerable.Range(0, Rows * Dimensions).Select(_ => random.NextSingle())];
        losses = new float[Rows];
        gradient = new float[raw.Length];
    }

    [GlobalCleanup]
    public void Cleanup() => tile.Dispose();

    [Benchmark(OperationsPerInvoke = Rows)]
    public void LossAndGradientPerRow()
    {
        Work work = new(this);
        SimdWidth.Run<Work, float>(ref work);
    }

    private readonly struct Work(TrainingLossBenchmarks owner) : ISimdWork<float>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, float>
        {
            MixtureHead<float>.LossRows rows = new()
            {
                Raw = ref owner.raw[0],
                RawStride = owner.head.Layout.Outputs,
                Targets = ref owner.targets[0],
                TargetStride = owner.Dimensions,
                Rows = Rows,
                Losses = ref owner.losses[0],
                GradientFactor = 1f / Rows,
                Gradient = ref owner.gradient[0],
                GradientStride = owner.head.Layout.Outputs,
            };
            owner.head.Loss<TVector>(owner.tile, owner.terms, rows);
        }
    }
}
