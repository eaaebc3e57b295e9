using FsCheck.Fluent;
using MathNet.Numerics.Integration;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureConditionalTests
{
    [Fact]
    public void Two_correlated_dimensions_have_the_textbook_conditional()
    {
        // Means 1 and -2, standard deviations 2 and 3, correlation 0.6.
        double[] memory = new double[GaussianMixture<double>.MemoryLength(1, 1)];
        GaussianMixture<double> second = Textbook().Conditional([0], [2], memory);
        Near.AssertRelative(-2 + (0.6 * 3 / 2 * (2 - 1)), second.Mean(), 1e-15);
        Near.AssertRelative(3 * Math.Sqrt(1 - 0.36), second.StandardDeviation(), 1e-15);
        GaussianMixture<double> first = Textbook().Conditional([1], [4], memory);
        Near.AssertRelative(1 + (0.6 * 2 / 3 * (4 + 2)), first.Mean(), 1e-15);
        Near.AssertRelative(2 * Math.Sqrt(1 - 0.36), first.StandardDeviation(), 1e-15);
        Assert.True(first.PrecisionFactors.IsEmpty);
    }

    [Fact]
    public void Free_dimensions_may_stand_first_last_and_in_between() => CoupledCase.ForAll(
        CoupledCase.Gentle(4),
        mixture =>
        {
            double[] t = mixture.Point(0, 0.7);
            foreach (int[] given in (int[][])[[2, 3], [0, 1], [0, 3], [1, 2], [3, 0], [0, 2], [1], [3], [2, 0, 1], [3, 1, 2], []])
            {
                AssertChain(mixture, given, t);
            }
        });

    [Fact]
    public void The_chain_rule_holds_for_nested_components_of_any_weight_and_unit() => CoupledCase.ForAll(
        CoupledCase.Nasty(3),
        mixture =>
        {
            foreach (double deviation in (double[])[0, 1, 30])
            {
                Assert.All((int[][])[[0], [1], [2], [0, 1], [2, 1], [0, 2]],
                    given => AssertChain(mixture, given, mixture.Point(0, deviation)));
            }
        },
        300);

    [Fact]
    public void The_marginal_of_the_conditional_is_the_conditional_of_the_marginal() => CoupledCase.ForAll(
        CoupledCase.Nasty(4),
        mixture =>
        {
            double[] t = mixture.Point(0, 0.5);
            GaussianMixture<double> rest = mixture.View().Conditional([2], [t[2]], mixture.Memory());
            double one = rest.Marginal([2, 0], mixture.Memory()).LogDensity([t[3], t[0]]); // dimensions 3 and 0 of 0, 1, 3
            GaussianMixture<double> some = mixture.View().Marginal([3, 2, 0], mixture.Memory());
            double other = some.Conditional([1], [t[2]], mixture.Memory()).LogDensity([t[3], t[0]]);
            Near.AssertAbsolute(one, other, 1e-9 * (10 + Math.Abs(one)));
        },
        200);

    [Fact]
    public void Conditioning_at_once_is_conditioning_one_by_one() => CoupledCase.ForAll(CoupledCase.Nasty(3), mixture =>
    {
        double[] t = mixture.Point(0, 0.5);
        double atOnce = mixture.View().Conditional([2, 0], [t[2], t[0]], mixture.Memory()).LogDensity([t[1]]);
        GaussianMixture<double> two = mixture.View().Conditional([0], [t[0]], mixture.Memory());
        double oneByOne = two.Conditional([1], [t[2]], mixture.Memory()).LogDensity([t[1]]);
        Near.AssertAbsolute(atOnce, oneByOne, 1e-9 * (10 + Math.Abs(atOnce)));
    }, 200);

    [Fact]
    public void A_conditional_of_one_dimension_integrates_to_one_and_is_the_quotient() => CoupledCase.ForAll(
        CoupledCase.Gentle(2),
        mixture =>
        {
            double given = mixture.Means[1] + 0.3;
            double marginal = mixture.LogMarginal([1], [0, given]);
            double mass = 0;
            for (int piece = -200; piece < 200; piece++)
            {
                mass += GaussLegendreRule.Integrate(
                    x => Math.Exp(mixture.View().LogDensity([x, given]) - marginal), 0.25 * piece, 0.25 * (piece + 1), 10);
            }

            Near.AssertAbsolute(1, mass, 1e-11);
            GaussianMixture<double> first = mixture.View().Conditional([1], [given], mixture.Memory());
            Near.AssertAbsolute(1, first.Cdf(50), 1e-14);
            Near.AssertAbsolute(Math.Exp(mixture.View().LogDensity([0.5, given]) - marginal), first.Density([0.5]), 1e-12);
        },
        20);

    [Fact]
    public void Independent_dimensions_change_the_weights_alone() => MixtureCase.ForAll(MixtureCase.Nasty(3), mixture =>
    {
        double[] memory = new double[GaussianMixture<double>.MemoryLength(mixture.Components, 2, coupled: false)];
        GaussianMixture<double> rest = mixture.View().Conditional([1], [0.5], memory);
        Assert.Equal(mixture.Means.Where((_, i) => i % 3 != 1), rest.Means.ToArray());
        Assert.Equal(mixture.Scales.Where((_, i) => i % 3 != 1), rest.Scales.ToArray());
        double[] expected = new double[mixture.Components];
        mixture.Marginal(1).View().Responsibilities([0.5], expected);
        Assert.All(expected.Zip(rest.Weights.ToArray()), pair => Near.AssertAbsolute(pair.First, pair.Second, 1e-14));
    });

    [Fact]
    public void Independent_dimensions_as_factors_answer_alike() => MixtureCase.ForAll(MixtureCase.Nasty(3), mixture =>
    {
        double[] factors = new double[mixture.Components * 9];
        for (int i = 0; i < mixture.Scales.Length; i++)
        {
            factors[(i * 3) + (i % 3)] = 1 / mixture.Scales[i];
        }

        CoupledCase coupled = new(mixture.Weights, mixture.Means, factors);
        double[] t = [0.5, -1, 2];
        AssertClose(mixture.View().LogDensity(t), coupled.View().LogDensity(t));
        AssertClose(
            mixture.View().Conditional([2, 0], [2, 0.5], coupled.Memory()).LogDensity([-1]), coupled.LogConditional([2, 0], t));
        AssertClose(mixture.View().Marginal([2, 1], coupled.Memory()).LogDensity([2, -1]), coupled.LogMarginal([2, 1], t));

        static void AssertClose(double expected, double actual) =>
            Near.AssertAbsolute(expected, actual, 1e-13 * (10 + Math.Abs(expected)));
    });

    [Fact]
    public void Values_beyond_all_reason_still_leave_a_distribution()
    {
        double[] memory = new double[GaussianMixture<double>.MemoryLength(2, 1)];
        foreach (double value in (double[])[1e30, -1e160, 1e308])
        {
            GaussianMixture<double> rest = new CoupledCase(
                [0.5, 0.5], [0, 0, 1, 1], [1, 0.5, 0, 1, 2, -1, 0, 3]).View().Conditional([1], [value], memory);
            Near.AssertRelative(1, rest.Weights[0] + rest.Weights[1], 1e-15);
            Assert.True(double.IsFinite(rest.Means[0]) && double.IsFinite(rest.LogDensity([0])));
        }
    }

    [Fact]
    public void Thirty_two_dimensions_are_no_trouble() => CoupledCase.ForAll(CoupledCase.Gentle(32), mixture =>
    {
        int[] odd = [.. Enumerable.Range(0, 16).Select(i => 31 - (2 * i))];
        double[] t = mixture.Point(0, 0.1);
        double joint = mixture.View().LogDensity(t);

        // Random factors of that size have condition numbers up to 1e8.
        double parts = mixture.LogMarginal(odd, t) + mixture.LogConditional(odd, t);
        Near.AssertAbsolute(joint, parts, 1e-7 * (10 + Math.Abs(joint)));
    }, 20);

    [Fact]
    public void Float_agrees_with_double() => CoupledCase.ForAll(CoupledCase.Gentle(3), drawn =>
    {
        float[] weights = Array.ConvertAll(drawn.Weights, x => (float)x), means = Array.ConvertAll(drawn.Means, x => (float)x);
        float[] factors = Array.ConvertAll(drawn.Factors, x => (float)x), scales = new float[means.Length];
        CoupledCase rounded = new(
            Array.ConvertAll(weights, x => (double)x), Array.ConvertAll(means, x => (double)x), Array.ConvertAll(factors, x => (double)x));
        GaussianMixture<float> mixture = GaussianMixture<float>.FromPrecisionFactors(weights, means, factors, scales);
        float[] memory = new float[GaussianMixture<float>.MemoryLength(mixture.Components, 2)];
        double expected = rounded.LogConditional([1], [0.5, -1, 2]);
        double actual = mixture.Conditional([1], [-1], memory).LogDensity([0.5f, 2]);
        Near.AssertAbsolute(expected, actual, 3e-6 * (10 + Math.Abs(expected)));
        double density = rounded.View().LogDensity([0.5, -1, 2]);
        Near.AssertRelative(density, mixture.LogDensity([0.5f, -1, 2]), 1e-7);
    });

    [Fact]
    public void What_cannot_be_given_is_refused_by_name()
    {
        double[] memory = new double[100];
        Refused.ByName(() => Textbook().Conditional([0, 1], [1, 2], memory), "given", "0 to 1 dimensions, got 2");
        Refused.ByName(() => Textbook().Conditional([2], [1], memory), "given", "from 0 to 1, got 2 at 0");
        Refused.ByName(() => Textbook().Conditional([0], [1, 2], memory), "values", "[given] = [1] values, got [2]");
        Refused.ByName(() => Textbook().Conditional([0], [double.NaN], memory), "values", "finite values, got NaN at 0");
        Refused.ByName(() => Textbook().Conditional([0], [1], new double[4]), "memory", "room for 5 values", "got [4]");
        Refused.ByName(() => Textbook().Marginal([], memory), "dimensions", "1 to 2 dimensions, got 0");
        Refused.ByName(() => Textbook().Marginal([1, 1], memory), "dimensions", "different dimensions", "got 1 at 1");
        Refused.ByName(() => GaussianMixture<double>.MemoryLength(0, 1), "components");
        Refused.ByName(() => GaussianMixture<double>.MemoryLength(1, 0), "dimensions");
    }

    private static void AssertChain(CoupledCase mixture, int[] given, double[] t)
    {
        double joint = mixture.View().LogDensity(t);
        double marginal = given.Length == 0 ? 0 : mixture.LogMarginal(given, t);
        double conditional = mixture.LogConditional(given, t);
        Near.AssertAbsolute(
            joint, marginal + conditional, 1e-9 * (10 + Math.Abs(joint) + Math.Abs(marginal)), $"given [{string.Join(", ", given)}]");
    }

    private static GaussianMixture<double> Textbook() =>
        GaussianMixture<double>.FromCovariances([1], [1, -2], [4, 3.6, 3.6, 9], new double[4], new double[2]);
}
