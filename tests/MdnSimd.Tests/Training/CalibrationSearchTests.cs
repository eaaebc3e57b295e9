using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class CalibrationSearchTests
{
    private static readonly MdnOptions Options = new MdnOptions { Inputs = 1, Targets = 1, Components = 2, ScaleLink = ScaleLink.Exp }.Checked();

    [Theory]
    [InlineData(ScaleLink.Exp, 1)]
    [InlineData(ScaleLink.Exp, 3)]
    [InlineData(ScaleLink.Softplus, 1)]
    [InlineData(ScaleLink.Softplus, 3)]
    public void Networks_three_times_too_sure_are_made_as_good_as_the_truth(ScaleLink link, int networks)
    {
        HeldOutCase truth = HeldOutCase.Truth(Options with { ScaleLink = link }, networks, 3000, 21);
        double best = truth.Create().Loss(Calibration.None);
        HeldOutMixtures<double> tooSure = truth.WithScales(1.0 / 3).Create();
        (Calibration calibration, double loss) = CalibrationSearch.Run(tooSure);
        Assert.InRange(tooSure.Loss(Calibration.None), best + 1, double.PositiveInfinity);
        Assert.Equal(tooSure.Loss(calibration), loss);
        Assert.InRange(loss, best - (0.01 * Math.Abs(best)), best + (0.01 * Math.Abs(best)));
        if (link == ScaleLink.Exp)
        {
            Assert.Equal(Math.Log(3), calibration.Shift, 0.05);
            Assert.Equal(1, calibration.Slope, 0.05);
        }
    }

    [Fact]
    public void Networks_too_unsure_are_made_surer()
    {
        HeldOutCase truth = HeldOutCase.Truth(Options, 1, 3000, 22);
        double best = truth.Create().Loss(Calibration.None);
        (Calibration calibration, double loss) = CalibrationSearch.Run(truth.WithScales(2).Create());
        Assert.InRange(loss, best - (0.01 * Math.Abs(best)), best + (0.01 * Math.Abs(best)));
        Assert.InRange(calibration.Shift, -0.8, -0.6);
    }

    [Fact]
    public void The_result_is_never_worse_than_no_calibration()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            int rows = 1 + (int)(3 * seed);
            HeldOutMixtures<double> mixtures = (seed % 2 == 0
                ? HeldOutCase.Random(Options, 2, rows, seed)
                : HeldOutCase.Truth(Options, 2, rows, seed)).Create();
            (Calibration calibration, double loss) = CalibrationSearch.Run(mixtures);
            Assert.InRange(loss, double.NegativeInfinity, mixtures.Loss(Calibration.None));
            Assert.Equal(mixtures.Loss(calibration), loss);
        }
    }

    [Fact]
    public void A_handful_of_rows_cannot_ask_for_anything_wild()
    {
        // Targets at their means to within 1e-6: without a prior the scales would shrink to the floor.
        HeldOutCase @case = HeldOutCase.Random(Options with { Components = 1 }, 1, 3, 23);
        for (int row = 0; row < 3; row++)
        {
            @case.Targets[row] = @case.Outputs[0][(row * 3) + 1] + 1e-6;
            @case.Outputs[0][(row * 3) + 2] = 0;
        }

        (Calibration calibration, _) = CalibrationSearch.Run(@case.Create());
        Assert.InRange(calibration.Shift, -4, -1);
    }

    [Fact]
    public void Rows_that_hardly_count_do_not_weaken_the_prior()
    {
        // The case above, once alone and once among 97 rows of next to no weight.
        HeldOutCase many = HeldOutCase.Random(Options with { Components = 1 }, 1, 100, 23);
        for (int row = 0; row < 3; row++)
        {
            many.Targets[row] = many.Outputs[0][(row * 3) + 1] + 1e-6;
            many.Outputs[0][(row * 3) + 2] = 0;
        }

        double[] weights = [.. Enumerable.Range(0, 100).Select(row => row < 3 ? 100 / 3.0 : 1e-9)];
        HeldOutMixtures<double> mixtures = many.Create(weights);
        Assert.Equal(3, EffectiveRows.Of(mixtures.Weights), 1e-6);
        Assert.InRange(CalibrationSearch.Run(mixtures).Calibration.Shift, -4, -1);
    }

    [Fact]
    public void Networks_that_broke_down_are_not_calibrated()
    {
        HeldOutCase @case = HeldOutCase.Random(Options, 1, 3, 24);
        @case.Outputs[0].AsSpan().Fill(double.NaN);
        (Calibration calibration, double loss) = CalibrationSearch.Run(@case.Create());
        Assert.Equal(Calibration.None, calibration);
        Assert.Equal(double.PositiveInfinity, loss);
    }
}
