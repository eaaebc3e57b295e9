using MdnSimd.Tests.Mixtures;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class TrainingNoiseTests
{
    private static readonly MdnOptions Options = new() { Inputs = 1, Targets = 1, Components = 2, Hidden = [16] };

    [Fact]
    public void A_row_has_the_same_noise_wherever_it_stands_in_a_batch_and_other_noise_in_the_next_epoch()
    {
        using TrainingData<double> data = Data(40, constant: false);
        TrainingNoise<double> noise = new(new TrainingOptions { InputNoise = 0.5, TargetNoise = 0.25 }, data);
        (double input, double target) = Row([3, 17, 5], 1, epoch: 0);
        Assert.Equal((input, target), Row([17], 0, epoch: 0));
        Assert.NotEqual(input, Row([17], 0, epoch: 1).Input);
        Assert.NotEqual(target, Row([17], 0, epoch: 1).Target);
        (double plainInput, double plainTarget) = Row([17], 0, epoch: null);
        Assert.InRange(Math.Abs(input - plainInput), 1e-6, 2);
        Assert.InRange(Math.Abs(target - plainTarget), 1e-6, 1);

        (double Input, double Target) Row(int[] picked, int row, int? epoch)
        {
            double[] x = new double[1], t = new double[1];
            PickedRows<double> plain = data.Batch(picked, 0, picked.Length);
            if (epoch is null)
            {
                plain.Copy(row, 1, x, 1, t);
            }
            else
            {
                new NoisyRows<double> { Plain = plain, Noise = noise, Seed = 3, Epoch = epoch.Value }.Copy(row, 1, x, 1, t);
            }

            return (x[0], t[0]);
        }
    }

    [Theory]
    [InlineData(100, 0.4641588833612779)]
    [InlineData(10_000, 0.2154434690031884)]
    public void By_rule_of_thumb_the_noise_falls_with_the_rows(int rows, double width)
    {
        // One feature and one target: n^(-1/6).
        using TrainingData<double> data = Data(rows, constant: false);
        TrainingNoise<double> noise = new(new TrainingOptions(), data);
        Near.AssertRelative(0.08 * width, noise.Inputs[0], 1e-12);
        Near.AssertRelative(0.03 * width, noise.Targets[0], 1e-12);
    }

    [Fact]
    public void Columns_of_one_value_get_none()
    {
        using TrainingData<double> data = Data(40, constant: true);
        TrainingNoise<double> noise = new(new TrainingOptions { InputNoise = 0.5, TargetNoise = 0.25 }, data);
        Assert.Equal([0.5], noise.Inputs);
        Assert.Equal([0.0], noise.Targets);
        Assert.False(noise.IsEmpty);
        Assert.True(new TrainingNoise<double>(new TrainingOptions { InputNoise = 0, TargetNoise = 0.25 }, data).IsEmpty);
    }

    [Fact]
    public void The_loss_over_the_rows_held_out_knows_no_noise()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(300);
        using MdnTrainer<double> trainer = new(Options, new TrainingOptions { Epochs = 5, InputNoise = 1, TargetNoise = 1 });
        FitReport report = trainer.Fit(inputs, targets).Report;
        Near.AssertRelative(report.ValidationLoss[report.BestEpoch - 1], report.HeldOutLoss!.Value, 1e-12);
    }

    [Fact]
    public void Noise_on_the_targets_is_what_a_density_cannot_be_narrower_than()
    {
        // t = x exactly: without noise the scale falls as far as it can, with it to the noise.
        double[,] inputs = Synthetic.Normal<double>(400, 1, 1);
        double[] spreads = [.. new[] { 0, 0.3 }.Select(Spread)];
        Assert.InRange(spreads[0], 0, 0.05);
        Assert.InRange(spreads[1], 0.24, 0.36);

        double Spread(double noise)
        {
            TrainingOptions training = new() { Epochs = 120, InputNoise = 0, TargetNoise = noise, LearningRate = 0.01, Patience = 0, ValidationFraction = 0 };
            using MdnTrainer<double> trainer = new(Options, training);
            FitResult<double> fit = trainer.Fit(inputs, inputs);
            using MdnPredictor<double> predictor = fit.Model.CreatePredictor();
            return predictor.Predict([0.5]).StandardDeviation() / fit.Model.TargetScaler.Scales[0];
        }
    }

    [Fact]
    public void No_noise_is_the_fit_as_it_always_was_and_some_is_another()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(100);
        float[] plain = Parameters(0, 0);
        Assert.Equal(plain, Parameters(0, 0));
        Assert.NotEqual(plain, Parameters(0.1, 0));
        Assert.NotEqual(plain, Parameters(0, 0.1));

        float[] Parameters(double input, double target)
        {
            using MdnTrainer<float> trainer = new(Options, new TrainingOptions { Epochs = 2, InputNoise = input, TargetNoise = target });
            return trainer.Fit(inputs, targets).Model.Parameters.ToArray();
        }
    }

    private static TrainingData<double> Data(int rows, bool constant)
    {
        double[,] inputs = Synthetic.Normal<double>(rows, 1, 1);
        double[,] targets = constant ? new double[rows, 1] : Synthetic.Normal<double>(rows, 1, 2);
        return new TrainingData<double>(inputs, targets, new TrainingOptions { ValidationFraction = 0 });
    }
}
