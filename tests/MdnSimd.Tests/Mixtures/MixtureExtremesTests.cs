using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Kernels;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class MixtureExtremesTests
{
    /// <summary>Numbers that have broken mixtures before.</summary>
    private static readonly double[] Awkward =
        [0, -0.0, 1, -1, 1e-45, -1e-45, 1e-38, 88, -88, 104, -104, 709, -745, 1e4, -1e4, 1e18, -1e18, 3.4e38, -3.4e38];

    [Fact]
    public void Any_finite_float_outputs_and_targets_give_a_finite_loss_and_gradient() =>
        Properties.ForAll(Wild(), wild => AssertFinite<float>(wild, 3.4e38), cases: 2000, shrink: Simpler);

    [Fact]
    public void Any_finite_double_outputs_and_targets_give_a_finite_loss_and_gradient() =>
        Properties.ForAll(Wild(), wild => AssertFinite<double>(wild, 1.7e308), cases: 1000, shrink: Simpler);

    [Fact]
    public void So_do_a_thousand_dimensions_or_as_many_coupled_ones_as_there_may_be() =>
        Assert.All(Enum.GetValues<Covariance>(), covariance =>
        {
            int dimensions = covariance == Covariance.Full ? Triangular.MaxDimensions : 1000;
            foreach (double reach in (double[])[0.3, 1])
            {
                AssertFinite<float>(new WildCase(new HeadCase(covariance, ScaleLink.Exp, 2, dimensions, 2, 1), reach), 3.4e38);
                AssertFinite<double>(new WildCase(new HeadCase(covariance, ScaleLink.Exp, 2, dimensions, 2, 1), reach), 1.7e308);
            }
        });

    [Fact]
    public void Any_finite_outputs_give_a_positive_definite_covariance() =>
        Properties.ForAll(Wild(), wild =>
        {
            AssertPositiveDefinite<float>(wild, 3.4e38);
            AssertPositiveDefinite<double>(wild, 1.7e308);
        }, cases: 1000, shrink: Simpler);

    [Fact]
    public void Couplings_that_overflow_against_each_other_cancel()
    {
        // 3e38 * 8 - 3e38 * 8: limited first, the terms are numbers, and their sum is 0.
        MixtureLayout layout = new(1, 3, Covariance.Full);
        float[] raw = [0, 0, 0, 0, 1, 3e38f, -3e38f, 1, 0, 1];
        Assert.InRange(HeadRunner.Loss<float, RawOutputSpace>(layout, ScaleLink.Exp, raw, [0, 8, 8])[0], 0, 100);
    }

    [Theory]
    [InlineData(ScaleLink.Exp)]
    [InlineData(ScaleLink.Softplus)]
    [InlineData(ScaleLink.EluPlusOne)]
    public void A_target_a_thousand_scales_away_still_pulls_the_nearest_component(ScaleLink link)
    {
        // Without subtracting the maximum every exponential underflows and the loss is infinite.
        MixtureLayout layout = new(2, 1, Covariance.Diagonal);
        float[] raw = [0, 0, -10, 10, -30, -30];
        float[] gradient = new float[6];
        float loss = HeadRunner.Loss<float, RawOutputSpace>(layout, link, raw, [12f], gradient)[0];
        Assert.InRange(loss, 1e6, 4e6);
        Assert.Equal(0.5f, gradient[0]);
        Assert.Equal(-0.5f, gradient[1]);
        Assert.Equal(0f, gradient[2]);
        Assert.True(gradient[3] < -1e6f);
    }

    [Fact]
    public void The_floor_stands_in_the_quadratic_form_and_in_the_determinant()
    {
        // s = -1000: the link gives 0, and what is left is a normal density of standard deviation 1e-3.
        MixtureLayout layout = new(1, 1, Covariance.Isotropic);
        double loss = HeadRunner.Loss<double, RawOutputSpace>(layout, ScaleLink.Exp, [0, 0, -1000], [0.002])[0];
        Assert.Equal(0.5 * Math.Log(2 * Math.PI) + Math.Log(1e-3) + 2, loss, 1e-12);
    }

    private static void AssertFinite<T>(WildCase wild, double largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MixtureLayout layout = wild.Case.Layout;
        CounterRandom random = new((ulong)wild.Case.Seed, 4);
        T[] raw = Draw<T>(ref random, layout.Outputs * wild.Case.Rows, wild.Reach, largest);
        T[] targets = Draw<T>(ref random, wild.Case.Dimensions * wild.Case.Rows, wild.Reach, largest);
        foreach (double floor in (double[])[1e-6, 1e-3, 1])
        {
            T[] gradient = new T[raw.Length];
            T[] parameterGradient = new T[raw.Length];
            Assert.All(HeadRunner.Loss<T, RawOutputSpace>(layout, wild.Case.Link, raw, targets, gradient, floor), Finite);
            Assert.All(HeadRunner.Loss<T, ParameterSpace>(layout, wild.Case.Link, raw, targets, parameterGradient, floor), Finite);
            Assert.All(gradient, Finite);
            Assert.All(parameterGradient, Finite);
            foreach (TrainingLoss loss in TrainingLossCases.All)
            {
                T[] losses = LossRunner.Loss(layout, wild.Case.Link, LossTerms<T>.Of(loss, 2), raw, targets, gradient, floor: floor);
                Assert.All(losses, Finite);
                Assert.All(gradient, Finite);
            }
        }
    }

    /// <summary>
    /// Zeros below a positive diagonal and finite elsewhere: that makes U^T U positive definite. No standard deviation is below the
    /// floor, and none is infinite, in tiny units as in huge ones.
    /// </summary>
    private static void AssertPositiveDefinite<T>(WildCase wild, double largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        HeadCase @case = wild.Case with { Covariance = Covariance.Full };
        CounterRandom random = new((ulong)@case.Seed, 4);
        T[] raw = Draw<T>(ref random, @case.Layout.Outputs * @case.Rows, wild.Reach, largest);
        T unit = T.CreateTruncating(Math.Pow(largest, new[] { -0.97, 0, 0.97 }[@case.Seed % 3]));
        (_, _, T[] means, T[] scales, T[] factors) = HeadRunner.Predict(@case.Layout, @case.Link, raw, double.CreateChecked(unit));
        Assert.All(means, Finite);
        Assert.All(scales, Finite);
        Assert.All(factors, Finite);
        T floor = T.Min(T.CreateTruncating(HeadCase.Floor) * unit, T.CreateTruncating(1e150));
        Assert.All(scales, scale => Assert.True(scale >= floor && scale > T.Zero, $"{scale}"));
        int dimensions = @case.Dimensions;
        for (int i = 0; i < factors.Length; i++)
        {
            (int row, int column) = (i / dimensions % dimensions, i % dimensions);
            Assert.True(
                row == column ? factors[i] > T.Zero : row < column || factors[i] == T.Zero, $"U[{row}, {column}] = {factors[i]}");
        }
    }

    private static T[] Draw<T>(ref CounterRandom random, int count, double reach, double largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        for (int i = 0; i < count; i++)
        {
            // From the awkward numbers, or with any exponent from subnormal to the largest.
            double exponent = Math.Log10(largest) * ((2 * random.NextUniform()) - 1) * reach;
            double value = random.NextBelow(3) == 0
                ? Awkward[random.NextBelow((ulong)Awkward.Length)]
                : Math.Pow(10, exponent) * (random.NextBelow(2) == 0 ? 1 : -1);
            values[i] = T.CreateSaturating(value);
            values[i] = T.IsFinite(values[i]) ? values[i] : T.CopySign(T.CreateSaturating(largest), values[i]);
        }

        return values;
    }

    private static void Finite<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Assert.True(T.IsFinite(value), $"{value}");

    private static Gen<WildCase> Wild() =>
        from @case in HeadCase.Any()
        from reach in Gen.Elements(0.05, 0.2, 0.6, 1.0)
        select new WildCase(@case with { Rows = Math.Min(@case.Rows, 3) }, reach);

    private static IEnumerable<WildCase> Simpler(WildCase wild) => wild.Case.Shrink().Select(@case => wild with { Case = @case });

    /// <summary>Reach: which part of the range of exponents is drawn from.</summary>
    public sealed record WildCase(HeadCase Case, double Reach);
}
