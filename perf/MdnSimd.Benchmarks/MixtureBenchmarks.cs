using BenchmarkDotNet.Attributes;
using MdnSimd.Mixtures;

namespace MdnSimd.Benchmarks;

/// <summary>
/// Every question that a mixture of one dimension answers, asked of one that is at hand, as a predictor's answer is, at many points in turn. Each is a
/// row in docs/mixture.md.
/// </summary>
[MemoryDiagnoser]
public class MixtureBenchmarks
{
    private MixtureExample line = null!;

    [Params(5, 50)]
    public int Components { get; set; }

    [GlobalSetup]
    public void Setup() => line = new MixtureExample(Components, 1);

    [Question("log-density", "powers of two summed, one exponential per component, one logarithm", "1e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float LogDensity()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.LogDensity(line.Point(i));
        }

        return sum;
    }

    [Question("log-density, log-weights not at hand", "the same, from the exponents of the weights", "1e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float LogDensityOfWeights()
    {
        GaussianMixture<float> mixture = line.MixtureOfWeights;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.LogDensity(line.Point(i));
        }

        return sum;
    }

    [Question("density", "exponential of it", "1e-15 (1 - log p)")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Density()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.Density(line.Point(i));
        }

        return sum;
    }

    [Question("responsibilities", "shares of the density", "1e-15 (1 - log p)")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Responsibilities()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.Responsibilities(line.Point(i), line.ByComponent);
            sum += line.ByComponent[0];
        }

        return sum;
    }

    [Question("gradient of the log-density", "shares times slopes", "1e-14")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float LogDensityGradient()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.LogDensityGradient(line.Point(i), line.ByDimension);
            sum += line.ByDimension[0];
        }

        return sum;
    }

    [Question("mean", "closed form", "1e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Mean()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.Mean();
        }

        return sum;
    }

    [Question("standard deviation", "closed form", "1e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float StandardDeviation()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.StandardDeviation();
        }

        return sum;
    }

    [Question("skewness", "closed form", "2e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Skewness()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.Skewness();
        }

        return sum;
    }

    [Question("excess kurtosis", "closed form", "2e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float ExcessKurtosis()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.ExcessKurtosis();
        }

        return sum;
    }

    [Question("distribution function, survival function", "minimax polynomial per component, from the smaller tail", "1e-14, in either tail")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Cdf()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.Cdf(line.Point(i)[0]);
        }

        return sum;
    }

    [Question("their logarithms", "from the missing mass, or summed in logarithms", "1e-14, in either tail")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float LogCdf()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.LogCdf(line.Point(i)[0]);
        }

        return sum;
    }

    [Question("probability of an interval", "difference within a component, or Gauss-Legendre where narrow", "1e-14")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Probability()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.Probability(line.Point(i)[0], line.Point(i)[0] + 1);
        }

        return sum;
    }

    [Question("quantile", "third-order steps on log cdf, safeguarded", "cdf(q) within 1e-9 p (float), 1e-13 p (double)")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Quantile()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.Quantile(line.Probabilities[i]);
        }

        return sum;
    }

    [Question("central interval", "two quantiles", "as the quantile")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float CentralInterval()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.CentralInterval(line.Probabilities[i]).Low;
        }

        return sum;
    }

    [Question("value at risk, either tail", "quantile of the tail's mass", "as the quantile")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float ValueAtRisk()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.ValueAtRiskUpper(line.Probabilities[i]);
        }

        return sum;
    }

    [Question("expected shortfall, either tail", "closed form at the quantile", "4e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float ExpectedShortfall()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.ExpectedShortfallLower(line.Probabilities[i]);
        }

        return sum;
    }

    [Question("all modes", "subdivision until bounds on derivatives leave one turn each", "none missed above 1e-7 sd")]
    [Benchmark]
    public float Modes()
    {
        GaussianMixture<float> mixture = line.Mixture;
        return mixture.Modes(line.ByComponent);
    }

    [Question("highest mode", "the highest of all", "the same")]
    [Benchmark]
    public float Mode()
    {
        GaussianMixture<float> mixture = line.Mixture;
        return mixture.Mode();
    }

    [Question("highest-density region", "Newton's steps on the threshold's mass", "mass within 1e-13")]
    [Benchmark]
    public float HighestDensityRegion()
    {
        GaussianMixture<float> mixture = line.Mixture;
        return mixture.HighestDensityRegion(0.9f, line.ByComponent, line.Highs, out _);
    }

    [Question("CRPS", "closed form over pairs", "3e-15")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Crps()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            sum += mixture.Crps(line.Point(i)[0]);
        }

        return sum;
    }

    [Question("one sample", "Philox, inverse distribution functions", "exact")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float Sample()
    {
        GaussianMixture<float> mixture = line.Mixture;
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.Sample(7, (ulong)i, line.ByDimension);
            sum += line.ByDimension[0];
        }

        return sum;
    }

    [Question("one sample, temperatures", "weights to a power, scales by a factor", "exact")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float TemperedSample()
    {
        GaussianMixture<float> mixture = line.Mixture;
        SamplingOptions options = new() { WeightTemperature = 0.7, ScaleTemperature = 0.5 };
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.Sample(7, (ulong)i, options, line.ByDimension);
            sum += line.ByDimension[0];
        }

        return sum;
    }

    [Question("one sample, antithetic", "every other one mirrored", "exact")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float AntitheticSample()
    {
        GaussianMixture<float> mixture = line.Mixture;
        SamplingOptions options = new() { Method = SamplingMethod.Antithetic };
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.Sample(7, (ulong)i, options, line.ByDimension);
            sum += line.ByDimension[0];
        }

        return sum;
    }

    [Question("one sample, quasi-random", "scrambled Sobol sequence", "exact")]
    [Benchmark(OperationsPerInvoke = MixtureExample.Count)]
    public float QuasiRandomSample()
    {
        GaussianMixture<float> mixture = line.Mixture;
        SamplingOptions options = new() { Method = SamplingMethod.QuasiRandom };
        float sum = 0;
        for (int i = 0; i < MixtureExample.Count; i++)
        {
            mixture.Sample(7, (ulong)i, options, line.ByDimension);
            sum += line.ByDimension[0];
        }

        return sum;
    }
}
