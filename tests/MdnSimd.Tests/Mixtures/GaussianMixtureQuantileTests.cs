using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureQuantileTests
{
    /// <summary>1e-6 to 1 - 1e-6, the tails as likely as the middle.</summary>
    private static Gen<double> Probability => Gen.OneOf(
        Gen.Elements(1e-6, 0.25, 0.5, 0.75, 1 - 1e-6),
        MixtureCase.Uniform(0.001, 0.999),
        MixtureCase.Uniform(-6, -1).Select(e => Math.Pow(10, e)),
        MixtureCase.Uniform(-6, -1).Select(e => 1 - Math.Pow(10, e)));

    private static Arbitrary<(MixtureCase Mixture, double Probability)> Questions(Arbitrary<MixtureCase> mixtures) => Arb.From(
        mixtures.Generator.Zip(Probability),
        drawn => mixtures.Shrinker(drawn.Item1).Select(smaller => (smaller, drawn.Item2)));

    [Fact]
    public void The_quantile_inverts_the_cdf_however_the_components_lie() => MixtureCase.Check(
        Questions(MixtureCase.Nasty()),
        drawn =>
        {
            GaussianMixture<double> mixture = drawn.Mixture.View();
            double p = drawn.Probability, q = mixture.Quantile(p);

            // To 1e-12, or with the probability between those of the neighbours where numbers lie too far apart for that.
            return Near.Absolute(p, mixture.Cdf(q), 1e-12)
                || (mixture.Cdf(Math.BitDecrement(q)) <= p && p <= mixture.Cdf(Math.BitIncrement(q)));
        },
        2000);

    [Fact]
    public void The_float_quantile_inverts_the_float_cdf_however_the_components_lie() => MixtureCase.Check(
        Questions(MixtureCase.Nasty()),
        drawn =>
        {
            (float[] weights, float[] means, float[] scales) = drawn.Mixture.ToFloat();
            GaussianMixture<float> mixture = new(weights, means, scales);
            float p = (float)drawn.Probability, q = mixture.Quantile(p);
            return Near.Absolute(p, mixture.Cdf(q), 1e-6)
                || (mixture.Cdf(MathF.BitDecrement(q)) <= p && p <= mixture.Cdf(MathF.BitIncrement(q)));
        },
        2000);

    [Fact]
    public void One_component_has_the_quantile_of_another_library()
    {
        GaussianMixture<double> mixture = new([1], [3], [0.5]);
        for (double p = 0.001; p < 1; p += 0.001)
        {
            Near.AssertAbsolute(Normal.InvCDF(3, 0.5, p), mixture.Quantile(p), 1e-12);
        }
    }

    [Fact]
    public void Far_tails_are_as_relative_as_the_cdf()
    {
        GaussianMixture<double> mixture = new([1e-3, 0.999], [-2, 1], [4, 1]);
        foreach (double p in (double[])[1e-10, 1e-50, 1e-150, 1e-300])
        {
            Near.AssertRelative(p, mixture.Cdf(mixture.Quantile(p)), 1e-11);
        }

        Near.AssertRelative(1e-15, mixture.Survival(mixture.Quantile(1 - 1e-15)), 0.12); // as near as 1 - 1e-15 is to itself
        Assert.True(double.IsFinite(mixture.Quantile(double.Epsilon)));
        Assert.True(double.IsFinite(mixture.Quantile(Math.BitDecrement(1))));
    }

    [Fact]
    public void It_is_found_between_scales_of_any_sizes()
    {
        // Halving the width of this bracket would take 2000 steps.
        GaussianMixture<double> mixture = new([0.5, 0.5], [0, 0], [1e-300, 1e300]);
        foreach (double p in (double[])[1e-6, 0.2, 0.26, 0.3, 0.6, 0.9])
        {
            Near.AssertAbsolute(p, mixture.Cdf(mixture.Quantile(p)), 1e-12);
        }

        // A component too narrow for the numbers around it is a step: every probability within it is its mean.
        GaussianMixture<double> step = new([0.9, 0.1], [1000, 0], [1e-18, 1]);
        foreach (double p in (double[])[0.15, 0.5, 0.95])
        {
            Assert.InRange(step.Quantile(p), Math.BitDecrement(1000.0), Math.BitIncrement(1000.0));
        }
    }

    [Fact]
    public void Where_numbers_lie_far_apart_the_nearest_is_chosen()
    {
        // 1e-4 standard deviations from one number to the next.
        GaussianMixture<double> mixture = new([0.5, 0.5], [1e6, -1e6], [1e-6, 1e-6]);
        for (double p = 0.0105; p < 1; p += 0.01)
        {
            double q = mixture.Quantile(p), error = Math.Abs(mixture.Cdf(q) - p);
            Assert.InRange(error, 0, Math.Abs(mixture.Cdf(Math.BitDecrement(q)) - p));
            Assert.InRange(error, 0, Math.Abs(mixture.Cdf(Math.BitIncrement(q)) - p));
        }
    }

    [Fact]
    public void It_rises_with_the_probability() => MixtureCase.Check(MixtureCase.Nasty(), mixture =>
    {
        double last = double.NegativeInfinity;
        for (int i = 1; i < 40; i++)
        {
            double next = mixture.View().Quantile(i / 40.0);
            if (next < last)
            {
                return false;
            }

            last = next;
        }

        return true;
    }, 100);

    [Fact]
    public void Order_shift_scale_and_equal_components_change_nothing() => MixtureCase.Check(
        Questions(MixtureCase.Gentle()),
        drawn =>
        {
            // Compared by the probability they stand for: in a gap the quantile itself is loose.
            (MixtureCase mixture, double p) = drawn;
            MixtureCase one = new([1], mixture.Means[..1], mixture.Scales[..1]);
            double moved = (mixture.Moved(shift: 5, factor: 2).View().Quantile(p) - 5) / 2;
            return Near.Absolute(p, mixture.View().Cdf(mixture.Reversed().View().Quantile(p)), 1e-12)
                && Near.Absolute(p, mixture.View().Cdf(moved), 1e-12)
                && Near.Absolute(p, one.View().Cdf(mixture.AllLikeTheFirst().View().Quantile(p)), 1e-12);
        });

    [Fact]
    public void Certainty_lies_at_infinity()
    {
        GaussianMixture<float> mixture = new([0.5f, 0.5f], [0, 1], [1, 1]);
        Assert.Equal(float.NegativeInfinity, mixture.Quantile(0));
        Assert.Equal(float.PositiveInfinity, mixture.Quantile(1));
    }

    [Theory]
    [InlineData(-1e-9)]
    [InlineData(1.0000001)]
    [InlineData(double.NaN)]
    public void What_is_no_probability_is_refused_by_name(double probability)
    {
        Action[] questions =
        [
            () => new GaussianMixture<double>([1], [0], [1]).Quantile(probability),
            () => new GaussianMixture<double>([1], [0], [1]).CentralInterval(probability),
            () => new GaussianMixture<double>([1], [0], [1]).ValueAtRiskLower(probability),
            () => new GaussianMixture<double>([1], [0], [1]).ValueAtRiskUpper(probability),
            () => new GaussianMixture<double>([1], [0], [1]).ExpectedShortfallLower(probability),
            () => new GaussianMixture<double>([1], [0], [1]).ExpectedShortfallUpper(probability),
        ];
        Assert.All(questions, question =>
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(question);
            Assert.Equal("probability", error.ParamName);
            Assert.Contains("from 0 to 1", error.Message, StringComparison.Ordinal);
        });
    }
}
