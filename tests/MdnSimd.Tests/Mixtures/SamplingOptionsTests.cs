using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class SamplingOptionsTests
{
    private const int Count = 1 << 14;

    private static readonly MixtureCase Example = new([0.2, 0.5, 0, 0.3], [0, 1, 2, -3, 777, 777, 3, 2], [1, 2, 0.5, 0.5, 1, 1, 0.25, 4]);

    public static TheoryData<SamplingMethod> Methods => [.. Enum.GetValues<SamplingMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Samples_of_every_method_pass_kolmogorov_and_smirnov(SamplingMethod method)
    {
        double[,] samples = Draw(Example.View(), 5, new SamplingOptions { Method = method });
        for (int d = 0; d < 2; d++)
        {
            // Exceeded by one seed in a thousand if independent; pairs may double the variance.
            Assert.InRange(Distance(samples, Example, d), 0, method == SamplingMethod.Antithetic ? 2.76 : 1.95);
        }
    }

    [Fact]
    public void Quasi_random_samples_lie_far_closer_to_the_distribution_than_chance()
    {
        for (ulong seed = 0; seed < 4; seed++)
        {
            double[,] samples = Draw(Example.View(), seed, new SamplingOptions { Method = SamplingMethod.QuasiRandom });
            Assert.InRange(Distance(samples, Example, 0), 0, 0.2); // the median of chance is 0.83
            Near.AssertAbsolute(Example.View().Mean(1), Enumerable.Range(0, Count).Average(i => samples[i, 1]), 3e-3);
        }
    }

    [Fact]
    public void The_default_draws_what_no_options_draw()
    {
        double[,] plain = new double[50, 2];
        Example.View().Sample(3, plain);
        double[,] samples = new double[50, 2];
        Example.View().Sample(3, new SamplingOptions { WeightTemperature = 1, ScaleTemperature = 1 }, samples);
        Assert.Equal(plain, samples);
        Assert.Equal(default, new SamplingOptions { WeightTemperature = 1, ScaleTemperature = 1, Method = SamplingMethod.Independent });
        Assert.Equal(1, default(SamplingOptions).WeightTemperature);
        Assert.Equal(1, default(SamplingOptions).ScaleTemperature);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_sample_depends_on_seed_options_and_index_alone(SamplingMethod method)
    {
        SamplingOptions options = new() { WeightTemperature = 0.7, ScaleTemperature = 0.3, Method = method };
        double[,] all = new double[301, 2];
        Example.View().Sample(9, options, all);
        double[] one = new double[2];
        foreach (int i in (int[])[300, 0, 7, 8, 155])
        {
            Example.View().Sample(9, (ulong)i, options, one);
            Assert.Equal([all[i, 0], all[i, 1]], one);
        }

        double[,] others = new double[301, 2];
        Example.View().Sample(10, options, others);
        Assert.All(Enumerable.Range(0, 301), i => Assert.NotEqual(all[i, 0], others[i, 0]));
    }

    [Fact]
    public void An_antithetic_pair_of_one_component_is_mirrored_through_its_mean()
    {
        CoupledCase coupled = new([1], [3, -4], [0.5, 1.5, 0, 2]);
        double[,] samples = Draw(coupled.View(), 1, new SamplingOptions { Method = SamplingMethod.Antithetic });
        for (int i = 0; i < Count; i += 2)
        {
            Near.AssertAbsolute(6, samples[i, 0] + samples[i + 1, 0], 1e-12);
            Near.AssertAbsolute(-8, samples[i, 1] + samples[i + 1, 1], 1e-12);
        }
    }

    [Fact]
    public void Weights_at_a_temperature_are_powers_of_them()
    {
        foreach (double temperature in (double[])[0.25, 0.9, 2, 30])
        {
            double[] powers = Array.ConvertAll(Example.Weights, w => Math.Pow(w, 1 / temperature));
            MixtureCase expected = Example with { Weights = Array.ConvertAll(powers, w => w / powers.Sum()) };
            double[,] samples = Draw(Example.View(), 6, new SamplingOptions { WeightTemperature = temperature });
            Assert.InRange(Distance(samples, expected, 0), 0, 1.95);
        }
    }

    [Fact]
    public void Temperatures_have_their_limits()
    {
        // Zero: the heaviest component, its mean. Infinity: all of positive weight alike.
        double[,] samples = Draw(Example.View(), 2, new SamplingOptions { WeightTemperature = 0, ScaleTemperature = 0 });
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal((2, -3), (samples[i, 0], samples[i, 1])));

        MixtureCase flat = Example with { Weights = [1.0 / 3, 1.0 / 3, 0, 1.0 / 3] };
        samples = Draw(Example.View(), 2, new SamplingOptions { WeightTemperature = double.PositiveInfinity });
        Assert.InRange(Distance(samples, flat, 0), 0, 1.95);

        MixtureCase ties = new([0.4, 0.2, 0.4], [0, 1, 2], [1, 1, 1]);
        samples = Draw(ties.View(), 2, new SamplingOptions { WeightTemperature = 0 });
        Assert.InRange(Distance(samples, new([0.5, 0, 0.5], ties.Means, ties.Scales), 0), 0, 1.95);
    }

    [Fact]
    public void Variances_are_multiplied_by_their_temperature()
    {
        MixtureCase expected = Example with { Scales = Array.ConvertAll(Example.Scales, s => s * Math.Sqrt(0.3)) };
        double[,] samples = Draw(Example.View(), 8, new SamplingOptions { ScaleTemperature = 0.3 });
        Assert.InRange(Distance(samples, expected, 0), 0, 1.95);
        Assert.InRange(Distance(samples, expected, 1), 0, 1.95);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Coupled_dimensions_keep_their_covariance_times_the_temperature(SamplingMethod method)
    {
        double[] factors = new double[4], scales = new double[2];
        GaussianMixture<double> mixture = GaussianMixture<double>.FromCovariances([1], [1, -2], [4, 3.6, 3.6, 9], factors, scales);
        double[,] samples = Draw(mixture, 4, new SamplingOptions { ScaleTemperature = 0.25, Method = method });
        double covariance = 0;
        for (int i = 0; i < Count; i++)
        {
            covariance += (samples[i, 0] - 1) * (samples[i, 1] + 2) / Count;
        }

        // The standard error of a product of correlated normal numbers, for pairs of the same product.
        Near.AssertAbsolute(0.9, covariance, 5 * 0.25 * Math.Sqrt(2 * ((3.6 * 3.6) + 36) / Count));
    }

    [Fact]
    public void Many_dimensions_may_be_drawn_by_every_method()
    {
        double[] ones = new double[40];
        Array.Fill(ones, 1);
        GaussianMixture<double> mixture = new([1], new double[40], ones);
        double[,] samples = new double[2, 40];
        mixture.Sample(1, new SamplingOptions { Method = SamplingMethod.QuasiRandom }, samples);
        Assert.Equal(80, samples.Cast<double>().Distinct().Count());
    }

    [Fact]
    public void What_is_no_temperature_and_no_method_is_refused_by_name()
    {
        Refused.ByName(() => _ = new SamplingOptions { WeightTemperature = -0.1 }, "WeightTemperature", "-0.1", "0 or more");
        Refused.ByName(() => _ = new SamplingOptions { WeightTemperature = double.NaN }, "WeightTemperature", "NaN");
        Refused.ByName(() => _ = new SamplingOptions { ScaleTemperature = double.PositiveInfinity }, "ScaleTemperature", "finite");
        Refused.ByName(() => _ = new SamplingOptions { ScaleTemperature = -1 }, "ScaleTemperature", "-1", "0 or more");
        Refused.ByName(() => _ = new SamplingOptions { Method = (SamplingMethod)9 }, "Method", "9");
        Refused.ByName(() => Example.View().Sample(1, default(SamplingOptions), new double[2, 3]), "samples", "[count, 2]", "[2, 3]");
        Refused.ByName(() => Example.View().Sample(1, 0, default, new double[3]), "sample", "[2]", "[3]");
    }

    private static double[,] Draw(GaussianMixture<double> mixture, ulong seed, SamplingOptions options)
    {
        double[,] samples = new double[Count, mixture.Dimensions];
        mixture.Sample(seed, options, new Span2D<double>(samples));
        return samples;
    }

    /// <summary>Kolmogorov and Smirnov's distance times the root of the count.</summary>
    private static double Distance(double[,] samples, MixtureCase mixture, int dimension)
    {
        double[] sorted = [.. Enumerable.Range(0, Count).Select(i => samples[i, dimension]).Order()];
        double distance = 0;
        for (int i = 0; i < Count; i++)
        {
            double cdf = mixture.View().Cdf(sorted[i], dimension);
            distance = Math.Max(distance, Math.Max(cdf - ((double)i / Count), ((i + 1.0) / Count) - cdf));
        }

        return distance * Math.Sqrt(Count);
    }
}
