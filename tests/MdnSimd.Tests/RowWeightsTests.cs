using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Training;

namespace MdnSimd.Tests;

public class RowWeightsTests
{
    private static readonly MdnOptions Options = new() { Inputs = 2, Targets = 2, Components = 3, Hidden = [9] };

    [Fact]
    public void A_row_of_weight_2_is_the_row_twice_in_a_step()
    {
        // More rows than a chunk holds, so that weights go on from chunk to chunk.
        foreach (TrainingLoss loss in TrainingLossCases.All)
        {
            TrainingOptions training = new()
            {
                Optimizer = new SgdOptions(0),
                LearningRate = 0.5,
                ClipNorm = null,
                WeightDecay = 0,
                Loss = loss,
                WeightPrior = 1.3,
            };
            (double[,] inputs, double[,] targets, double[] weights, double[,] manyInputs, double[,] manyTargets) = Repeated(1100);
            using MdnTrainer<double> weighted = new(Options, training);
            using MdnTrainer<double> repeated = new(Options, training);
            double before = weighted.Loss(inputs, targets);
            for (int step = 0; step < 3; step++)
            {
                double expected = repeated.Step(manyInputs, manyTargets);
                Assert.Equal(expected, weighted.Step(inputs, targets, default, weights), 1e-12 * (1 + Math.Abs(expected)));
            }

            Assert.NotEqual(before, weighted.Loss(inputs, targets), 1e-4);
            Assert.All(
                weighted.ToModel().Parameters.ToArray().Zip(repeated.ToModel().Parameters.ToArray()),
                pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        }
    }

    [Fact]
    public void The_gradient_for_the_features_of_a_row_has_its_weight()
    {
        (double[,] inputs, double[,] targets, _, _, _) = Repeated(20);
        double[] weights = [.. Enumerable.Range(0, 20).Select(row => (double)(row % 4))];
        using MdnTrainer<double> trainer = new(Options);
        double[,] plain = new double[20, 2];
        double[,] weighed = new double[20, 2];
        trainer.Loss(inputs, targets, plain);
        trainer.Loss(inputs, targets, weighed, weights);
        for (int row = 0; row < 20; row++)
        {
            // Of a mean: 1 / 20 against w / 30.
            Assert.Equal(plain[row, 0] * 20 * weights[row] / 30, weighed[row, 0], 1e-14);
        }
    }

    [Fact]
    public void A_row_of_weight_2_is_the_row_twice_where_columns_are_standardised()
    {
        (double[,] inputs, _, double[] weights, double[,] manyInputs, _) = Repeated(50);
        int[] counted = [.. Enumerable.Range(0, 50).Where(row => weights[row] > 0)];
        double[,] some = new double[counted.Length, 2];
        for (int i = 0; i < counted.Length; i++)
        {
            (some[i, 0], some[i, 1]) = (inputs[counted[i], 0], inputs[counted[i], 1]);
        }

        Standardizer<double> weighted = Standardizer<double>.Fit(some, [.. counted.Select(row => weights[row])]);
        Standardizer<double> repeated = Standardizer<double>.Fit(manyInputs);
        for (int column = 0; column < 2; column++)
        {
            Assert.Equal(repeated.Means[column], weighted.Means[column], 1e-14);
            Assert.Equal(repeated.Scales[column], weighted.Scales[column], 1e-14);
        }

        Assert.Throws<ArgumentException>("weights", () => Standardizer<double>.Fit(some, [1.0]));
        Assert.Throws<ArgumentException>("weights", () => Standardizer<double>.Fit(some, new double[counted.Length]));
    }

    [Fact]
    public void A_fit_standardises_starts_trains_and_validates_by_weight()
    {
        (double[,] inputs, double[,] targets, double[] weights, _, _) = Repeated(60);
        TrainingOptions training = new() { ValidationFraction = 0.3, Epochs = 3, InputNoise = 0, TargetNoise = 0 };
        using TrainingData<double> data = new(inputs, targets, training, weights);
        Assert.Equal(weights.Count(weight => weight > 0), data.TrainingRows + data.ValidationRows);
        Assert.Equal(1, data.TrainingWeights.ToArray().Average(), 1e-14);
        double[] own = [.. data.TrainingIndices.ToArray().Select(row => weights[row])];
        Assert.All(
            own.Zip(data.TrainingWeights.ToArray()), pair => Assert.Equal(pair.First / own.Average(), pair.Second, 1e-14));

        double mean = data.TrainingIndices.ToArray().Sum(row => weights[row] * targets[row, 1]) / own.Sum();
        Assert.Equal(mean, data.TargetScaler.Means[1], 1e-14);

        using MdnTrainer<double> trainer = new(Options, training);
        FitResult<double> fit = trainer.Fit(inputs, targets, weights);
        using MdnPredictor<double> predictor = fit.Model.CreatePredictor();
        int[] held = data.ValidationIndices.ToArray();
        double sum = 0;
        foreach (int row in held)
        {
            sum -= weights[row] * predictor.Predict(new ReadOnlySpan2D<double>(inputs).GetRowSpan(row))
                .LogDensity(new ReadOnlySpan2D<double>(targets).GetRowSpan(row));
        }

        double expected = sum / held.Sum(row => weights[row]);
        Assert.Equal(expected, fit.Report.HeldOutLoss!.Value, 1e-12);
        Assert.Equal(expected, fit.Report.ValidationLoss[fit.Report.BestEpoch - 1], 1e-10);
    }

    [Fact]
    public void The_marginal_start_follows_the_weights()
    {
        // Two values, one with nine times the weight: that is what a start without an epoch of learning answers.
        double[,] inputs = Synthetic.Normal<double>(200, 1, 3);
        double[,] targets = new double[200, 1];
        double[] weights = new double[200];
        for (int row = 0; row < 200; row++)
        {
            targets[row, 0] = row % 2;
            weights[row] = row % 2 == 0 ? 9 : 1;
        }

        MdnOptions options = new() { Inputs = 1, Targets = 1, Components = 2, Hidden = [] };
        TrainingOptions training = new() { OutputStart = OutputStart.Marginal, Epochs = 1, LearningRate = 1e-9 };
        using MdnTrainer<double> trainer = new(options, training);
        using MdnPredictor<double> predictor = trainer.Fit(inputs, targets, weights).Model.CreatePredictor();
        GaussianMixture<double> mixture = predictor.Predict([0]);
        Assert.InRange(mixture.Weights[mixture.Means[0] < 0.5 ? 0 : 1], 0.83, 0.92);
    }

    [Fact]
    public void Rows_of_weight_0_are_left_out_and_only_ratios_matter()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(200);
        float[,] someInputs = new float[100, 1];
        float[,] someTargets = new float[100, 1];
        float[] weights = new float[200];
        for (int i = 0; i < 100; i++)
        {
            weights[2 * i] = 1e30f;
            (someInputs[i, 0], someTargets[i, 0]) = (inputs[2 * i, 0], targets[2 * i, 0]);
            inputs[(2 * i) + 1, 0] = 1000;
        }

        Assert.Equal(Bytes(someInputs, someTargets, []), Bytes(inputs, targets, weights));

        static byte[] Bytes(float[,] inputs, float[,] targets, float[] weights)
        {
            MdnOptions options = new() { Inputs = 1, Targets = 1, Components = 2, Hidden = [8] };
            using MdnTrainer<float> trainer = new(options, new TrainingOptions { Epochs = 4 });
            return MemoryMarshal.AsBytes(trainer.Fit(inputs, targets, weights).Model.Parameters).ToArray();
        }
    }

