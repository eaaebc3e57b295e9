using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class HeldOutMixturesTests
{
    private static readonly Calibration[] Calibrations = [Calibration.None, new(0.6, 0.3, 0.05, 1.4), new(1.5, -0.8, 0, 0.7)];

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void The_loss_is_minus_the_log_of_the_mean_of_the_networks_densities(Covariance covariance)
    {
        const int Rows = 30;
        foreach (int networks in (int[])[1, 3])
        {
            HeldOutCase @case = HeldOutCase.Random(Options(2, covariance, ScaleLink.Softplus), networks, Rows, 7);
            foreach (Calibration calibration in Calibrations)
            {
                double expected = Enumerable.Range(0, Rows).Average(row => @case.LossOf(row, calibration));
                HeldOutMixtures<double> mixtures = @case.Create();
                Assert.Equal(expected, mixtures.Loss(calibration), 1e-12 * Math.Abs(expected));
                double[] losses = mixtures.Losses(calibration);
                Assert.All(
                    Enumerable.Range(0, Rows), row => Assert.Equal(@case.LossOf(row, calibration), losses[row], 1e-11 * (1 + Math.Abs(losses[row]))));
            }
        }
    }

    [Fact]
    public void A_row_of_weight_2_counts_as_two_rows()
    {
        const int Rows = 12;
        HeldOutCase @case = HeldOutCase.Random(Options(1, Covariance.Diagonal, ScaleLink.Exp), 2, Rows, 8);
        double[] counts = [.. Enumerable.Range(0, Rows).Select(row => (double)(1 + (row % 3)))];
        double expected = Enumerable.Range(0, Rows).Sum(row => counts[row] * @case.LossOf(row, Calibration.None)) / counts.Sum();
        double[] weights = Array.ConvertAll(counts, count => count / counts.Average());
        Assert.Equal(expected, @case.Create(weights).Loss(Calibration.None), 1e-12 * Math.Abs(expected));
    }

    [Fact]
    public void A_network_that_finds_a_row_impossible_leaves_the_others_their_say()
    {
        HeldOutCase @case = HeldOutCase.Random(Options(1, Covariance.Diagonal, ScaleLink.Exp), 2, 3, 9);
        @case.Outputs[1].AsSpan().Fill(-700); // means of -700, scales of the floor
        double expected = Enumerable.Range(0, 3).Average(row => @case.LossOf(row, Calibration.None));
        Assert.Equal(expected, @case.Create().Loss(Calibration.None), 1e-12 * expected);
    }

    [Fact]
    public void What_is_no_number_is_an_infinite_loss()
    {
        HeldOutCase @case = HeldOutCase.Random(Options(1, Covariance.Diagonal, ScaleLink.Exp), 2, 3, 9);
        @case.Outputs[1][0] = double.NaN;
        Assert.Equal(double.PositiveInfinity, @case.Create().Loss(Calibration.None));
    }

    [Theory]
    [InlineData(ScaleLink.Exp)]
    [InlineData(ScaleLink.Softplus)]
    [InlineData(ScaleLink.EluPlusOne)]
    public void Scales_are_multiplied_by_what_a_calibration_says(ScaleLink link)
    {
        HeldOutMixtures<double> mixtures = HeldOutCase.Random(Options(2, Covariance.Full, link), 2, 40, 10).Create();
        Assert.Equal(1, mixtures.ScaleFactor(Calibration.None));

        // One number does one thing: more or less of it widens or narrows. A temperature alone changes no scale.
        Assert.InRange(mixtures.ScaleFactor(Calibration.None with { Floor = 0.1 }), 1.001, 2);
        Assert.Equal(1, mixtures.ScaleFactor(Calibration.None with { Temperature = 2 }), 1e-12);
        if (link == ScaleLink.Exp)
        {
            // But for the floor of 0.001, exp(z + b) is e^b times as much.
            Assert.Equal(Math.Exp(0.7), mixtures.ScaleFactor(Calibration.None with { Shift = 0.7 }), 0.01);
            Assert.Equal(Math.Exp(-0.7), mixtures.ScaleFactor(Calibration.None with { Shift = -0.7 }), 0.01);
        }
    }

    [Fact]
    public void A_component_without_weight_has_no_say_in_how_much_wider_scales_are()
    {
        // Raw scales of 3 and -3: floor and shift change the small one most. The weight is all with one, and both rows the same.
        MdnOptions options = new MdnOptions { Inputs = 1, Targets = 1, Components = 2, ScaleLink = ScaleLink.Exp }.Checked();
        double[] Row(double first) => [first, 0, 0, 0, 3, -3];
        double Factor(double first) => new HeldOutCase(options, [Row(first)], [0]).Create().ScaleFactor(Calibration.None with { Floor = 0.1 });
        Assert.Equal((0.101 + Math.Exp(3)) / (0.001 + Math.Exp(3)), Factor(60), 1e-9);
        Assert.Equal((0.101 + Math.Exp(-3)) / (0.001 + Math.Exp(-3)), Factor(-60), 1e-9);
        Assert.Equal(Math.Sqrt(Factor(60) * Factor(-60)), Factor(0), 1e-9);
    }

    private static MdnOptions Options(int targets, Covariance covariance, ScaleLink link) => new MdnOptions
    {
        Inputs = 1,
        Targets = targets,
        Components = 3,
        Covariance = covariance,
        ScaleLink = link,
    }.Checked();
}
