using MdnSimd.Kernels;
using MdnSimd.Tests.Cli;

namespace MdnSimd.Tests;

public class InputTransformFitTests
{
    private const int Rows = 400;

    private static readonly MdnOptions Network = new() { Inputs = 2, Targets = 1, Components = 2, Hidden = [16] };
    private static readonly TrainingOptions Training = new() { Epochs = 60, Threads = 1 };

    /// <summary>What follows the logarithm of a feature is learnt far better from what is nearly that logarithm.</summary>
    [Fact]
    public void A_density_that_follows_the_logarithm_of_a_feature_is_learnt_better_and_asked_in_the_features_units()
    {
        (float[,] inputs, float[,] targets) = LogNormal(1);
        FitResult<float> plain = Fit(InputTransform.None);
        FitResult<float> drawnIn = Fit(InputTransform.YeoJohnson);
        Assert.Null(plain.Model.InputScaler.Power);
        PowerTransform<float> power = drawnIn.Model.InputScaler.Power!;
        Assert.InRange(power.Powers[0], 0, 0.5f);
        Assert.Equal(1, power.Powers[1]);
        (float[,] newInputs, float[,] newTargets) = LogNormal(2);
        Assert.True(Loss(drawnIn.Model) < Loss(plain.Model) - 0.3, $"{Loss(drawnIn.Model)} against {Loss(plain.Model)}");

        // The gradient for the features is in their units too.
        using MdnPredictor<float> predictor = drawnIn.Model.CreatePredictor();
        float[] gradient = new float[2];
        Assert.InRange(predictor.Predict([50, 0]).Mean(), 3, 5);
        float[,] jacobian = new float[1, 2];
        predictor.MeanInputGradient([50, 0], jacobian);
        double slope = (predictor.Predict([52, 0]).Mean() - predictor.Predict([48, 0]).Mean()) / 4.0;
        Assert.Equal(slope, jacobian[0, 0], 0.02 * Math.Abs(slope));

        FitResult<float> Fit(InputTransform transform)
        {
            using MdnTrainer<float> trainer = new(Network, Training with { InputTransform = transform });
            return trainer.Fit(inputs, targets);
        }

        double Loss(MdnModel<float> model)
        {
            using MdnPredictor<float> asked = model.CreatePredictor();
            return Enumerable.Range(0, Rows).Average(row => -asked.Predict([newInputs[row, 0], newInputs[row, 1]]).LogDensity([newTargets[row, 0]]));
        }
    }

    [Fact]
    public void A_fit_without_settings_draws_in_long_tails_unless_told_not_to()
    {
        (float[,] inputs, float[,] targets) = LogNormal(1);
        AutoFitOptions small = new() { Members = 1, Components = 1, Hidden = [4], Threads = 1 };
        Assert.NotNull(AutoFit.Fit<float>(inputs, targets, small).Model.InputScaler.Power);
        Assert.Null(AutoFit.Fit<float>(inputs, targets, small with { InputTransform = InputTransform.None }).Model.InputScaler.Power);
    }

    [Fact]
    public void The_command_line_says_which_features_were_drawn_in()
    {
        using CliFolder folder = new();
        CounterRandom random = new(3);
        string data = folder.Write("tail.csv", "size,age,y", row => FormattableString.Invariant(
            $"{Math.Exp(2 * random.NextNormal()):g6},{random.NextNormal():g6},{random.NextNormal():g6}"), count: 400);
        string model = folder.PathOf("tail.safetensors");
        string[] fit = ["fit", data, "--target", "y", "--epochs", "2", "--hidden", "4", "-o", model];
        CliResult summary = CliFolder.Run([.. fit, "--input-transform", "yeo-johnson"]);
        Assert.Equal(0, summary.ExitCode);
        Assert.Contains(summary.OutputLines, line => line.StartsWith("long tails", StringComparison.Ordinal) && line.Contains("of size, drawn in"));
        string[] lines = CliFolder.Run(["info", model]).OutputLines;
        Assert.Contains(lines, line => line.EndsWith("power", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("size", StringComparison.Ordinal) && !line.EndsWith(" 1.000", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("age", StringComparison.Ordinal) && line.EndsWith(" 1.000", StringComparison.Ordinal));
        Assert.Equal(0, CliFolder.Run(fit).ExitCode);
        Assert.DoesNotContain(CliFolder.Run(["info", model]).OutputLines, line => line.EndsWith("power", StringComparison.Ordinal));
    }

    private static (float[,] Inputs, float[,] Targets) LogNormal(ulong seed)
    {
        CounterRandom random = new(seed);
        float[,] inputs = new float[Rows, 2];
        float[,] targets = new float[Rows, 1];
        for (int row = 0; row < Rows; row++)
        {
            double logarithm = 2 * random.NextNormal();
            inputs[row, 0] = (float)Math.Exp(logarithm);
            inputs[row, 1] = (float)random.NextNormal();
            targets[row, 0] = (float)(logarithm + (0.1 * random.NextNormal()));
        }

        return (inputs, targets);
    }
}
