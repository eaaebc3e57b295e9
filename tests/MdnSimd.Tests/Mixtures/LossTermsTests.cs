using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

/// <summary>What a loss adds to the likelihood and the score: shares, powers of variances, a prior, weights of rows.</summary>
public class LossTermsTests
{
    [Fact]
    public void The_mixed_loss_is_the_sum_of_both_by_their_shares() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            double[] raw = @case.Raw();
            double[] targets = @case.Targets();
            (double[] likelihood, double[] likelihoodGradient) = LossRunner.Evaluate(@case, new NegativeLogLikelihood(), raw, targets);
            (double[] score, double[] scoreGradient) = LossRunner.Evaluate(@case, new ContinuousRankedProbabilityScore(), raw, targets);
            (double[] mixed, double[] mixedGradient) = LossRunner.Evaluate(@case, new MixedLoss(0.2), raw, targets);
            Assert.All(mixed.Index(), at => Assert.Equal(
                (0.8 * likelihood[at.Index]) + (0.2 * score[at.Index]), at.Item, 1e-13 * (1 + Math.Abs(likelihood[at.Index]))));
            Assert.All(mixedGradient.Index(), at => Assert.Equal(
                (0.8 * likelihoodGradient[at.Index]) + (0.2 * scoreGradient[at.Index]), at.Item,
                1e-13 * (1 + Math.Abs(likelihoodGradient[at.Index]))));
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void Beta_multiplies_the_gradients_of_a_term_by_its_own_variance_to_beta() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            // Without couplings the terms are the raw outputs themselves.
            @case = @case with { Covariance = @case.Covariance == Covariance.Full ? Covariance.Diagonal : @case.Covariance };
            double[] raw = @case.Raw();
            double[] targets = @case.Targets();
            MixtureLayout layout = @case.Layout;
            (double[] likelihood, double[] plain) = LossRunner.Evaluate(@case, new NegativeLogLikelihood(), raw, targets);
            (double[] losses, double[] weighed) = LossRunner.Evaluate(@case, new BetaNegativeLogLikelihood(0.7), raw, targets);
            Assert.Equal(likelihood, losses);
            for (int row = 0; row < @case.Rows; row++)
            {
                double[] z = raw[(row * layout.Outputs)..((row + 1) * layout.Outputs)];
                PlainMixture mixture = PlainMixture.FromRaw(@case, z);
                for (int i = 0; i < layout.Outputs; i++)
                {
                    int k = i - (i < layout.ScaleOffset ? layout.MeanOffset : layout.ScaleOffset);
                    k = @case.Covariance == Covariance.Isotropic && i < layout.ScaleOffset ? k / @case.Dimensions : k;
                    double expected = plain[(row * layout.Outputs) + i];
                    expected *= i < layout.MeanOffset ? 1 : Math.Pow(mixture.Scales[k], 1.4);
                    Assert.Equal(expected, weighed[(row * layout.Outputs) + i], 1e-12 * (1 + Math.Abs(expected)));
                }
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void Beta_with_coupled_dimensions_weighs_each_regression_by_its_own_variance()
    {
        // One component: the loss is a sum over dimensions of log sigma_i + v_i^2 / 2, and so is the surrogate with each term's factor.
        HeadCase @case = new(Covariance.Full, ScaleLink.Softplus, 1, 3, 1, 8);
        double[] raw = @case.Raw();
        double[] targets = @case.Targets();
        double[] factors = [.. PlainMixture.FromRaw(@case, raw).Scales.Where((_, i) => i is 0 or 3 or 5).Select(u => Math.Pow(u, -1.2))];
        (_, double[] gradient) = LossRunner.Evaluate(@case, new BetaNegativeLogLikelihood(0.6), raw, targets);
        for (int i = 0; i < raw.Length; i++)
        {
            FiniteDifferences.Check($"output {i}", ref raw[i], Surrogate, gradient[i]);
        }

        double Surrogate()
        {
            double[] u = PlainMixture.FromRaw(@case, raw).Scales;
            double[] delta = [.. targets.Zip(raw[1..4], (t, mean) => t - mean)];
            double[] v =
            [
                (u[0] * delta[0]) + (u[1] * delta[1]) + (u[2] * delta[2]), (u[3] * delta[1]) + (u[4] * delta[2]), u[5] * delta[2],
            ];
            double[] diagonal = [u[0], u[3], u[5]];
            return factors.Select((factor, i) => factor * ((0.5 * v[i] * v[i]) - Math.Log(diagonal[i]))).Sum();
        }
    }

    [Fact]
    public void The_prior_adds_the_gradient_of_minus_the_mean_logarithm_of_the_weights() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            HeadCase one = @case with { Rows = 1 };
            double[] raw = one.Raw();
            double[] targets = one.Targets();
            foreach (TrainingLoss loss in TrainingLossCases.All)
            {
                (double[] plainLosses, double[] plain) = LossRunner.Evaluate(one, loss, raw, targets);
                double[] gradient = new double[raw.Length];
                double[] losses = LossRunner.Loss(one.Layout, one.Link, LossRunner.Terms(loss, 3.5), raw, targets, gradient);
                Assert.Equal(plainLosses, losses);
                Assert.Equal(plain[one.Components..], gradient[one.Components..]);
                for (int k = 0; k < one.Components; k++)
                {
                    double[] weights = PlainMixture.FromRaw(one, raw).Weights;
                    double expected = 2.5 * (weights[k] - (1.0 / one.Components));
                    Assert.Equal(expected, gradient[k] - plain[k], 1e-13);
                }
            }

            double[] prior = new double[raw.Length];
            LossRunner.Loss(one.Layout, one.Link, new LossTerms<double>(0, 0, 1), raw, targets, prior);
            (_, double[] none) = LossRunner.Evaluate(one, new NegativeLogLikelihood(), raw, targets);
            FiniteDifferences.Check(
                "prior", ref raw[0], () => -PlainMixture.FromRaw(one, raw).Weights.Average(Math.Log), prior[0] - none[0] + 0.0);
        }, cases: 30, shrink: @case => @case.Shrink());

    [Fact]
    public void A_weight_multiplies_the_gradient_of_its_row_and_not_its_loss() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            float[] raw = [.. @case.Raw().Select(z => (float)z)];
            float[] targets = [.. @case.Targets().Select(t => (float)t)];
            float[] weights = [.. Enumerable.Range(0, @case.Rows).Select(row => row % 5 * 0.5f)];
            foreach (TrainingLoss loss in TrainingLossCases.All)
            {
                LossTerms<float> terms = LossTerms<float>.Of(loss, 1.5);
                float[] gradient = new float[raw.Length];
                float[] weighed = new float[raw.Length];
                float[] losses = LossRunner.Loss(@case.Layout, @case.Link, terms, raw, targets, gradient);
                Assert.Equal(losses, LossRunner.Loss(@case.Layout, @case.Link, terms, raw, targets, weighed, weights));
                Assert.Equal(gradient.Select((slope, i) => weights[i / @case.Layout.Outputs] * slope), weighed);
            }
        }, cases: 30, shrink: @case => @case.Shrink());
}
