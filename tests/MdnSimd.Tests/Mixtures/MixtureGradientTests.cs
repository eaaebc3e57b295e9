using MdnSimd.Kernels;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class MixtureGradientTests
{
    [Fact]
    public void The_loss_is_the_formula_of_Bishop_1994_summed_the_plain_way() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            double[] raw = @case.Raw();
            double[] targets = @case.Targets();
            double[] losses = HeadRunner.Loss<double, RawOutputSpace>(@case.Layout, @case.Link, raw, targets);
            for (int row = 0; row < @case.Rows; row++)
            {
                double[] z = raw[(row * @case.Layout.Outputs)..((row + 1) * @case.Layout.Outputs)];
                double[] t = targets[(row * @case.Dimensions)..((row + 1) * @case.Dimensions)];
                double expected = PlainMixture.FromRaw(@case, z).Loss(t);
                Assert.True(
                    Math.Abs(losses[row] - expected) <= 1e-12 * (1 + Math.Abs(expected)),
                    $"row {row}: {losses[row]:R}, expected {expected:R}");
            }
        }, shrink: @case => @case.Shrink());

    [Fact]
    public void The_gradient_for_the_raw_outputs_agrees_with_central_differences() =>
        Properties.ForAll(HeadCase.Any(), CheckRawOutputs, shrink: @case => @case.Shrink());

    [Fact]
    public void The_gradients_for_alpha_mu_and_sigma_or_U_agree_with_central_differences() =>
        Properties.ForAll(HeadCase.Any(), CheckParameters, shrink: @case => @case.Shrink());

    [Theory]
    [InlineData(ScaleLink.Exp, 1)]
    [InlineData(ScaleLink.Softplus, 3)]
    [InlineData(ScaleLink.EluPlusOne, 8)]
    public void So_do_those_of_as_many_coupled_dimensions_as_there_may_be(ScaleLink link, int components)
    {
        HeadCase @case = new(Covariance.Full, link, components, Triangular.MaxDimensions, Rows: 3, Seed: 5);
        CheckRawOutputs(@case);
        CheckParameters(@case with { Components = 1 });
    }

    [Fact]
    public void The_loss_falls_along_minus_the_gradient() =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            HeadCase one = @case with { Rows = 1 };
            double[] raw = one.Raw();
            double[] targets = one.Targets();
            double[] gradient = new double[raw.Length];
            double before = HeadRunner.Loss<double, RawOutputSpace>(one.Layout, one.Link, raw, targets, gradient)[0];
            double squares = gradient.Sum(g => g * g);
            for (int i = 0; i < raw.Length; i++)
            {
                raw[i] -= 1e-6 * gradient[i] / Math.Sqrt(squares);
            }

            double after = HeadRunner.Loss<double, RawOutputSpace>(one.Layout, one.Link, raw, targets)[0];
            Assert.True(after < before, $"{after:R} after a step, {before:R} before");
        }, shrink: @case => @case.Shrink());

    private static void CheckRawOutputs(HeadCase @case)
    {
        double[] raw = @case.Raw();
        double[] targets = @case.Targets();
        double[] gradient = new double[raw.Length];
        HeadRunner.Loss<double, RawOutputSpace>(@case.Layout, @case.Link, raw, targets, gradient);
        CounterRandom random = new((ulong)@case.Seed, 2);
        for (int i = 0; i < 40; i++)
        {
            int element = (int)random.NextBelow((ulong)raw.Length);
            int row = element / @case.Layout.Outputs;
            FiniteDifferences.Check(
                $"dE/dz[{row}, {element % @case.Layout.Outputs}]",
                ref raw[element],
                () => HeadRunner.Loss<double, RawOutputSpace>(@case.Layout, @case.Link, raw, targets)[row],
                gradient[element]);
        }
    }

    private static void CheckParameters(HeadCase @case)
    {
        HeadCase one = @case with { Rows = 1 };
        double[] raw = one.Raw();
        double[] targets = one.Targets();
        double[] gradient = new double[raw.Length];
        HeadRunner.Loss<double, ParameterSpace>(one.Layout, one.Link, raw, targets, gradient);

        // The plain mixture's parameters are free: alpha need not sum to 1, sigma is not bound to a link.
        PlainMixture mixture = PlainMixture.FromRaw(one, raw);
        Check("alpha", mixture.Weights, 0);
        Check("mu", mixture.Means, one.Layout.MeanOffset);
        Check("sigma or U", mixture.Scales, one.Layout.ScaleOffset);

        void Check(string name, double[] parameters, int offset)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                FiniteDifferences.Check($"dE/d{name}[{i}]", ref parameters[i], () => mixture.Loss(targets), gradient[offset + i]);
            }
        }
    }
}
