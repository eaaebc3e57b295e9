using MdnSimd.Mixtures;
using MdnSimd.Tests.Mixtures;

namespace MdnSimd.Tests;

public class MixtureLossTests
{
    [Theory]
    [InlineData(GradientOf.RawOutputs)]
    [InlineData(GradientOf.Parameters)]
    public void It_is_the_head_that_the_trainer_uses(GradientOf with) =>
        Properties.ForAll(HeadCase.Any(), @case =>
        {
            int rows = 3 * @case.Rows;
            HeadCase longer = @case with { Rows = rows };
            double[] raw = longer.Raw();
            double[] targets = longer.Targets();
            double[] expected = new double[raw.Length];
            double[] expectedLosses = with == GradientOf.RawOutputs
                ? HeadRunner.Loss<double, RawOutputSpace>(@case.Layout, @case.Link, raw, targets, expected)
                : HeadRunner.Loss<double, ParameterSpace>(@case.Layout, @case.Link, raw, targets, expected);

            using MixtureLoss<double> loss = new(@case.Dimensions, @case.Components, @case.Covariance, @case.Link, HeadCase.Floor);
            double[] losses = new double[rows];
            double[,] gradient = new double[rows, loss.Outputs];
            loss.Evaluate(new(raw, rows, loss.Outputs), new(targets, rows, @case.Dimensions), losses, gradient, with);
            Assert.Equal(expectedLosses, losses);
            Assert.Equal(expected, gradient.Cast<double>());

            double[] lossesAlone = new double[rows];
            loss.Evaluate(new(raw, rows, loss.Outputs), new(targets, rows, @case.Dimensions), lossesAlone);
            Assert.Equal(losses, lossesAlone);
        }, cases: 30, shrink: @case => @case.Shrink());

    [Fact]
    public void Wrong_shapes_are_refused_by_name()
    {
        using MixtureLoss<float> loss = new(targets: 2, components: 3);
        Assert.Equal(15, loss.Outputs);
        Refused.ByName(() => loss.Evaluate(new float[4, 14], new float[4, 2], new float[4]), "raw", "4 x 14", "15");
        Refused.ByName(() => loss.Evaluate(new float[4, 15], new float[3, 2], new float[4]), "targets", "3 x 2", "4 x 2");
        Refused.ByName(() => loss.Evaluate(new float[4, 15], new float[4, 2], new float[5]), "losses", "5", "4");
        Refused.ByName(() => loss.Evaluate(new float[4, 15], new float[4, 2], new float[4], new float[4, 14]), "gradient", "4 x 14", "4 x 15");
    }
}
