using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Tests.Mixtures;
using MdnSimd.Training;

namespace MdnSimd.Tests;

[Collection(nameof(NoAllocation))]
public class EnsembleTests
{
    private static readonly MdnOptions Options = new() { Inputs = 1, Targets = 1, Components = 3, Hidden = [12] };

    private static readonly TrainingOptions Short = new() { Epochs = 3, Members = 4, Seed = 6 };

    [Fact]
    public void Its_density_is_the_mean_of_its_members_densities()
    {
        MdnModel<double> model = Fit<double>(Short).Model;
        Assert.Equal(4, model.Members);
        Assert.Equal(4 * model.Member(0).ParameterCount, model.ParameterCount);
        using MdnPredictor<double> together = model.CreatePredictor();
        MdnPredictor<double>[] alone = [.. Enumerable.Range(0, 4).Select(member => model.Member(member).CreatePredictor())];
        foreach (double x in (double[])[-0.9, 0.1, 0.8, 30])
        {
            GaussianMixture<double> mixture = together.Predict([x]);
            Assert.Equal(12, mixture.Components);
            Assert.Equal(1, mixture.Weights.ToArray().Sum(), 1e-14);
            foreach (double t in (double[])[-2, 0, 1.5])
            {
                Near.AssertRelative(alone.Average(each => each.Predict([x]).Density([t])), mixture.Density([t]), 1e-12);
                Near.AssertRelative(alone.Average(each => each.Predict([x]).Cdf(t)), mixture.Cdf(t), 1e-12);
            }

            Near.AssertAbsolute(alone.Average(each => each.Predict([x]).Mean()), mixture.Mean(), 1e-12);
        }

        Array.ForEach(alone, each => each.Dispose());
    }

