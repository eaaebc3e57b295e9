using BenchmarkDotNet.Attributes;
using MdnSimd.Mixtures;

namespace MdnSimd.Benchmarks;

/// <summary>The same for a mixture of four dimensions, independent ones and such that depend on each other.</summary>
[MemoryDiagnoser]
public class MixtureSpaceBenchmarks
{
    private const int Samples = 100;

    private MixtureExample space = null!;
    private MixtureExample coupled = null!;
    private MixtureExample ensemble = null!; // of five such mixtures
    private float[] memory = null!;
    private float[] weights = null!;
    private float[] means = null!;
    private float[] scales = null!;
    private float[] factors = null!;
    private float[,] square = null!;
    private float[,] modes = null!;

    [Params(5, 50)]
    public int Components { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        space = new MixtureExample(Components, 4);
        coupled = new MixtureExample(Components, 4, true);
        ensemble = new MixtureExample(5 * Components, 4, true);
        memory = new float[GaussianMixture<float>.MemoryLength(Components, 4)];
        weights = new float[Components];
        means = new float[4 * Components];
        scales = new float[4 * Components];
        factors = new float[16 * Components];
        square = new float[4, 4];
        modes = new float[2 * Components, 4];
    }

    [Question("log-density, D = 4", "powers of two summed, one exponential per component, one logarithm", "1e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float LogDensity()
    {
        GaussianMixture<float> mixture = space.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.LogDensity(space.Point(i));
        }

        return sum;
    }

    [Question("gradient of the log-density, D = 4", "shares times slopes", "1e-14")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float LogDensityGradient()
    {
        GaussianMixture<float> mixture = space.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.LogDensityGradient(space.Point(i), space.ByDimension);
            sum += space.ByDimension[0];
        }

        return sum;
    }

    [Question("one sample, D = 4", "Philox, inverse distribution functions", "exact")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Sample()
    {
        GaussianMixture<float> mixture = space.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.Sample(7, (ulong)i, space.ByDimension);
            sum += space.ByDimension[0];
        }

        return sum;
    }

    [Question("log-density, D = 4, full covariance", "the same with triangular factors", "1e-15 times the condition number")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float CoupledLogDensity()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.LogDensity(coupled.Point(i));
        }

        return sum;
    }

    [Question("gradient of the log-density, D = 4, full covariance", "shares times slopes", "1e-14 times the condition number")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float CoupledLogDensityGradient()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.LogDensityGradient(coupled.Point(i), coupled.ByDimension);
            sum += coupled.ByDimension[0];
        }

        return sum;
    }

    [Question("one sample, D = 4, full covariance", "Philox, back substitution", "exact")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float CoupledSample()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.Sample(7, (ulong)i, coupled.ByDimension);
            sum += coupled.ByDimension[0];
        }

        return sum;
    }

    [Question("covariance matrix, D = 4", "components' covariances and that of their means", "1e-15 times the condition number")]
    [Benchmark]
    public float Covariance()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        mixture.CovarianceMatrix(square);
        return square[0, 1];
    }

    [Question("marginal, two of four", "factors recomputed", "1e-15 times the condition number")]
    [Benchmark]
    public float Marginal()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        return mixture.Marginal([2, 0], memory).Mean();
    }

    [Question("conditional, two of four given", "responsibilities, factors sliced", "1e-15 times the condition number")]
    [Benchmark]
    public float Conditional()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        return mixture.Conditional([1, 3], coupled.Point(0)[..2], memory).Mean();
    }

    [Question("modes, D = 4, full covariance", "climbs from every mean and ridge", "all returned are modes, to rounding")]
    [Benchmark]
    public float Modes()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        return mixture.Modes(modes);
    }

    [Question("energy score, D = 4, full covariance", "quadrature of one dimension over pairs", "1e-12")]
    [Benchmark]
    public float EnergyScore()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        return mixture.EnergyScore(coupled.Point(0));
    }

    [Question("entropy, bounds, D = 4, full covariance", "closed form over pairs", "bounds")]
    [Benchmark]
    public double EntropyBounds()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        return mixture.EntropyBounds().Upper;
    }

    [Question("entropy, estimate from 100 samples, the same", "Monte Carlo", "standard error stated")]
    [Benchmark]
    public double Entropy()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        return mixture.Entropy(7, Samples).Value;
    }

    [Question("divergence from another mixture, bounds, the same", "closed form over pairs", "bounds")]
    [Benchmark]
    public double KullbackLeiblerBounds()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        return mixture.KullbackLeiblerBounds(space.Mixture).Upper;
    }

    [Question("divergence, estimate from 100 samples, the same", "Monte Carlo", "standard error stated")]
    [Benchmark]
    public double KullbackLeibler()
    {
        GaussianMixture<float> mixture = coupled.Mixture;
        return mixture.KullbackLeibler(space.Mixture, 7, Samples).Value;
    }

    [Question("reduction of 5 K components to K, the same", "Runnalls' cost", "moments kept to 1e-15")]
    [Benchmark]
    public float Reduction()
    {
        GaussianMixture<float> mixture = ensemble.Mixture;
        return mixture.Reduce(weights, means, scales, factors).Mean();
    }
}
