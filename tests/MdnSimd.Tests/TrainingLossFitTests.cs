using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;
using MdnSimd.Mixtures;
using MdnSimd.Training;

namespace MdnSimd.Tests;

public class TrainingLossFitTests
{
    [Fact]
    public void Training_by_the_ranked_score_gives_a_better_score_and_by_likelihood_a_better_likelihood()
    {
        // A Gaussian cannot follow noise of two widths: which errors it prefers is the loss's choice.
        (float[,] inputs, float[,] targets) = Contaminated(3000, 1);
        (float[,] testInputs, float[,] testTargets) = Contaminated(4000, 2);
        MdnOptions options = new() { Inputs = 1, Targets = 1, Components = 1, Hidden = [20] };
        (double likelihood, double score) = Test(new NegativeLogLikelihood());
        (double likelihoodOfScore, double scoreOfScore) = Test(new ContinuousRankedProbabilityScore());
        (double likelihoodOfBoth, double scoreOfBoth) = Test(new MixedLoss(0.9));
        Assert.True(scoreOfScore < 0.99 * score, $"CRPS {scoreOfScore} trained by it, {score} by likelihood");
        Assert.True(likelihood < likelihoodOfScore - 0.05, $"NLL {likelihood} trained by it, {likelihoodOfScore} by CRPS");
        Assert.True(likelihoodOfBoth < likelihoodOfScore && scoreOfBoth < score, $"mixed: NLL {likelihoodOfBoth}, CRPS {scoreOfBoth}");

        (double Likelihood, double Score) Test(TrainingLoss loss)
        {
            using MdnTrainer<float> trainer = new(options, new TrainingOptions { Loss = loss, Epochs = 40, Threads = 1 });
            using MdnPredictor<float> predictor = trainer.Fit(inputs, targets).Model.CreatePredictor();
            double likelihoods = 0;
            double scores = 0;
            for (int row = 0; row < testInputs.GetLength(0); row++)
            {
                GaussianMixture<float> mixture = predictor.Predict([testInputs[row, 0]]);
                likelihoods -= mixture.LogDensity([testTargets[row, 0]]);
                scores += mixture.Crps(testTargets[row, 0]);
            }

            return (likelihoods / testInputs.GetLength(0), scores / testInputs.GetLength(0));
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    [InlineData(1.0)]
    public void The_loss_of_training_is_the_one_that_is_watched_and_reported(double share)
    {
        double[,] inputs = Synthetic.Normal<double>(120, 2, 3);
        double[,] targets = Synthetic.Normal<double>(120, 2, 4);
        foreach (ref double target in targets.AsSpan())
        {
            target *= 50;
        }

        TrainingLoss loss = share == 1 ? new ContinuousRankedProbabilityScore() : new MixedLoss(share);
        TrainingOptions training = new() { Loss = loss, Epochs = 5, ValidationFraction = 0.25 };
        using MdnTrainer<double> trainer = new(new MdnOptions { Inputs = 2, Targets = 2, Components = 2, Hidden = [8] }, training);
        FitResult<double> fit = trainer.Fit(inputs, targets);
        using TrainingData<double> data = new(inputs, targets, training);
        using MdnPredictor<double> predictor = fit.Model.CreatePredictor();
        double likelihoods = 0;
        double scores = 0;
        foreach (int row in data.ValidationIndices)
        {
            GaussianMixture<double> mixture = predictor.Predict(new ReadOnlySpan2D<double>(inputs).GetRowSpan(row));
            likelihoods -= mixture.LogDensity([targets[row, 0], targets[row, 1]]) / data.ValidationRows;
            for (int d = 0; d < 2; d++)
            {
                scores += mixture.Crps(targets[row, d], d) / data.TargetScaler.Scales[d] / 2 / data.ValidationRows;
            }
        }

        double expected = ((1 - share) * likelihoods) + (share * scores);
        Assert.Equal(loss, fit.Report.Loss);
        Assert.Equal(expected, fit.Report.ValidationLoss[fit.Report.BestEpoch - 1], 1e-10);
        Assert.Equal(fit.Report.ValidationLoss.Min(), expected, 1e-10);
        Assert.Equal(likelihoods, fit.Report.HeldOutLoss!.Value, 1e-10);
        Assert.Equal(trainer.Loss(inputs, targets), trainer.Step(inputs, targets));
    }

    [Fact]
    public void A_beta_changes_what_is_learned_but_not_what_is_reported()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(300);
        MdnOptions options = new() { Inputs = 1, Targets = 1, Components = 2, Hidden = [12] };
        using MdnTrainer<float> plain = new(options);
        using MdnTrainer<float> beta = new(options, new TrainingOptions { Loss = new BetaNegativeLogLikelihood(0.5) });
        Assert.Equal(plain.Step(inputs, targets), beta.Step(inputs, targets));
        Assert.NotEqual(plain.Step(inputs, targets), beta.Step(inputs, targets));
    }

    [Fact]
    public void A_prior_keeps_components_alive()
    {
        // Two branches and eight components: by likelihood alone some of those that start between them fade.
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(400);
        double none = Smallest(1);
        double strong = Smallest(2);
        Assert.True(strong > 0.08 && strong > 2 * none, $"smallest mean weight {none} without, {strong} with a prior");

        double Smallest(double prior)
        {
            MdnOptions options = new() { Inputs = 1, Targets = 1, Components = 8, Hidden = [16] };
            TrainingOptions training = new() { WeightPrior = prior, Epochs = 150, LearningRate = 0.01, ValidationFraction = 0 };
            using MdnTrainer<float> trainer = new(options, training);
            using MdnPredictor<float> predictor = trainer.Fit(inputs, targets).Model.CreatePredictor();
            double[] sums = new double[8];
            for (int row = 0; row < 400; row++)
            {
                ReadOnlySpan<float> weights = predictor.Predict([inputs[row, 0]]).Weights;
                for (int k = 0; k < 8; k++)
                {
                    sums[k] += weights[k] / 400;
                }
            }

            return sums.Min();
        }
    }

    [Fact]
    public void Every_loss_gives_the_same_bits_on_any_number_of_threads()
    {
        float[,] inputs = Synthetic.Normal<float>(900, 1, 6);
        float[,] targets = Synthetic.Normal<float>(900, 2, 7);
        float[] weights = [.. Enumerable.Range(0, 900).Select(row => 0.5f + (row % 3))];
        foreach (TrainingLoss loss in TrainingLossCases.All)
        {
            byte[] one = Fit(1);
            Assert.Equal(one, Fit(2));
            Assert.Equal(one, Fit(3));

            byte[] Fit(int threads)
            {
                MdnOptions options = DeterminismTests.Options with { Targets = 2, Covariance = Covariance.Full };
                TrainingOptions training = new() { Epochs = 2, BatchSize = 400, Threads = threads, Loss = loss, WeightPrior = 1.2 };
                using MdnTrainer<float> trainer = new(options, training);
                return MemoryMarshal.AsBytes(trainer.Fit(inputs, targets, weights).Model.Parameters).ToArray();
            }
        }
    }

    /// <summary>t = sin 3x with noise of deviation 0.1, one time in ten of 1.5.</summary>
    private static (float[,] Inputs, float[,] Targets) Contaminated(int rows, ulong seed)
    {
        CounterRandom random = new(seed);
        float[,] inputs = new float[rows, 1];
        float[,] targets = new float[rows, 1];
        for (int row = 0; row < rows; row++)
        {
            double x = (2 * random.NextUniform()) - 1;
            double deviation = random.NextBelow(10) == 0 ? 1.5 : 0.1;
            inputs[row, 0] = (float)x;
            targets[row, 0] = (float)(Math.Sin(3 * x) + (deviation * random.NextNormal()));
        }

        return (inputs, targets);
    }
}