    [Fact]
    public void Components_are_those_of_the_first_member_then_of_the_second_in_every_covariance()
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            MdnModel<float> model = Random(covariance, members: 3);
            using MdnPredictor<float> predictor = model.CreatePredictor();
            using MixtureBatch<float> batch = predictor.CreateBatch(70);
            float[,] inputs = Synthetic.Normal<float>(70, 2, 3);
            predictor.Predict(inputs, batch);
            for (int member = 0; member < 3; member++)
            {
                using MdnPredictor<float> own = model.Member(member).CreatePredictor();
                for (int row = 0; row < 70; row++)
                {
                    GaussianMixture<float> part = own.Predict(new ReadOnlySpan2D<float>(inputs).GetRowSpan(row));
                    GaussianMixture<float> whole = batch[row];
                    int k = part.Components;
                    Assert.Equal(part.Means, whole.Means.Slice(member * k * 3, k * 3));
                    Assert.Equal(part.Scales, whole.Scales.Slice(member * k * 3, k * 3));
                    int factors = part.PrecisionFactors.Length;
                    Assert.Equal(part.PrecisionFactors, whole.PrecisionFactors.Slice(member * factors, factors));
                    Assert.All(
                        Enumerable.Range(0, k), i => Assert.Equal(batch[row].Weights[(member * k) + i] * 3, Weight(own, inputs, row, i), 1e-6f));
                }
            }
        }

        static float Weight(MdnPredictor<float> predictor, float[,] inputs, int row, int component) =>
            predictor.Predict(new ReadOnlySpan2D<float>(inputs).GetRowSpan(row)).Weights[component];
    }

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void A_row_alone_gives_the_bits_of_the_row_in_any_batch(Covariance covariance)
    {
        float[,] inputs = Synthetic.Normal<float>(90, 2, 9);
        using MdnPredictor<float> predictor = Random(covariance, members: 3).CreatePredictor();
        using MixtureBatch<float> batch = predictor.CreateBatch(90);
        foreach (int rows in (int[])[1, 2, 7, 17, 64, 90])
        {
            predictor.Predict(new ReadOnlySpan2D<float>(inputs)[..rows, ..], batch);
            for (int row = 0; row < rows; row++)
            {
                GaussianMixture<float> alone = predictor.Predict(new ReadOnlySpan2D<float>(inputs).GetRowSpan(row));
                Assert.True(alone.Weights.SequenceEqual(batch[row].Weights));
                Assert.True(alone.Means.SequenceEqual(batch[row].Means));
                Assert.True(alone.Scales.SequenceEqual(batch[row].Scales));
                Assert.True(alone.PrecisionFactors.SequenceEqual(batch[row].PrecisionFactors));
                Assert.Equal(alone.LogDensity([0.1f, 0.2f, 0.3f]), batch[row].LogDensity([0.1f, 0.2f, 0.3f]));
            }
        }
    }

    [Fact]
    public void The_first_member_is_the_model_that_a_fit_alone_gives_and_the_others_differ()
    {
        MdnModel<float> model = Fit<float>(Short).Model;
        MdnModel<float> alone = Fit<float>(Short with { Members = 1 }).Model;
        Assert.Equal(1, alone.Members);
        Assert.True(alone.Parameters.SequenceEqual(model.ParametersOf(0)));
        Assert.Equal(4, Enumerable.Range(0, 4).Select(member => model.ParametersOf(member)[0]).Distinct().Count());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_member_has_the_same_bits_on_any_number_of_threads(int members)
    {
        // So wide that the steps of a member are divided where it has more than one thread.
        MdnOptions wide = Options with { Hidden = [190, 40] };
        TrainingOptions training = new() { Epochs = 3, BatchSize = 400, Members = members, Patience = 0 };
        byte[] one = Bits(1);
        foreach (int threads in (int[])[2, 3, 4, 9])
        {
            Assert.Equal(one, Bits(threads));
        }

        byte[] Bits(int threads)
        {
            FitResult<float> fit = Fit<float>(training with { Threads = threads }, wide, 600);
            ReadOnlySpan<double> losses = [.. fit.Report.Members.SelectMany(member => member.ValidationLoss), fit.Report.HeldOutLoss!.Value];
            return [.. MemoryMarshal.AsBytes(fit.Model.Parameters), .. MemoryMarshal.AsBytes(losses)];
        }
    }

    [Fact]
    public void Predictions_and_gradients_allocate_nothing()
    {
        MdnModel<float> model = Random(Covariance.Full, members: 3);
        using MdnPredictor<float> predictor = model.CreatePredictor();
        using MixtureBatch<float> batch = predictor.CreateBatch(64);
        float[,] inputs = Synthetic.Normal<float>(64, 2, 3);
        float[] x = [0.5f, -1], t = [1, 0, -1], gradient = new float[2];
        float[,] jacobian = new float[3, 2];
        NoAllocation.In(1000, () =>
        {
            _ = predictor.Predict(x).LogDensity(t);
            predictor.Predict(inputs, batch);
            _ = predictor.LogDensityInputGradient(x, t, gradient);
            _ = predictor.MeanInputGradient(x, jacobian);
            _ = predictor.QuantileInputGradient(x, 0.9f, 1, gradient);
        });
    }

    [Fact]
    public void The_report_and_the_progress_tell_of_every_member()
    {
        List<FitProgress> told = [];
        FitResult<double> fit = Fit<double>(Short with { Threads = 3 }, progress: new InlineProgress(told.Add));
        FitReport report = fit.Report;
        Assert.Equal(4, report.Members.Length);
        Assert.Equal(report.Members.Sum(member => member.Steps), report.Steps);
        Assert.Equal(report.Members[0].TrainingLoss, report.TrainingLoss);
        Assert.Equal(fit.Model.ParameterCount, report.ParameterCount);
        Assert.All(told, each => Assert.Equal(4, each.Members));
        for (int member = 0; member < 4; member++)
        {
            FitProgress[] own = [.. told.Where(each => each.Member == member)];
            Assert.Equal([1, 2, 3], own.Select(each => each.Epoch));
            Assert.Equal(report.Members[member].ValidationLoss, own.Select(each => each.ValidationLoss!.Value));
            Assert.Equal(report.Members[member].ValidationLoss.Min(), report.Members[member].BestLoss);
        }

        // The logarithm is concave: a mean of densities is never worse than the densities are on average.
        Assert.InRange(report.HeldOutLoss!.Value, double.MinValue, report.Members.Average(member => member.BestLoss));
        Assert.NotEqual(report.Members[0].BestLoss, report.HeldOutLoss.Value);
    }

    [Fact]
    public void Of_one_member_the_loss_over_the_rows_held_out_is_that_of_its_best_epoch()
    {
        FitReport report = Fit<double>(Short with { Members = 1 }).Report;
        Near.AssertRelative(report.ValidationLoss[report.BestEpoch - 1], report.HeldOutLoss!.Value, 1e-12);
        Assert.Null(Fit<double>(Short with { Members = 1, ValidationFraction = 0 }).Report.HeldOutLoss);
    }

    [Fact]
    public void Members_without_a_good_epoch_are_left_out()
    {
        // One thread: the members are trained in turn, and the second is interrupted in its second epoch.
        using CancellationTokenSource source = new();
        InlineProgress interrupt = new(each =>
        {
            if (each.Member == 1 && each.Epoch == 1)
            {
                source.Cancel();
            }
        });
        FitResult<float> fit = Fit<float>(Short with { Threads = 1 }, progress: interrupt, cancellation: source.Token);
        Assert.Equal(2, fit.Model.Members);
        Assert.Equal([3, 1, 0, 0], fit.Report.Members.Select(member => member.BestEpoch));
        Assert.Equal(StopReason.Cancelled, fit.Report.StopReason);
        Assert.True(fit.Model.ParametersOf(0).SequenceEqual(Fit<float>(Short).Model.ParametersOf(0)));
        Assert.True(double.IsNaN(fit.Report.Members[3].BestLoss));
    }

    [Fact]
    public void What_the_progress_throws_ends_the_fit_and_reaches_the_caller()
    {
        int epochs = 0;
        InlineProgress faulty = new(_ =>
        {
            epochs++;
            if (epochs == 1)
            {
                throw new InvalidTimeZoneException();
            }
        });
        TrainingOptions patient = Short with { Epochs = 20_000, Patience = 0, Threads = 2 };
        Assert.Throws<InvalidTimeZoneException>(() => Fit<float>(patient, progress: faulty));
        Assert.InRange(epochs, 1, 10_000);
    }

    [Fact]
    public void Members_without_weight_are_counted_within_their_network()
    {
        // Two members of two components: in each the second has a weight of 1e-4 everywhere, in the mixture half of that.
        MdnOptions flat = new MdnOptions { Inputs = 1, Targets = 1, Components = 2, Hidden = [] }.Checked();
        MdnModel<double> one = Synthetic.Untrained<double>(flat);
        double[] parameters = one.Parameters.ToArray();
        Array.Clear(parameters);
        int bias = one.Layout.Layers[0].BiasOffset;
        parameters[bias + 1] = Math.Log(1.5e-3);
        MdnModel<double> model = new(flat, one.InputScaler, one.TargetScaler, [.. parameters, .. parameters]);
        Assert.Empty(FitDiagnosis.Of(model, new double[3, 1], [0, 1, 2]).DeadComponents);
        parameters[bias + 1] = Math.Log(0.5e-3);
        model = new(flat, one.InputScaler, one.TargetScaler, [.. one.Parameters, .. parameters]);
        Assert.Equal([3], FitDiagnosis.Of(model, new double[3, 1], [0, 1, 2]).DeadComponents);
    }

    [Fact]
    public void An_ensemble_is_fitted_but_takes_no_steps()
    {
        using MdnTrainer<float> trainer = new(Options, Short);
        float[,] one = new float[1, 1];
        Assert.Contains("Members is 4", Assert.Throws<InvalidOperationException>(() => trainer.Step(one, one)).Message);
        Assert.Throws<InvalidOperationException>(() => trainer.Loss(one, one));
        Assert.Throws<InvalidOperationException>(() => trainer.ToModel());
    }

    [Fact]
    public void Too_many_members_are_refused_by_name()
    {
        Refused.ByName(() => _ = new MdnTrainer<float>(Options, Short with { Members = 0 }), "Members", "0", "1 to 1024");
        Refused.ByName(() => _ = new MdnTrainer<float>(Options, Short with { Members = 1025 }), "Members", "1025", "1 to 1024");
        MdnOptions large = Options with { Hidden = [4000, 4000] };
        Refused.ByName(() => _ = new MdnTrainer<float>(large, Short with { Members = 3 }), "Members", "3", "parameters");
        MdnModel<float> model = Random(Covariance.Diagonal, members: 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Member(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Member(-1));
    }

    private static FitResult<T> Fit<T>(
        TrainingOptions training, MdnOptions? options = null, int rows = 150, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        (T[,] inputs, T[,] targets) = Synthetic.TwoBranches<T>(rows);
        using MdnTrainer<T> trainer = new(options ?? Options, training);
        return trainer.Fit(inputs, targets, progress, cancellation);
    }

    /// <summary>Members of random weights, three targets.</summary>
    private static MdnModel<float> Random(Covariance covariance, int members)
    {
        MdnOptions options = new() { Inputs = 2, Targets = 3, Components = 5, Covariance = covariance, Hidden = [9] };
        TrainingOptions training = new() { Epochs = 1, Members = members, ClipNorm = null, LearningRate = 0.05 };
        using MdnTrainer<float> trainer = new(options, training);
        return trainer.Fit(Synthetic.Normal<float>(60, 2, 1), Synthetic.Normal<float>(60, 3, 2)).Model;
    }
}
