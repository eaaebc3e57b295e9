using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;
using MdnSimd.Mixtures;
using MdnSimd.Training;

namespace MdnSimd.Tests;

public class MdnTrainerTests
{
    private static readonly MdnOptions Branches = new() { Inputs = 1, Targets = 1, Components = 2, Hidden = [32, 32] };

    [Theory]
    [InlineData(Covariance.Isotropic, ScaleLink.Exp)]
    [InlineData(Covariance.Diagonal, ScaleLink.Softplus)]
    [InlineData(Covariance.Diagonal, ScaleLink.EluPlusOne)]
    public void Two_branches_are_learned_as_two_components(Covariance covariance, ScaleLink link)
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(4000);
        using MdnTrainer<float> trainer = new(
            Branches with { Covariance = covariance, ScaleLink = link },
            new TrainingOptions { Epochs = 30, LearningRate = 5e-3 });
        FitResult<float> result = trainer.Fit(inputs, targets);
        using MdnPredictor<float> predictor = result.Model.CreatePredictor();
        GaussianMixture<float> mixture = predictor.Predict([0.5f]);
        float[] means = [mixture.Means[0], mixture.Means[1]];
        Array.Sort(means);
        Assert.Equal(-1.5f, means[0], 0.1f);
        Assert.Equal(1.5f, means[1], 0.1f);
        Assert.Equal(0.5f, mixture.Weights[0], 0.1f);

