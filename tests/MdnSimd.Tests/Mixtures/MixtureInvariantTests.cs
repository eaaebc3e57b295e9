using MdnSimd.Kernels;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class MixtureInvariantTests
{
    [Fact]
    public void The_weights_sum_to_one() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            (double[] weights, double[] logWeights, _, _, _) = HeadRunner.Predict(@case.Layout, @case.Link, @case.Raw());
            for (int row = 0; row < @case.Rows; row++)
            {
                Assert.Equal(1, Row(weights, row, @case.Components).Sum(), 14);
                Assert.Equal(1, Row(logWeights, row, @case.Components).Sum(Math.Exp), 13);
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void The_responsibilities_sum_to_one_and_the_logit_gradients_to_zero() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            double[] raw = @case.Raw();
            double[] gradient = new double[raw.Length];
            HeadRunner.Loss<double, RawOutputSpace>(@case.Layout, @case.Link, raw, @case.Targets(), gradient);
            (double[] weights, _, _, _, _) = HeadRunner.Predict(@case.Layout, @case.Link, raw);
            for (int row = 0; row < @case.Rows; row++)
            {
                double[] alpha = Row(weights, row, @case.Components);
                double[] logitGradient = Row(gradient, row, @case.Layout.Outputs)[..@case.Components];
                double[] pi = [.. alpha.Zip(logitGradient, (a, g) => a - g)];
                Assert.All(pi, p => Assert.InRange(p, -1e-15, 1 + 1e-15));
                Assert.Equal(1, pi.Sum(), 14);
                Assert.Equal(0, logitGradient.Sum(), 14);
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void The_mean_gradients_are_the_pull_of_the_target_shared_out_by_responsibility() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            double[] raw = @case.Raw();
            double[] targets = @case.Targets();
            double[] gradient = new double[raw.Length];
            HeadRunner.Loss<double, RawOutputSpace>(@case.Layout, @case.Link, raw, targets, gradient);
            (double[] weights, _, double[] means, double[] scales, double[] factors) = HeadRunner.Predict(@case.Layout, @case.Link, raw);
            for (int row = 0; row < @case.Rows; row++)
            {
                double[] rowGradient = Row(gradient, row, @case.Layout.Outputs);
                for (int k = 0; k < @case.Components; k++)
                {
                    double responsibility = weights[(row * @case.Components) + k] - rowGradient[k];
                    for (int d = 0; d < @case.Dimensions; d++)
                    {
                        int element = (((row * @case.Components) + k) * @case.Dimensions) + d;
                        (double pull, double size) = Pull(row, k, d);
                        double actual = rowGradient[@case.Layout.MeanOffset + (k * @case.Dimensions) + d];
                        Assert.True(
                            Math.Abs((responsibility * pull) - actual) <= 1e-12 * (1 + size),
                            $"row {row}, component {k}, dimension {d}: {actual:R}, expected {responsibility * pull:R}");
                    }
                }
            }

            // Sigma^-1 (mu - t) in one dimension, and the sum of the magnitudes of its terms.
            (double Sum, double Size) Pull(int row, int k, int d)
            {
                (double sum, double size) = (0, 0);
                int first = ((row * @case.Components) + k) * @case.Dimensions;
                for (int j = 0; j < @case.Dimensions; j++)
                {
                    for (int i = 0; i < @case.Dimensions; i++)
                    {
                        double term = Factor(first, i, d) * Factor(first, i, j) * (means[first + j] - targets[(row * @case.Dimensions) + j]);
                        sum += term;
                        size += Math.Abs(term);
                    }
                }

                return (sum, size);
            }

            double Factor(int first, int i, int j) =>
                factors.Length > 0 ? factors[((first + i) * @case.Dimensions) + j] : i == j ? 1 / scales[first + i] : 0;
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void Permuting_the_components_permutes_the_gradient_and_changes_nothing_else() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            MixtureLayout layout = @case.Layout;
            int[] permutation = [.. Enumerable.Range(0, @case.Components)];
            new CounterRandom((ulong)@case.Seed, 3).Shuffle<int>(permutation);
            int[] outputs = [.. Enumerable.Range(0, layout.Outputs).Select(Permuted)];

            double[] raw = @case.Raw();
            double[] targets = @case.Targets();
            double[] permutedRaw = [.. Enumerable.Range(0, raw.Length).Select(i => raw[i - (i % layout.Outputs) + outputs[i % layout.Outputs]])];
            double[] gradient = new double[raw.Length];
            double[] permutedGradient = new double[raw.Length];
            double[] losses = HeadRunner.Loss<double, RawOutputSpace>(layout, @case.Link, raw, targets, gradient);
            double[] permutedLosses = HeadRunner.Loss<double, RawOutputSpace>(layout, @case.Link, permutedRaw, targets, permutedGradient);

            for (int row = 0; row < @case.Rows; row++)
            {
                Assert.Equal(losses[row], permutedLosses[row], 1e-12 * (1 + Math.Abs(losses[row])));
            }

            for (int i = 0; i < raw.Length; i++)
            {
                double expected = gradient[i - (i % layout.Outputs) + outputs[i % layout.Outputs]];
                Assert.Equal(expected, permutedGradient[i], 1e-11 * (1 + Math.Abs(expected)));
            }

            int Permuted(int output)
            {
                (int offset, int size) = output < layout.MeanOffset ? (0, 1)
                    : output < layout.ScaleOffset ? (layout.MeanOffset, @case.Dimensions)
                    : (layout.ScaleOffset, layout.ScalesPerComponent);
                int component = (output - offset) / size;
                return offset + (permutation[component] * size) + ((output - offset) % size);
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void Float_agrees_with_double() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            float[] raw = [.. @case.Raw().Select(z => (float)z)];
            float[] targets = [.. @case.Targets().Select(t => (float)t)];
            double[] wideRaw = [.. raw.Select(z => (double)z)];
            double[] wideTargets = [.. targets.Select(t => (double)t)];
            float[] gradient = new float[raw.Length];
            double[] wideGradient = new double[raw.Length];
            float[] losses = HeadRunner.Loss<float, RawOutputSpace>(@case.Layout, @case.Link, raw, targets, gradient);
            double[] wideLosses = HeadRunner.Loss<double, RawOutputSpace>(@case.Layout, @case.Link, wideRaw, wideTargets, wideGradient);
            for (int row = 0; row < @case.Rows; row++)
            {
                // The loss sums terms as large as half the largest squared deviation; responsibilities carry its error on. A
                // deviation of coupled dimensions is itself a sum, of terms that may be much larger than it is.
                double scale = (1 + Math.Abs(wideLosses[row])) * (@case.Covariance == Covariance.Full ? 100 : 1);
                Assert.Equal(wideLosses[row], losses[row], 4e-6 * scale);
                for (int i = row * @case.Layout.Outputs; i < (row + 1) * @case.Layout.Outputs; i++)
                {
                    Assert.Equal(wideGradient[i], gradient[i], 2e-5 * scale * (1 + Math.Abs(wideGradient[i])));
                }
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void The_density_integrates_to_one() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            // One target dimension by the trapezoid rule over the reach of all components.
            HeadCase one = @case with { Dimensions = 1, Rows = 1 };
            double[] raw = one.Raw();
            for (int k = 0; k < one.Components; k++)
            {
                raw[one.Layout.ScaleOffset + k] = Math.Max(raw[one.Layout.ScaleOffset + k], -2);
            }

            (_, _, double[] means, double[] scales, _) = HeadRunner.Predict(one.Layout, one.Link, raw);
            double low = means.Zip(scales, (mean, scale) => mean - (12 * scale)).Min();
            double high = means.Zip(scales, (mean, scale) => mean + (12 * scale)).Max();
            int points = (int)(12 * (high - low) / scales.Min()) + 1;
            double step = (high - low) / points;
            double[] targets = [.. Enumerable.Range(0, points).Select(i => low + (i * step))];
            double[] rows = [.. Enumerable.Repeat(raw, points).SelectMany(z => z)];
            double integral = HeadRunner.Loss<double, RawOutputSpace>(one.Layout, one.Link, rows, targets).Sum(loss => Math.Exp(-loss)) * step;
            Assert.Equal(1, integral, 1e-9);
        }, cases: 40, shrink: @case => @case.Shrink());

    [Fact]
    public void A_row_alone_gives_the_bits_of_the_row_in_a_batch() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            float[] raw = [.. @case.Raw().Select(z => (float)z)];
            float[] targets = [.. @case.Targets().Select(t => (float)t)];
            float[] gradient = new float[raw.Length];
            float[] losses = HeadRunner.Loss<float, RawOutputSpace>(@case.Layout, @case.Link, raw, targets, gradient);
            (float[] weights, _, float[] means, float[] scales, float[] factors) = HeadRunner.Predict(@case.Layout, @case.Link, raw);
            int width = @case.Components * @case.Dimensions;
            int factorWidth = @case.Components * @case.Layout.FactorsPerComponent;
            for (int row = 0; row < @case.Rows; row++)
            {
                float[] z = Row(raw, row, @case.Layout.Outputs);
                float[] alone = new float[z.Length];
                float[] loss = HeadRunner.Loss<float, RawOutputSpace>(
                    @case.Layout, @case.Link, z, Row(targets, row, @case.Dimensions), alone);
                (float[] aloneWeights, _, float[] aloneMeans, float[] aloneScales, float[] aloneFactors) =
                    HeadRunner.Predict(@case.Layout, @case.Link, z);
                Assert.Equal(losses[row], loss[0]);
                Assert.Equal(Row(gradient, row, @case.Layout.Outputs), alone);
                Assert.Equal(Row(weights, row, @case.Components), aloneWeights);
                Assert.Equal(Row(means, row, width), aloneMeans);
                Assert.Equal(Row(scales, row, width), aloneScales);
                Assert.Equal(Row(factors, row, factorWidth), aloneFactors);
            }
        }, shrink: @case => @case.Shrink());

    private static T[] Row<T>(T[] matrix, int row, int width) => matrix[(row * width)..((row + 1) * width)];
}
