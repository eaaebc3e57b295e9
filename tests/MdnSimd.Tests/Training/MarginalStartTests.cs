using MdnSimd.Kernels;
using MdnSimd.Mixtures;
using MdnSimd.Tests.Mixtures;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

/// <summary>Fits that learn nothing show where training starts.</summary>
public class MarginalStartTests
{
    private static readonly TrainingOptions Still = new()
    {
        Epochs = 1,
        LearningRate = 1e-12,
        ValidationFraction = 0,
        InputNoise = 0,
        TargetNoise = 0,
        OutputStart = OutputStart.Marginal,
    };

    [Fact]
    public void Without_learning_the_density_is_nearly_that_of_the_targets()
    {
        (double[,] inputs, double[,] targets) = Clusters(800);
        double single = NegativeLogLikelihoodOfOneGaussian(targets);
        FitReport spread = Fit(Still with { OutputStart = OutputStart.Spread }, inputs, targets);
        FitReport marginal = Fit(Still, inputs, targets);

        // Two narrow clusters: knowing them is worth half a nat and more; one Gaussian is about what the spread start amounts to.
        Assert.InRange(marginal.TrainingLoss[0], double.MinValue, single - 0.5);
        Assert.InRange(spread.TrainingLoss[0], single - 0.2, double.MaxValue);
    }

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void Biases_give_the_mixture_that_was_found(Covariance covariance)
    {
        MixtureLayout layout = new(3, 3, covariance);
        CounterRandom random = new(8);
        double[] points = [.. Enumerable.Range(0, 900).Select(i => random.NextNormal() + (i / 300))];
        MixtureEstimate found = ExpectationMaximization.Fit(layout, points, [], 0.1, 1);
        foreach (ScaleLink link in Enum.GetValues<ScaleLink>())
        {
            double[] biases = new double[layout.Outputs];
            MarginalStart.SetBiases(found, link, HeadCase.Floor, biases);
            (double[] weights, _, double[] means, double[] scales, double[] factors) = HeadRunner.Predict(layout, link, biases);
            for (int k = 0; k < 3; k++)
            {
                Near.AssertRelative(found.Weights[k], weights[k], 1e-12);
                for (int d = 0; d < 3; d++)
                {
                    int i = (k * 3) + d;
                    Near.AssertAbsolute(found.Means[i], means[i], 1e-12);
                    if (covariance != Covariance.Full)
                    {
                        Near.AssertRelative(found.Scales[i], scales[i], 1e-9);
                        continue;
                    }

                    Near.AssertRelative(1 / found.Scales[i], factors[(i * 3) + d], 1e-9);
                    for (int j = d + 1; j < 3; j++)
                    {
                        Near.AssertAbsolute(found.CouplingsOf(k)[(d * 3) + j] / found.Scales[i], factors[(i * 3) + j], 1e-9);
                    }
                }
            }
        }
    }

    [Fact]
    public void Targets_of_one_value_or_of_few_start_no_spikes()
    {
        foreach (int values in (int[])[1, 2, 3])
        {
            (double[,] inputs, double[,] targets) = Clusters(60);
            for (int row = 0; row < 60; row++)
            {
                targets[row, 0] = 5 + (row % values);
            }

            using MdnTrainer<double> trainer = new(new MdnOptions { Inputs = 1, Targets = 1 }, Still);
            using MdnPredictor<double> predictor = trainer.Fit(inputs, targets).Model.CreatePredictor();
            double unit = predictor.Model.TargetScaler.Scales[0];
            GaussianMixture<double> mixture = predictor.Predict([0]);
            Assert.All(mixture.Scales.ToArray(), scale => Assert.InRange(scale, 0.08 * unit, 2 * unit));
        }
    }

    [Fact]
    public void Members_start_at_different_places()
    {
        // Without hidden layers, at the mean of the feature, the raw outputs are the biases.
        (double[,] inputs, double[,] targets) = Clusters(100);
        using MdnTrainer<double> trainer = new(new MdnOptions { Inputs = 1, Targets = 1, Hidden = [] }, Still with { Members = 2 });
        using MdnPredictor<double> predictor = trainer.Fit(inputs, targets).Model.CreatePredictor();
        double[] means = predictor.Predict(predictor.Model.InputScaler.Means).Means.ToArray();
        Assert.NotEqual(means[..5].Order().Select(mean => Math.Round(mean, 2)), means[5..].Order().Select(mean => Math.Round(mean, 2)));
    }

    [Theory]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void A_single_component_has_the_mean_and_the_covariance_of_all_rows_however_many(Covariance covariance)
    {
        double[,] inputs = Synthetic.Normal<double>(4000, 1, 1);
        double[,] targets = Synthetic.Normal<double>(4000, 2, 2);
        for (int row = 0; row < 4000; row++)
        {
            targets[row, 1] += targets[row, 0];
        }

        MdnOptions options = new() { Inputs = 1, Targets = 2, Components = 1, Hidden = [], Covariance = covariance };
        using MdnTrainer<double> trainer = new(options, Still with { LearningRate = 1e-15 });
        using MdnPredictor<double> predictor = trainer.Fit(inputs, targets).Model.CreatePredictor();
        GaussianMixture<double> mixture = predictor.Predict([0]);
        double[] means = [Mean(row => targets[row, 0]), Mean(row => targets[row, 1])];
        double[] variances = [Mean(row => Math.Pow(targets[row, 0] - means[0], 2)), Mean(row => Math.Pow(targets[row, 1] - means[1], 2))];
        double together = covariance == Covariance.Full ? Mean(row => (targets[row, 0] - means[0]) * (targets[row, 1] - means[1])) : 0;
        double determinant = (variances[0] * variances[1]) - (together * together);

        // At the mean, the density tells the determinant of the covariance.
        Assert.Equal(-Math.Log(2 * Math.PI) - (0.5 * Math.Log(determinant)), mixture.LogDensity(means), 1e-3);
        Assert.Equal(means[0], mixture.Means[0], 1e-9);
        Assert.Equal(means[1], mixture.Means[1], 1e-9);

        double Mean(Func<int, double> value) => Enumerable.Range(0, 4000).Average(value);
    }

    private static FitReport Fit(TrainingOptions training, double[,] inputs, double[,] targets)
    {
        using MdnTrainer<double> trainer = new(new MdnOptions { Inputs = 1, Targets = 1 }, training);
        return trainer.Fit(inputs, targets).Report;
    }

    /// <summary>Targets near -10 and 30, whatever the features.</summary>
    private static (double[,] Inputs, double[,] Targets) Clusters(int rows)
    {
        double[,] inputs = Synthetic.Normal<double>(rows, 1, 1);
        double[,] targets = Synthetic.Normal<double>(rows, 1, 2);
        for (int row = 0; row < rows; row++)
        {
            targets[row, 0] = (row % 3 == 0 ? -10 : 30) + (2 * targets[row, 0]);
        }

        return (inputs, targets);
    }

    private static double NegativeLogLikelihoodOfOneGaussian(double[,] targets)
    {
        double[] values = [.. targets.Cast<double>()];
        double mean = values.Average();
        double variance = values.Average(value => (value - mean) * (value - mean));
        return 0.5 * Math.Log(2 * Math.PI * Math.E * variance);
    }
}