        // The entropy of the truth, averaged over x: no density has a smaller expected loss.
        double truth = (0.5 * Math.Log(2 * Math.PI * Math.E * 0.01)) + (0.9 * Math.Log(2));
        Assert.InRange(result.Report.ValidationLoss.Min(), truth - 0.15, truth + 0.2);
    }

    [Fact]
    public void A_full_covariance_starts_without_couplings()
    {
        MdnModel<float> model = Synthetic.Untrained<float>(new() { Inputs = 4, Targets = 5, Covariance = Covariance.Full });
        using MdnPredictor<float> predictor = model.CreatePredictor();
        GaussianMixture<float> mixture = predictor.Predict([1, -2, 3, 0.5f]);
        for (int i = 0; i < mixture.PrecisionFactors.Length; i++)
        {
            Assert.Equal(i / 5 % 5 == i % 5, mixture.PrecisionFactors[i] != 0);
        }
    }

    [Fact]
    public void A_correlation_that_changes_with_the_feature_is_learned()
    {
        // Standard normal targets, the second in units of 1000, with correlation 0.9 x.
        CounterRandom random = new(8);
        float[,] inputs = new float[6000, 1];
        float[,] targets = new float[6000, 2];
        for (int row = 0; row < 6000; row++)
        {
            double rho = 0.9 * (inputs[row, 0] = (float)((2 * random.NextUniform()) - 1));
            double first = random.NextNormal();
            targets[row, 0] = (float)first;
            targets[row, 1] = (float)(1000 * ((rho * first) + (Math.Sqrt(1 - (rho * rho)) * random.NextNormal())));
        }

        using MdnTrainer<float> trainer = new(
            Branches with { Targets = 2, Components = 1, Covariance = Covariance.Full },
            new TrainingOptions { Epochs = 25, LearningRate = 5e-3 });
        FitResult<float> result = trainer.Fit(inputs, targets);
        using MdnPredictor<float> predictor = result.Model.CreatePredictor();
        foreach (double x in (double[])[-0.9, -0.5, 0, 0.5, 0.9])
        {
            GaussianMixture<float> mixture = predictor.Predict([(float)x]);
            (double coupling, double last) = (mixture.PrecisionFactors[1], mixture.PrecisionFactors[3]);
            Assert.Equal(0.9 * x, -coupling / Math.Sqrt((last * last) + (coupling * coupling)), 0.1);
            Assert.Equal(1, mixture.Scales[0], 0.15f);
            Assert.Equal(1000, mixture.Scales[1], 150f);
        }
    }

    [Fact]
    public void The_best_epochs_parameters_are_returned()
    {
        // A high constant rate and a network far too large for 60 rows: the validation loss turns up again.
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(60);
        TrainingOptions training = new()
        {
            Epochs = 400,
            LearningRate = 1e-2,
            Schedule = new ConstantSchedule(),
            WeightDecay = 0,
            ValidationFraction = 0.3,
            Patience = 25,
            BatchSize = 8,
        };
        using MdnTrainer<double> trainer = new(Branches, training);
        List<FitProgress> told = [];
        FitResult<double> result = trainer.Fit(inputs, targets, new InlineProgress(told.Add));
        FitReport report = result.Report;
        Assert.Equal(StopReason.EarlyStopped, report.StopReason);
        Assert.Equal(report.BestEpoch + 25, report.Epochs);
        Assert.Equal(report.ValidationLoss.Min(), report.ValidationLoss[report.BestEpoch - 1]);
        Assert.Equal(report.Epochs, told.Count);
        Assert.Equal(report.ValidationLoss, told.Select(progress => progress.ValidationLoss!.Value));
        Assert.Equal(18, report.ValidationRows);
        Assert.Equal(42, report.TrainingRows);
        Assert.Equal(report.Epochs * 6, report.Steps);

        // Recompute the reported loss with the returned model on the same rows: they are the ones not trained on.
        using TrainingData<double> data = new(inputs, targets, training);
        HashSet<int> trained = [.. data.TrainingIndices];
        using MdnPredictor<double> predictor = result.Model.CreatePredictor();
        double sum = 0;
        foreach (int row in Enumerable.Range(0, 60).Where(row => !trained.Contains(row)))
        {
            sum -= predictor.Predict([inputs[row, 0]]).LogDensity([targets[row, 0]]);
        }

        Assert.Equal(report.ValidationLoss[report.BestEpoch - 1], sum / 18, 1e-9);
    }

    [Fact]
    public void Losses_are_in_the_targets_own_units()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(500);
        double[,] scaled = new double[500, 1];
        for (int row = 0; row < 500; row++)
        {
            scaled[row, 0] = 7 + (1000 * targets[row, 0]);
        }

        FitReport plain = Fit(targets);
        FitReport large = Fit(scaled);
        for (int epoch = 0; epoch < 5; epoch++)
        {
            Assert.Equal(plain.ValidationLoss[epoch] + Math.Log(1000), large.ValidationLoss[epoch], 1e-6);
        }

        FitReport Fit(double[,] t)
        {
            using MdnTrainer<double> trainer = new(Branches, new TrainingOptions { Epochs = 5 });
            return trainer.Fit(inputs, t).Report;
        }
    }

    [Fact]
    public void A_cancelled_fit_returns_the_best_so_far()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(500);
        using CancellationTokenSource source = new();
        using MdnTrainer<float> trainer = new(Branches, new TrainingOptions { Epochs = 1000, Patience = 0 });
        FitResult<float> result = trainer.Fit(
            inputs, targets, new InlineProgress(progress => Cancel(source, progress.Epoch == 7)), source.Token);
        Assert.Equal(StopReason.Cancelled, result.Report.StopReason);
        Assert.Equal(7, result.Report.Epochs);
        Assert.InRange(result.Report.BestEpoch, 1, 7);

        static void Cancel(CancellationTokenSource source, bool now)
        {
            if (now)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void Without_rows_held_out_the_last_epoch_is_returned()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(200);
        using MdnTrainer<float> trainer = new(Branches, new TrainingOptions { Epochs = 4, ValidationFraction = 0 });
        FitReport report = trainer.Fit(inputs, targets).Report;
        Assert.Equal((4, 4, 0), (report.Epochs, report.BestEpoch, report.ValidationRows));
        Assert.Empty(report.ValidationLoss);
    }

    [Theory]
    [InlineData(Activation.Relu, 200, 0.15)]
    [InlineData(Activation.Relu, 2, 0.15)]
    [InlineData(Activation.Relu, 2, 0)]
    [InlineData(Activation.Identity, 200, 0)]
    [InlineData(Activation.Tanh, 3, 0.15)]
    public void A_rate_far_too_high_leaves_a_model_that_answers(Activation activation, int epochs, double validation)
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(400);
        using MdnTrainer<float> trainer = new(
            Branches with { Activation = activation, Hidden = [32, 32, 32, 32] },
            new TrainingOptions
            {
                Epochs = epochs,
                LearningRate = 1000,
                Optimizer = new SgdOptions(),
                ClipNorm = null,
                BatchSize = 10,
                Schedule = new ConstantSchedule(),
                ValidationFraction = validation,
            });
        FitResult<float> result = trainer.Fit(inputs, targets);
        using MdnPredictor<float> predictor = result.Model.CreatePredictor();
        foreach (float x in (float[])[-1, 0, 0.5f])
        {
            GaussianMixture<float> mixture = predictor.Predict([x]);
            Assert.Equal(1, mixture.Weights.ToArray().Sum(), 1e-5f);
            Assert.True(float.IsFinite(mixture.LogDensity([0.3f])) && float.IsFinite(mixture.Mean()), $"{mixture.Mean()}");
        }
    }

    [Fact]
    public void Steps_that_are_not_finite_are_skipped_counted_and_reported()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(400);
        using MdnTrainer<float> trainer = new(
            Branches with { Activation = Activation.Relu, Hidden = [32, 32, 32, 32] },
            new TrainingOptions { LearningRate = 1000, Optimizer = new SgdOptions(), ClipNorm = null, BatchSize = 10, Schedule = new ConstantSchedule() });
        FitResult<float> result = trainer.Fit(inputs, targets);
        Assert.Equal(StopReason.Diverged, result.Report.StopReason);
        Assert.InRange(result.Report.SkippedSteps, 20, 400);
        Assert.StartsWith("epoch 1, step", result.Report.FirstSkip, StringComparison.Ordinal);
        if (result.Report.BestEpoch == 0)
        {
            // No epoch was good: the weights are those that the seed draws.
            Assert.Equal(Synthetic.Untrained<float>(result.Model.Options).Parameters, result.Model.Parameters);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public void A_learning_rate_that_is_none_is_refused(double rate)
    {
        using MdnTrainer<float> trainer = new(Branches);
        Refused.ByName(() => trainer.LearningRate = rate, "LearningRate", "1000");
    }

    [Fact]
    public void The_loss_without_a_step_is_that_of_the_step_and_moves_nothing()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(50);
        using MdnTrainer<float> trainer = new(Branches);
        float[,] gradients = new float[50, 1];
        double alone = trainer.Loss(inputs, targets);
        Assert.Equal(alone, trainer.Loss(inputs, targets, gradients));
        float[,] stepped = new float[50, 1];
        Assert.Equal(alone, trainer.Step(inputs, targets, stepped));
        Assert.Equal(stepped, gradients);
        Assert.NotEqual(alone, trainer.Loss(inputs, targets));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_named_by_its_place_in_a_batch()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(2000);
        targets[1500, 0] = float.NaN;
        using MdnTrainer<float> trainer = new(Branches);
        Refused.ByName(() => trainer.Step(inputs, targets), "targets", "row 1500", "column 0", "NaN");
    }

    [Fact]
    public void Clipped_steps_are_counted()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(200);
        Assert.Equal(12, Fit(new TrainingOptions { ClipNorm = 1e-6 }).ClippedSteps);
        Assert.Equal(0, Fit(new TrainingOptions { ClipNorm = 1e6 }).ClippedSteps);
        Assert.Equal(12, Fit(new TrainingOptions { ClipNorm = null, ClipValue = 1e-6 }).ClippedSteps);
        Assert.Equal(0, Fit(new TrainingOptions { ClipNorm = null, ClipValue = 1e6 }).ClippedSteps);

        FitReport Fit(TrainingOptions training)
        {
            using MdnTrainer<float> trainer = new(Branches, training with { Epochs = 4 });
            return trainer.Fit(inputs, targets).Report;
        }
    }

    [Fact]
    public void Constant_columns_and_dead_components_are_reported()
    {
        (float[,] x, float[,] t) = Synthetic.TwoBranches<float>(300);
        float[,] inputs = new float[300, 2];
        float[,] targets = new float[300, 2];
        for (int row = 0; row < 300; row++)
        {
            (inputs[row, 0], inputs[row, 1]) = (4.5f, x[row, 0]);
            (targets[row, 0], targets[row, 1]) = (t[row, 0], 12);
        }

        using MdnTrainer<float> trainer = new(Branches with { Inputs = 2, Targets = 2, Components = 3 }, new TrainingOptions { Epochs = 60, LearningRate = 1e-2 });
        FitResult<float> result = trainer.Fit(inputs, targets);
        Assert.Equal([0], result.Report.ConstantInputs);
        Assert.Equal([1], result.Report.ConstantTargets);
        Assert.InRange(result.Report.ScalesAtFloor, 0, 1);
        using MdnPredictor<float> predictor = result.Model.CreatePredictor();
        Assert.Equal(12, predictor.Predict([4.5f, 0.2f]).Mean(1), 0.1f);
    }

    [Fact]
    public void Owning_the_loop_lowers_the_loss()
    {
        float[,] inputs = Synthetic.Normal<float>(3000, 2, 3);
        float[,] targets = new float[3000, 1];
        for (int row = 0; row < 3000; row++)
        {
            targets[row, 0] = 5 + (3 * inputs[row, 0]) - inputs[row, 1];
        }

        // 3000 rows in one batch: more than are kept in memory at a time.
        using MdnTrainer<float> trainer = new(
            new MdnOptions { Inputs = 2, Targets = 1, Components = 1, Hidden = [16] },
            new TrainingOptions { LearningRate = 1e-2 },
            Standardizer<float>.Fit(inputs),
            Standardizer<float>.Fit(targets));
        double first = trainer.Step(inputs, targets);
        for (int i = 0; i < 200; i++)
        {
            trainer.Step(inputs, targets);
        }

        Assert.True(trainer.Step(inputs, targets) < first - 1);
        using MdnPredictor<float> predictor = trainer.ToModel().CreatePredictor();
        Assert.Equal(8, predictor.Predict([1, 0]).Mean(), 0.5f);
    }

    [Fact]
    public void The_gradient_for_the_features_is_in_their_units()
    {
        double[,] inputs = Synthetic.Normal<double>(5, 2, 3);
        double[,] targets = Synthetic.Normal<double>(5, 1, 4);
        Standardizer<double> scaler = new([3, 0], [10, 0.1], new PowerTransform<double>([1, 0.5], [0, 1], [1, 2]));
        MdnOptions options = new() { Inputs = 2, Targets = 1, Components = 3 };
        double[,] gradients = new double[5, 2];
        NewTrainer().Step(inputs, targets, gradients);
        for (int row = 0; row < 5; row++)
        {
            for (int column = 0; column < 2; column++)
            {
                FiniteDifferences.Check(
                    $"dE/dx[{row}, {column}]", ref inputs[row, column], () => NewTrainer().Step(inputs, targets), gradients[row, column]);
            }
        }

        MdnTrainer<double> NewTrainer() => new(options, new TrainingOptions { Threads = 1 }, scaler);
    }

    [Fact]
    public void Wrong_shapes_and_values_are_refused_by_name()
    {
        using MdnTrainer<float> trainer = new(Branches);
        Refused.ByName(() => trainer.Fit(new float[5, 2], new float[5, 1]), "inputs", "5 x 2", "1 columns");
        Refused.ByName(() => trainer.Fit(new float[5, 1], new float[4, 1]), "targets", "4 x 1", "5 x 1");
        Refused.ByName(() => trainer.Fit(new float[1, 1], new float[1, 1]), "inputs", "at least 2 rows");
        Refused.ByName(() => trainer.Fit(new float[,] { { 1 }, { float.NaN } }, new float[2, 1]), "inputs", "row 1", "column 0", "NaN");
        Refused.ByName(() => trainer.Fit(new float[2, 1], new float[,] { { 1 }, { float.NegativeInfinity } }), "targets", "row 1");
        Refused.ByName(() => trainer.Step(default, default), "inputs");
        Refused.ByName(() => trainer.Step(new float[2, 1], new float[2, 1], new float[1, 1]), "inputGradients", "1 x 1", "2 x 1");
        Refused.ByName(() => trainer.Step(new float[2000, 1], new float[2000, 1], new float[2000, 1]), "inputs", "1024");
        Refused.ByName(() => _ = new MdnTrainer<float>(Branches, null, Standardizer<float>.Identity(3)), "inputScaler", "3", "1");
        Standardizer<float> drawnIn = new([0], [1], new PowerTransform<float>([0], [0], [1]));
        Refused.ByName(() => _ = new MdnTrainer<float>(Branches, null, null, drawnIn), "targetScaler", "long tails");
        Refused.ByName(() => _ = new MdnTrainer<float>(Branches with { Components = 0 }), "Components", "0");
        Refused.ByName(() => _ = new MdnTrainer<float>(Branches with { Hidden = [65536, 65536] }), "Hidden", "too large");
        Refused.ByName(() => _ = new MdnTrainer<float>(Branches, new TrainingOptions { Epochs = 0 }), "Epochs", "0");
    }
}