    [Fact]
    public void Weights_that_are_none_are_refused_by_place()
    {
        (double[,] inputs, double[,] targets, double[] weights, _, _) = Repeated(8);
        using MdnTrainer<double> trainer = new(Options);
        foreach ((double[] wrong, string message) in ((double[], string)[])
            [
                (weights[1..], "weights has 7 elements: expected 8"),
                ([.. weights[..6], double.NaN, 1], "weights[6] is NaN"),
                ([.. weights[..6], double.PositiveInfinity, 1], "weights[6] is ∞"),
                ([.. weights[..6], 1, -0.5], "weights[7] is -0.5"),
                (new double[8], "weights has 0 positive elements"),
            ])
        {
            string[] messages =
            [
                Assert.Throws<ArgumentException>("weights", () => trainer.Fit(inputs, targets, wrong)).Message,
                Assert.Throws<ArgumentException>("weights", () => trainer.Step(inputs, targets, default, wrong)).Message,
                Assert.Throws<ArgumentException>("weights", () => trainer.Loss(inputs, targets, default, wrong)).Message,
            ];
            Assert.All(messages, text => Assert.Contains(message.Replace("∞", $"{double.PositiveInfinity}"), text, StringComparison.Ordinal));
        }

        Assert.Throws<ArgumentException>("weights", () => trainer.Fit(inputs, targets, [1.0, 0, 0, 0, 0, 0, 0, 0]));
    }

    /// <summary>Rows with weights 0 to 3, and each as many times as it weighs.</summary>
    private static (double[,] Inputs, double[,] Targets, double[] Weights, double[,] ManyInputs, double[,] ManyTargets) Repeated(int rows)
    {
        double[,] inputs = Synthetic.Normal<double>(rows, 2, 4);
        double[,] targets = Synthetic.Normal<double>(rows, 2, 5);
        double[] weights = [.. Enumerable.Range(0, rows).Select(row => (double)(row * 7 % 13 % 4))];
        int[] repeated = [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Repeat(row, (int)weights[row]))];
        double[,] manyInputs = new double[repeated.Length, 2];
        double[,] manyTargets = new double[repeated.Length, 2];
        for (int i = 0; i < repeated.Length; i++)
        {
            for (int column = 0; column < 2; column++)
            {
                manyInputs[i, column] = inputs[repeated[i], column];
                manyTargets[i, column] = targets[repeated[i], column];
            }
        }

        return (inputs, targets, weights, manyInputs, manyTargets);
    }
}
