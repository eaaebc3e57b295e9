using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests;

[Collection(nameof(NoAllocation))]
public class AllocationTests
{
    /// <summary>Rows of a training step.</summary>
    internal const int Rows = 256;

    internal static readonly MdnOptions Options = new() { Inputs = 6, Targets = 2, Components = 4, Hidden = [90, 90] };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_thousand_training_steps_allocate_nothing(int threads)
    {
        float[,] inputs = Synthetic.Normal<float>(Rows, 6, 1);
        float[,] targets = Synthetic.Normal<float>(Rows, 2, 2);
        foreach (OptimizerOptions optimizer in (OptimizerOptions[])[new SgdOptions(), new AdamOptions(), new AdamWOptions(), new RmsPropOptions()])
        {
            using MdnTrainer<float> trainer = new(Options, new TrainingOptions { Threads = threads, Optimizer = optimizer, LearningRate = 1e-4 });
            NoAllocation.In(1000, () => trainer.Step(inputs, targets));
        }
    }

    [Fact]
    public void Nor_do_steps_of_any_loss_with_weights_and_a_prior()
    {
        float[,] inputs = Synthetic.Normal<float>(Rows, 6, 1);
        float[,] targets = Synthetic.Normal<float>(Rows, 2, 2);
        float[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 3f)];
        foreach (TrainingLoss loss in TrainingLossCases.All)
        {
            foreach (Covariance covariance in Enum.GetValues<Covariance>())
            {
                TrainingOptions training = new() { Loss = loss, WeightPrior = 1.5, LearningRate = 1e-4 };
                using MdnTrainer<float> trainer = new(Options with { Covariance = covariance }, training);
                NoAllocation.In(50, () => trainer.Step(inputs, targets, default, weights));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_hundred_thousand_predictions_and_queries_allocate_nothing(int threads)
    {
        float[,] inputs = Synthetic.Normal<float>(64, 6, 1);
        MdnModel<float> model = Synthetic.Untrained<float>(Options);
        MdnPredictor<float>[] predictors = [.. Enumerable.Range(0, threads).Select(_ => model.CreatePredictor())];
        float[][] samples = [.. predictors.Select(_ => new float[2])];
        using Barrier start = new(threads);
        using Barrier end = new(threads);
        bool done = false;
        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(worker => new Thread(() => Serve(worker)) { IsBackground = true })];
        Array.ForEach(others, thread => thread.Start());
        NoAllocation.In(2, () => Round(0));
        done = true;
        if (others.Length > 0)
        {
            start.SignalAndWait();
        }

        Array.ForEach(others, thread => thread.Join());
        Array.ForEach(predictors, predictor => predictor.Dispose());

        void Serve(int worker)
        {
            while (true)
            {
                start.SignalAndWait();
                if (done)
                {
                    return;
                }

                Predict(worker);
                end.SignalAndWait();
            }
        }

        void Round(int worker)
        {
            start.SignalAndWait();
            Predict(worker);
            end.SignalAndWait();
        }

        void Predict(int worker)
        {
            for (int i = 0; i < 50_000; i++)
            {
                ReadOnlySpan<float> row = new ReadOnlySpan2D<float>(inputs).GetRowSpan(i % 64);
                GaussianMixture<float> mixture = predictors[worker].Predict(row);
                if (i % 100 == 0)
                {
                    _ = mixture.LogDensity([0.1f, 0.2f]) + mixture.Quantile(0.3f, 1) + mixture.Cdf(0.1f) + mixture.Mean() + mixture.Variance(1);
                    mixture.Sample(7, (ulong)i, samples[worker]);
                }
            }
        }
    }

    [Fact]
    public void Nor_do_steps_and_predictions_with_a_full_covariance()
    {
        MdnOptions options = Options with { Targets = 3, Covariance = Covariance.Full };
        float[,] inputs = Synthetic.Normal<float>(Rows, 6, 1);
        float[,] targets = Synthetic.Normal<float>(Rows, 3, 2);
        using MdnTrainer<float> trainer = new(options, new TrainingOptions { Threads = 1, LearningRate = 1e-4 });
        NoAllocation.In(200, () => trainer.Step(inputs, targets));
        using MdnPredictor<float> predictor = Synthetic.Untrained<float>(options).CreatePredictor();
        using MixtureBatch<float> batch = predictor.CreateBatch(Rows);
        using MixtureLoss<float> loss = new(3, 4, Covariance.Full);
        float[,] raw = Synthetic.Normal<float>(Rows, loss.Outputs, 3);
        float[,] gradient = new float[Rows, loss.Outputs];
        float[] losses = new float[Rows];
        NoAllocation.In(100, () =>
        {
            predictor.Predict(inputs, batch);
            _ = predictor.Predict(new ReadOnlySpan2D<float>(inputs).GetRowSpan(0)).LogDensity([0.1f, 0.2f, 0.3f]);
            loss.Evaluate(raw, targets, losses, gradient);
        });
    }

    [Fact]
    public void A_batch_prediction_allocates_nothing()
    {
        float[,] inputs = Synthetic.Normal<float>(300, 6, 1);
        using MdnPredictor<float> predictor = Synthetic.Untrained<float>(Options).CreatePredictor();
        using MixtureBatch<float> batch = predictor.CreateBatch(300);
        NoAllocation.In(100, () => predictor.Predict(inputs, batch));
    }
}
