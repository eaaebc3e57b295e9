using FsCheck.Fluent;
using MdnSimd.Kernels;
using MdnSimd.Mixtures;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Mixtures;

public class TrainingLossTests
{
    /// <summary>Those that are the function whose gradient they have.</summary>
    private static readonly TrainingLoss[] Functions = [new ContinuousRankedProbabilityScore(), new MixedLoss(0.3)];

    [Fact]
    public void Gradients_agree_with_central_differences() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            foreach (TrainingLoss loss in Functions)
            {
                CheckGradient(@case, loss);
            }
        }, shrink: @case => @case.Shrink());

    [Theory]
    [InlineData(ScaleLink.Exp, 1)]
    [InlineData(ScaleLink.Softplus, 3)]
    public void So_do_those_of_as_many_coupled_dimensions_as_there_may_be(ScaleLink link, int components)
    {
        HeadCase @case = new(Covariance.Full, link, components, Triangular.MaxDimensions, Rows: 2, Seed: 5);
        CheckGradient(@case, new ContinuousRankedProbabilityScore(), spread: 0.3);
    }

    [Fact]
    public void The_ranked_score_is_the_mean_of_what_the_mixture_itself_answers() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            double[] raw = @case.Raw();
            double[] targets = @case.Targets();
            double[] losses = LossRunner.Loss(@case.Layout, @case.Link, LossRunner.Terms(new ContinuousRankedProbabilityScore()), raw, targets);
            (double[] weights, double[] logWeights, double[] means, double[] scales, double[] factors) =
                HeadRunner.Predict(@case.Layout, @case.Link, raw);
            MixtureRows<double> rows = new()
            {
                RowComponents = @case.Components,
                Weights = weights,
                LogWeights = logWeights,
                Means = means,
                Scales = scales,
                PrecisionFactors = factors,
            };
            for (int row = 0; row < @case.Rows; row++)
            {
                double expected = 0;
                for (int d = 0; d < @case.Dimensions; d++)
                {
                    expected += rows.Mixture(row, @case.Layout).Crps(targets[(row * @case.Dimensions) + d], d) / @case.Dimensions;
                }

                Assert.Equal(expected, losses[row], 1e-12 * (1 + expected));
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void The_ranked_score_is_the_integral_of_the_squared_difference_of_the_distribution_functions() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            HeadCase one = @case with { Covariance = Covariance.Diagonal, Dimensions = 1, Rows = 1 };
            double[] raw = one.Raw();
            double[] targets = one.Targets();
            double loss = LossRunner.Loss(one.Layout, one.Link, LossRunner.Terms(new ContinuousRankedProbabilityScore()), raw, targets)[0];
            PlainMixture mixture = PlainMixture.FromRaw(one, raw);
            double t = targets[0];
            double low = Math.Min(t, mixture.Means.Zip(mixture.Scales, (mean, scale) => mean - (9 * scale)).Min());
            double high = Math.Max(t, mixture.Means.Zip(mixture.Scales, (mean, scale) => mean + (9 * scale)).Max());
            double[] breaks = [low, high, t, .. mixture.Means.SelectMany((m, k) => Enumerable.Range(-9, 19).Select(i => m + (i * mixture.Scales[k])))];
            breaks = [.. breaks.Where(x => x >= low && x <= high).Distinct().Order()];
            double integral = 0;
            for (int i = 1; i < breaks.Length; i++)
            {
                (double left, double right) = (breaks[i - 1], breaks[i]);
                bool beyond = (left + right) / 2 > t;
                integral += MathNet.Numerics.Integration.GaussLegendreRule.Integrate(
                    x => Math.Pow(Cdf(x) - (beyond ? 1 : 0), 2), left, right, 32);
            }

            Assert.Equal(integral, loss, 1e-10 * (1 + loss));

            double Cdf(double x) => mixture.Weights.Select(
                (weight, k) => weight * MathNet.Numerics.Distributions.Normal.CDF(mixture.Means[k], mixture.Scales[k], x)).Sum();
        }, cases: 40, shrink: @case => @case.Shrink());

    [Fact]
    public void The_ranked_score_of_one_Gaussian_is_the_closed_form_of_Gneiting_and_others()
    {
        // sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)), Gneiting et al. 2005, at z = 1 and sigma = 2: from tables of Phi and phi.
        MixtureLayout layout = new(1, 1, Covariance.Diagonal);
        double[] raw = [0.3, 1, Math.Log(2 - HeadCase.Floor)];
        double expected = 2 * ((2 * 0.84134474606854293) - 1 + (2 * 0.24197072451914337) - 0.56418958354775629);
        double loss = LossRunner.Loss(layout, ScaleLink.Exp, LossRunner.Terms(new ContinuousRankedProbabilityScore()), raw, [3.0])[0];
        Assert.Equal(expected, loss, 1e-14);
    }

    [Fact]
    public void Scores_are_positive_and_gradients_for_logits_sum_to_zero() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            float[] raw = [.. @case.Raw().Select(z => (float)z)];
            float[] targets = [.. @case.Targets().Select(t => (float)t)];
            foreach (TrainingLoss loss in TrainingLossCases.All)
            {
                float[] gradient = new float[raw.Length];
                LossTerms<float> terms = LossTerms<float>.Of(loss, 1.5);
                float[] losses = LossRunner.Loss(@case.Layout, @case.Link, terms, raw, targets, gradient);
                for (int row = 0; row < @case.Rows; row++)
                {
                    Assert.True(loss is not ContinuousRankedProbabilityScore || losses[row] > 0, $"{losses[row]}");
                    Assert.Equal(0, gradient.Skip(row * @case.Layout.Outputs).Take(@case.Components).Sum(g => (double)g), 3e-6);
                }
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void Float_agrees_with_double() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            float[] raw = [.. @case.Raw().Select(z => (float)z)];
            float[] targets = [.. @case.Targets().Select(t => (float)t)];
            ContinuousRankedProbabilityScore loss = new();
            AssertFloatIsDouble(@case.Layout, @case.Link, loss, raw, targets, @case.Covariance == Covariance.Full ? 1e-3 : 4e-6);
        }, shrink: @case => @case.Shrink());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Float_stays_accurate_where_the_terms_of_the_closed_form_cancel(int components)
    {
        // Components in one place, scales at the floor, a component and an outcome far away, weights alike or all but one gone.
        MixtureLayout layout = new(components, 1, Covariance.Diagonal);
        float[][] cases =
        [
            .. from logit in (float[])[0, 9, 14]
               from far in (float[])[0, 1e-4f, 1, 1e3f, 1e6f]
               from scale in (float[])[-1000, -12, 0, 3]
               from outcome in (float[])[0, 7e-4f, 5, 1e3f, 1e6f]
               select new[] { logit, far, scale, outcome },
        ];
        foreach (float[] each in cases)
        {
            float[] raw = new float[layout.Outputs];
            raw[0] = each[0];
            raw[layout.ScaleOffset - 1] = each[1];
            raw.AsSpan(layout.ScaleOffset).Fill(each[2]);
            AssertFloatIsDouble(layout, ScaleLink.Softplus, new ContinuousRankedProbabilityScore(), raw, [each[3]], 3e-6);
        }
    }

    [Fact]
    public void Couplings_that_multiply_beyond_all_limits_leave_a_finite_gradient()
    {
        // tau_1 = 1e24 through two couplings of 1e15, sigma_3 at the floor, and tau_4 beyond the limit: the derivative for c_34 overflows.
        MixtureLayout layout = new(1, 4, Covariance.Full);
        float[] raw = [0, 0, 0, 0, 0, -1000, 1e15f, 0, 0, -1000, 1e15f, 0, -1000, 1e-40f, 80];
        float[] gradient = new float[raw.Length];
        LossTerms<float> terms = LossTerms<float>.Of(new ContinuousRankedProbabilityScore(), 1);
        float[] losses = LossRunner.Loss(layout, ScaleLink.Exp, terms, raw, [0, 0, 0, 0], gradient, floor: 1e-6);
        Assert.True(float.IsFinite(losses[0]), $"{losses[0]}");
        Assert.All(gradient, slope => Assert.True(float.IsFinite(slope), $"{slope}"));
        Assert.Equal(1e18f, Math.Abs(gradient[13]), 1e12f);
    }

    [Fact]
    public void Equal_components_score_and_pull_as_one()
    {
        MixtureLayout one = new(1, 1, Covariance.Diagonal);
        MixtureLayout many = new(20, 1, Covariance.Diagonal);
        LossTerms<double> terms = LossRunner.Terms(new ContinuousRankedProbabilityScore());
        double[] raw = [.. Enumerable.Repeat(0.2, 20), .. Enumerable.Repeat(0.5, 20), .. Enumerable.Repeat(-1.0, 20)];
        double[] gradient = new double[60];
        double[] gradientOfOne = new double[3];
        double loss = LossRunner.Loss(many, ScaleLink.Softplus, terms, raw, [0.9], gradient)[0];
        double lossOfOne = LossRunner.Loss(one, ScaleLink.Softplus, terms, [0.2, 0.5, -1.0], [0.9], gradientOfOne)[0];
        Assert.Equal(lossOfOne, loss, 1e-14);
        Assert.Equal(gradientOfOne[1], gradient[20..40].Sum(), 1e-14);
        Assert.Equal(gradientOfOne[2], gradient[40..].Sum(), 1e-14);
        Assert.All(gradient[..20], slope => Assert.Equal(0, slope, 1e-15));
    }

    [Fact]
    public void At_the_truth_the_gradient_is_zero_in_expectation()
    {
        // A proper score: over draws from the mixture itself, the mean of each derivative is 0 within five standard errors.
        HeadCase @case = new(Covariance.Full, ScaleLink.Softplus, 3, 2, 1, 11);
        double[] raw = @case.Raw();
        (double[] weights, double[] logWeights, double[] means, double[] scales, double[] factors) =
            HeadRunner.Predict(@case.Layout, @case.Link, raw);
        MixtureRows<double> rows = new()
        {
            RowComponents = 3,
            Weights = weights,
            LogWeights = logWeights,
            Means = means,
            Scales = scales,
            PrecisionFactors = factors,
        };
        const int Draws = 100_000;
        double[] targets = new double[Draws * 2];
        for (int i = 0; i < Draws; i++)
        {
            rows.Mixture(0, @case.Layout).Sample(5, (ulong)i, targets.AsSpan(2 * i, 2));
        }

        double[] repeated = [.. Enumerable.Repeat(raw, Draws).SelectMany(z => z)];
        foreach (TrainingLoss loss in TrainingLossCases.All)
        {
            double[] gradient = new double[repeated.Length];
            LossRunner.Loss(@case.Layout, @case.Link, LossRunner.Terms(loss), repeated, targets, gradient);
            for (int output = 0; output < raw.Length; output++)
            {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < Draws; i++)
                {
                    double slope = gradient[(i * raw.Length) + output];
                    sum += slope;
                    squares += slope * slope;
                }

                Assert.True(Math.Abs(sum) <= 5 * Math.Sqrt(squares), $"{loss}, output {output}: mean {sum / Draws:g3}");
            }
        }
    }

    [Fact]
    public void A_row_alone_gives_the_bits_of_the_row_in_a_batch_at_any_width() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            float[] raw = [.. @case.Raw().Select(z => (float)z)];
            float[] targets = [.. @case.Targets().Select(t => (float)t)];
            foreach (TrainingLoss loss in TrainingLossCases.All)
            {
                LossTerms<float> terms = LossTerms<float>.Of(loss, 1.5);
                float[] gradient = new float[raw.Length];
                float[] losses = LossRunner.Loss(@case.Layout, @case.Link, terms, raw, targets, gradient);
                Assert.All(AtWidth.Stated, bits =>
                {
                    float[] narrow = new float[raw.Length];
                    Assert.Equal(losses, LossRunner.Loss(@case.Layout, @case.Link, terms, raw, targets, narrow, bits: bits));
                    Assert.Equal(gradient, narrow);
                });
                for (int row = 0; row < @case.Rows; row++)
                {
                    float[] alone = new float[@case.Layout.Outputs];
                    float[] lossAlone = LossRunner.Loss(
                        @case.Layout, @case.Link, terms, Row(raw, row, @case.Layout.Outputs), Row(targets, row, @case.Dimensions), alone);
                    Assert.Equal(losses[row], lossAlone[0]);
                    Assert.Equal(Row(gradient, row, @case.Layout.Outputs), alone);
                }
            }
        }, cases: 30, shrink: @case => @case.Shrink());

    private static void AssertFloatIsDouble(
        MixtureLayout layout, ScaleLink link, TrainingLoss loss, float[] raw, float[] targets, double tolerance)
    {
        float[] gradient = new float[raw.Length];
        double[] wideGradient = new double[raw.Length];
        float[] losses = LossRunner.Loss(layout, link, LossTerms<float>.Of(loss, 1), raw, targets, gradient);
        double[] wideLosses = LossRunner.Loss(
            layout, link, LossTerms<double>.Of(loss, 1), [.. raw.Select(z => (double)z)], [.. targets.Select(t => (double)t)], wideGradient);
        for (int row = 0; row < losses.Length; row++)
        {
            Assert.True(
                Math.Abs(wideLosses[row] - losses[row]) <= tolerance * wideLosses[row], $"row {row}: {losses[row]:R}, {wideLosses[row]:R}");
            for (int i = row * layout.Outputs; i < (row + 1) * layout.Outputs; i++)
            {
                // The derivative for a logit is a difference of scores.
                double scale = (i % layout.Outputs) < layout.MeanOffset ? 1 + wideLosses[row] : 1;
                Assert.True(
                    Math.Abs(wideGradient[i] - gradient[i]) <= tolerance * scale, $"gradient {i}: {gradient[i]:R}, {wideGradient[i]:R}");
            }
        }
    }

    private static void CheckGradient(HeadCase @case, TrainingLoss loss, double spread = 1)
    {
        double[] raw = [.. @case.Raw().Select(z => spread * z)];
        double[] targets = @case.Targets();
        (_, double[] gradient) = LossRunner.Evaluate(@case, loss, raw, targets);
        CounterRandom random = new((ulong)@case.Seed, 2);
        for (int i = 0; i < 40; i++)
        {
            int element = (int)random.NextBelow((ulong)raw.Length);
            int row = element / @case.Layout.Outputs;
            FiniteDifferences.Check(
                $"{loss}: dE/dz[{row}, {element % @case.Layout.Outputs}]",
                ref raw[element],
                () => LossRunner.Loss(@case.Layout, @case.Link, LossRunner.Terms(loss), raw, targets)[row],
                gradient[element]);
        }
    }

    private static float[] Row(float[] matrix, int row, int width) => matrix[(row * width)..((row + 1) * width)];
}
