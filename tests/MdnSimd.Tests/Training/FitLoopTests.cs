using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

/// <summary>A fit beside the same steps taken one by one: what the report says of each epoch is what happened in it.</summary>
public class FitLoopTests
{
    private const int Epochs = 6;

    private static readonly MdnOptions Options = new MdnOptions { Inputs = 1, Targets = 1, Components = 2, Hidden = [11] }.Checked();

    /// <summary>Each with its factor as a function of the epochs done, written down once more.</summary>
    private static readonly Dictionary<string, (LearningRateSchedule Schedule, Func<double, double> Factor)> Schedules = new()
    {
        ["constant"] = (new ConstantSchedule(), _ => 1),
        ["exponential"] = (new ExponentialSchedule(0.5), epoch => Math.Pow(0.5, epoch)),
        ["cosine"] = (new CosineSchedule(0.1), epoch => 0.1 + (0.45 * (1 + Math.Cos(Math.PI * epoch / Epochs)))),
        ["warm-up"] = (new WarmupSchedule(4, new ConstantSchedule()), epoch => epoch < 4 ? 0.01 + (0.99 * epoch / 4) : 1),
    };

    public static TheoryData<string> ScheduleNames => [.. Schedules.Keys];

    [Theory]
    [MemberData(nameof(ScheduleNames))]
    public void Losses_norms_and_rates_are_those_of_the_same_steps_taken_by_hand(string name)
    {
        (LearningRateSchedule schedule, Func<double, double> factor) = Schedules[name];

        // 85 rows to train on: the last of an epoch's nine steps has only five.
        (double[,] inputs, double[,] targets) = InOwnUnits(100);
        TrainingOptions training = new()
        {
            Epochs = Epochs,
            BatchSize = 10,
            LearningRate = 0.03,
            Schedule = schedule,
            ClipNorm = 1,
            InputNoise = 0,
            TargetNoise = 0,
            Patience = 0,
            Seed = 8,
            Threads = 1,
        };
        List<FitProgress> told = [];
        using MdnTrainer<double> trainer = new(Options, training);
        FitResult<double> fit = trainer.Fit(inputs, targets, new InlineProgress(told.Add));
        Epoch[] epochs = ByHand(inputs, targets, training, factor);

        FitReport report = fit.Report;
        AssertNear(epochs.Select(epoch => epoch.TrainingLoss), report.TrainingLoss);
        AssertNear(epochs.Select(epoch => epoch.ValidationLoss), report.ValidationLoss);
        AssertNear(epochs.Select(epoch => epoch.Norm), report.GradientNorm);
        AssertNear(epochs.Select(epoch => epoch.LastRate), report.LearningRate);
        Assert.Equal(Epochs * 9, report.Steps);
        Assert.Equal(epochs.Sum(epoch => epoch.Clipped), report.ClippedSteps);
        Assert.InRange(report.ClippedSteps, 1, report.Steps - 1);

        int best = Enumerable.Range(0, Epochs).MinBy(epoch => epochs[epoch].ValidationLoss);
        Assert.Equal(best + 1, report.BestEpoch);
        AssertNear(epochs[best].Parameters, fit.Model.Parameters.ToArray());

        AssertNear(report.TrainingLoss, told.Select(each => each.TrainingLoss));
        AssertNear(report.ValidationLoss, told.Select(each => each.ValidationLoss!.Value));
        AssertNear(report.LearningRate, told.Select(each => each.LearningRate));
    }

    /// <summary>The rows' own order, the steps of a stepper, and everything else in plain arithmetic.</summary>
    private static Epoch[] ByHand(double[,] inputs, double[,] targets, TrainingOptions training, Func<double, double> factor)
    {
        using TrainingData<double> data = new(inputs, targets, training);
        using WorkerTeam team = new(1);
        NetworkLayout layout = MdnModel<double>.LayoutOf(Options);
        using TrainingStepper<double> stepper = new(layout, MdnModel<double>.HeadOf(Options), team, training);
        stepper.Reset(Options.Initialization, training.Seed);
        int[] order = new int[data.TrainingRows];
        Epoch[] epochs = new Epoch[Epochs];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            data.Shuffle(training.Seed, epoch, order);
            List<(StepOutcome Outcome, int Rows, double Rate)> steps = [];
            for (int first = 0; first < data.TrainingRows; first += training.BatchSize)
            {
                double rate = training.LearningRate * factor(epoch + ((double)first / data.TrainingRows));
                PickedRows<double> batch = data.Batch(order, first, training.BatchSize);
                steps.Add((stepper.Step(ref batch, rate), batch.Rows, rate));
            }

            double units = Math.Log(data.TargetScaler.Scales[0]);
            MdnModel<double> model = new(Options, data.InputScaler, data.TargetScaler, stepper.Engine.Parameters);
            epochs[epoch] = new Epoch(
                (steps.Sum(step => step.Outcome.Loss * step.Rows) / data.TrainingRows) + units,
                NegativeLogLikelihood(model, inputs, targets, [.. Enumerable.Range(0, inputs.Length).Except(data.TrainingIndices.ToArray())]),
                steps.Average(step => step.Outcome.Norm),
                steps[^1].Rate,
                steps.Count(step => step.Outcome.Clipped),
                model.Parameters.ToArray());
        }

        return epochs;
    }

    /// <summary>The mean over rows, asked of the model as a user would, in the target's units.</summary>
    private static double NegativeLogLikelihood(MdnModel<double> model, double[,] inputs, double[,] targets, int[] rows)
    {
        using MdnPredictor<double> predictor = model.CreatePredictor();
        double sum = 0;
        foreach (int row in rows)
        {
            GaussianMixture<double> mixture = predictor.Predict([inputs[row, 0]]);
            sum -= mixture.LogDensity([targets[row, 0]]);
        }

        return sum / rows.Length;
    }

    private static (double[,] Inputs, double[,] Targets) InOwnUnits(int rows)
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(rows);
        for (int row = 0; row < rows; row++)
        {
            targets[row, 0] = 40 + (1000 * targets[row, 0]);
        }

        return (inputs, targets);
    }

    private static void AssertNear(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.Equal(expected, actual, (one, other) => Math.Abs(one - other) <= 1e-9 * (1e-3 + Math.Abs(one)));

    private sealed record Epoch(
        double TrainingLoss, double ValidationLoss, double Norm, double LastRate, int Clipped, double[] Parameters);
}
