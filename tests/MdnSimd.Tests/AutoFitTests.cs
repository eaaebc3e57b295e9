using System.Numerics;
using System.Runtime.InteropServices;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests;

public class AutoFitTests
{
    private static readonly AutoFitOptions Small = new() { Members = 2, Components = 3, Threads = 2 };

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads_and_another_seed_does_not()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(50);
        byte[] one = Bits(1, 1);
        Assert.All((int[])[2, 3], threads => Assert.Equal(one, Bits(1, threads)));
        Assert.NotEqual(one, Bits(2, 2));

        byte[] Bits(ulong seed, int threads)
        {
            FitResult<float> fit = AutoFit.Fit<float>(inputs, targets, Small with { Seed = seed, Threads = threads });
            double[] losses = [.. fit.Report.Selection!.Candidates.Select(each => each.Loss)];
            return [.. MemoryMarshal.AsBytes(fit.Model.Parameters), .. MemoryMarshal.AsBytes<double>(losses)];
        }
    }

    [Fact]
    public void Rows_of_weight_0_are_as_if_they_were_not_there()
    {
        // 30 rows are one batch and 45 are two: what depends on how many there are would differ.
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(30);
        double[,] moreInputs = new double[45, 1];
        double[,] moreTargets = new double[45, 1];
        double[] weights = [.. Enumerable.Range(0, 30).Select(row => 0.5 + (row % 2))];
        double[] moreWeights = new double[45];
        for (int row = 0; row < 45; row++)
        {
            bool counts = row % 3 != 1;
            int original = row - ((row + 1) / 3);
            moreInputs[row, 0] = counts ? inputs[original, 0] : 1e6;
            moreTargets[row, 0] = counts ? targets[original, 0] : -1e6;
            moreWeights[row] = counts ? weights[original] : 0;
        }

        FitResult<double> fit = AutoFit.Fit<double>(inputs, targets, Small, weights);
        FitResult<double> more = AutoFit.Fit<double>(moreInputs, moreTargets, Small, moreWeights);
        Assert.Equal(fit.Model.Parameters.ToArray(), more.Model.Parameters.ToArray());
        Assert.Equal(fit.Report.Selection!.Best.Loss, more.Report.Selection!.Best.Loss);
        Assert.Equal(30, more.Report.Selection!.HeldOutRows);

        // What counts is one weight beside another, not their unit.
        double[] doubled = Array.ConvertAll(weights, weight => 2 * weight);
        Assert.Equal(fit.Model.Parameters.ToArray(), AutoFit.Fit<double>(inputs, targets, Small, doubled).Model.Parameters.ToArray());
        Assert.NotEqual(fit.Model.Parameters.ToArray(), AutoFit.Fit<double>(inputs, targets, Small).Model.Parameters.ToArray());
    }

    [Fact]
    public void Weights_move_the_answer_to_the_rows_that_count()
    {
        // Two branches, one with nine times the weight of the other: that is how often it is to be expected.
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(200);
        double[] weights = [.. Enumerable.Range(0, 200).Select(row => targets[row, 0] > 0 ? 9.0 : 1.0)];
        FitResult<double> fit = AutoFit.Fit<double>(inputs, targets, Small, weights);
        using MdnPredictor<double> predictor = fit.Model.CreatePredictor();
        Assert.InRange(1 - predictor.Predict([0.5]).Cdf(0), 0.8, 0.97);
    }

    [Fact]
    public void Several_targets_whose_noise_goes_together_are_fitted_with_a_full_covariance()
    {
        double[,] inputs = Synthetic.Normal<double>(150, 2, 31);
        double[,] noise = Synthetic.Normal<double>(150, 2, 32);
        double[,] targets = new double[150, 2];
        for (int row = 0; row < 150; row++)
        {
            targets[row, 0] = inputs[row, 0] + noise[row, 0];
            targets[row, 1] = 100 * (inputs[row, 1] + noise[row, 0] + (0.3 * noise[row, 1]));
        }

        double full = Fit<double>(Covariance.Full);
        Assert.InRange(full, double.NegativeInfinity, Fit<double>(Covariance.Diagonal) - 0.3);

        double Fit<T>(Covariance covariance)
        {
            FitResult<double> fit = AutoFit.Fit<double>(inputs, targets, Small with { Covariance = covariance, TargetNames = ["a", "b"] });
            Assert.Equal(covariance, fit.Model.Options.Covariance);
            Assert.Equal(["a", "b"], fit.Model.Options.TargetNames);
            using MdnPredictor<double> predictor = fit.Model.CreatePredictor();
            Assert.Equal(2, predictor.Predict([0.1, 0.2]).Dimensions);
            return fit.Report.Selection!.Best.Loss;
        }
    }

    [Fact]
    public void What_is_set_is_kept()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(30);
        AutoFitOptions options = new()
        {
            Components = 2,
            Hidden = [5, 4],
            Activation = Activation.Tanh,
            ScaleLink = ScaleLink.Exp,
            ScaleFloor = 0.01,
            Covariance = Covariance.Isotropic,
            Members = 3,
            InputNames = ["position"],
            TargetNames = ["height"],
        };
        FitResult<float> fit = AutoFit.Fit<float>(inputs, targets, options);
        Assert.Equal(3, fit.Model.Members);
        MdnOptions network = fit.Model.Options;
        Assert.Equal((2, Activation.Tanh, ScaleLink.Exp), (network.Components, network.Activation, network.ScaleLink));
        Assert.Equal(Covariance.Isotropic, network.Covariance);
        Assert.Equal([5, 4], network.Hidden);
        Assert.Equal(["position"], network.InputNames);
        Assert.Equal(["height"], network.TargetNames);
        Assert.Equal(0.01 + fit.Report.Selection!.Best.Calibration.Floor, network.ScaleFloor, 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_handful_of_rows_is_enough(int rows)
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(rows);
        FitResult<float> fit = AutoFit.Fit<float>(inputs, targets, Small);
        Assert.Equal(rows, fit.Report.Selection!.HeldOutRows);
        Assert.True(double.IsFinite(fit.Report.Selection.Best.Loss));
        using MdnPredictor<float> predictor = fit.Model.CreatePredictor();
        Assert.True(float.IsFinite(predictor.Predict([0.3f]).LogDensity([0.5f])));
    }

    [Fact]
    public void Of_features_that_say_nothing_the_normal_distribution_of_the_targets_is_left()
    {
        double[,] inputs = Synthetic.Normal<double>(40, 6, 41);
        double[,] targets = Synthetic.Normal<double>(40, 1, 42);
        FitResult<double> fit = AutoFit.Fit<double>(inputs, targets);
        Assert.Equal("unconditional", fit.Report.Selection!.Best.Name);
        Assert.Equal((1, 0, 0), (fit.Model.Members, fit.Report.Epochs, fit.Report.Steps));
        Assert.All(fit.Report.Remarks, remark => Assert.DoesNotContain("NaN", remark, StringComparison.Ordinal));
        using MdnPredictor<double> predictor = fit.Model.CreatePredictor();
        double mean = targets.Cast<double>().Average();
        double deviation = Math.Sqrt(targets.Cast<double>().Average(value => Math.Pow(value - mean, 2)));
        foreach (double x in (double[])[0, -3, 1e3])
        {
            GaussianMixture<double> mixture = predictor.Predict([x, x, x, x, x, x]);
            Assert.Equal(mean, mixture.Mean(), 1e-12);
            Assert.Equal(deviation, mixture.Scales[0], 1e-12);
        }
    }

    [Fact]
    public void Of_features_that_say_nothing_the_mixture_of_the_targets_is_left_where_components_are_given()
    {
        double[,] inputs = Synthetic.Normal<double>(60, 6, 41);
        double[,] targets = Synthetic.Normal<double>(60, 1, 42);
        for (int row = 0; row < 60; row++)
        {
            targets[row, 0] = (0.1 * targets[row, 0]) + (row % 3 == 0 ? 1 : -1);
        }

        FitResult<double> fit = AutoFit.Fit<double>(inputs, targets, new AutoFitOptions { Components = 2, Members = 2 });
        Assert.Equal("unconditional", fit.Report.Selection!.Best.Name);
        using MdnPredictor<double> predictor = fit.Model.CreatePredictor();
        GaussianMixture<double> mixture = predictor.Predict([1, 2, 3, 4, 5, 6]);
        Assert.Equal(4, mixture.Components);
        Assert.Equal(1.0 / 3, 1 - mixture.Cdf(0), 0.03);
        Assert.InRange(mixture.Density([0.0]), 0, 1e-6);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(40, 1e6)]
    public void A_constant_target_is_expected_at_its_value_with_the_smallest_scale(int rows, float value)
    {
        float[,] inputs = Synthetic.Normal<float>(rows, 5, 43);
        float[,] targets = new float[rows, 1];
        for (int row = 0; row < rows; row++)
        {
            targets[row, 0] = value;
        }

        FitResult<float> fit = AutoFit.Fit<float>(inputs, targets);
        Assert.Equal([0], fit.Report.ConstantTargets);
        using MdnPredictor<float> predictor = fit.Model.CreatePredictor();
        GaussianMixture<float> mixture = predictor.Predict([0, 9, -9, 1e3f, 1]);
        Assert.Equal(value, mixture.Mean(), 1e-6f);
        Assert.InRange(mixture.Scales[0], 1e-3f, 1.1e-3f);
    }

    [Theory]
    [InlineData(1.0 / (1 << 20))]
    [InlineData(1 << 20)]
    public void The_targets_unit_changes_nothing_also_where_rows_held_out_leave_one_value(double unit)
    {
        // Without the row of 1 the targets are constant; of two rows, each leaves one value.
        foreach (double[] values in (double[][])[[0, 1], [0, 0, 0, 1, 0, 0, 0, 0, 0]])
        {
            double[,] inputs = new double[values.Length, 1];
            double[,] targets = new double[values.Length, 1];
            double[,] others = new double[values.Length, 1];
            for (int row = 0; row < values.Length; row++)
            {
                (inputs[row, 0], targets[row, 0], others[row, 0]) = (row, values[row], unit * values[row]);
            }

            SelectionReport one = AutoFit.Fit<double>(inputs, targets, Small).Report.Selection!;
            SelectionReport other = AutoFit.Fit<double>(inputs, others, Small).Report.Selection!;
            Assert.Equal(one.Best.Name, other.Best.Name);
            Assert.Equal(one.Best.Loss + Math.Log(unit), other.Best.Loss, 1e-6);
            Assert.Equal(one.Best.Calibration, other.Best.Calibration);
        }
    }

    [Fact]
    public void A_feature_that_never_changes_says_nothing_when_it_does()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(40);
        double[,] more = new double[40, 2];
        for (int row = 0; row < 40; row++)
        {
            (more[row, 0], more[row, 1]) = (inputs[row, 0], 7);
        }

        FitResult<double> fit = AutoFit.Fit<double>(more, targets, Small);
        using MdnPredictor<double> predictor = fit.Model.CreatePredictor();
        double mean = predictor.Predict([0.3, 7]).Mean();
        Assert.Equal(mean, predictor.Predict([0.3, 1e6]).Mean());
        Assert.NotEqual(mean, predictor.Predict([0.8, 7]).Mean());
    }

    [Fact]
    public void A_calibrated_ensemble_is_the_same_after_a_file()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(40);
        MdnModel<float> model = AutoFit.Fit<float>(inputs, targets, Small).Model;
        using TemporaryDirectory directory = new();
        model.Save(directory["model.safetensors"]);
        MdnModel<float> loaded = MdnModel<float>.Load(directory["model.safetensors"]);
        Assert.Equal(model.Options, loaded.Options);
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
    }

    [Fact]
    public void Progress_rises_to_1_and_names_the_candidate()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(30);
        List<FitProgress> told = [];
        FitResult<float> fit = AutoFit.Fit<float>(inputs, targets, Small, progress: new InlineProgress(told.Add));
        int candidates = fit.Report.Selection!.Candidates.Length;
        Assert.Equal([1, 2, 3, 0], told.Select(each => each.Candidate).Distinct());
        Assert.All(told, each => Assert.Equal(candidates, each.Candidates)); // the last has no epochs to tell of
        Assert.All(told.Zip(told.Skip(1)), pair => Assert.True(pair.First.Done < pair.Second.Done + 1e-12, $"{pair}"));
        Assert.Equal(1, told[^1].Done, 1e-12);
    }

    [Fact]
    public void A_tiny_time_budget_still_gives_a_model()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(40);
        AutoFitOptions tiny = Small with { TimeBudget = TimeSpan.FromTicks(1) };
        FitResult<float> fit = AutoFit.Fit<float>(inputs, targets, tiny);
        Assert.Equal("unconditional", fit.Report.Selection!.Best.Name);
        Assert.True(double.IsFinite(fit.Report.Selection.Best.Loss));
        Assert.Equal([true, false, false, false], fit.Report.Selection.Candidates.Select(each => each.IsFinished));
    }

    [Fact]
    public void A_fit_that_is_cancelled_before_it_begins_throws()
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(30);
        Assert.ThrowsAny<OperationCanceledException>(
            () => AutoFit.Fit<float>(inputs, targets, Small, cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_named()
    {
        Refuses<float>();
        Refuses<double>();
    }

    private static void Refuses<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[,] inputs = Synthetic.Normal<T>(10, 2, 1);
        T[,] targets = Synthetic.Normal<T>(10, 1, 2);
        Refused.ByName(() => AutoFit.Fit<T>(inputs, Synthetic.Normal<T>(9, 1, 2)), "targets", "9 x 1", "10 rows");
        Refused.ByName(() => AutoFit.Fit<T>(new T[1, 2], new T[1, 1]), "inputs", "1 x 2", "at least 2 rows");
        Refused.ByName(() => AutoFit.Fit<T>(new T[10, 0], targets), "inputs", "10 x 0");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, new T[10, 0]), "targets", "10 x 0");
        T[,] holed = (T[,])inputs.Clone();
        holed[3, 1] = T.NaN;
        Refused.ByName(() => AutoFit.Fit<T>(holed, targets), "inputs", "row 3, column 1", "NaN");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, weights: new T[4]), "weights", "4", "10");
        T[] single = new T[10];
        single[0] = T.One;
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, weights: single), "weights", "1 positive", "at least 2");
        single[1] = -T.One;
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, weights: single), "weights[1]", "-1");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, new AutoFitOptions { Members = 0 }), "Members", "0");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, new AutoFitOptions { Components = 0 }), "Components", "0");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, new AutoFitOptions { ScaleFloor = 0 }), "ScaleFloor", "0");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, new AutoFitOptions { Threads = -1 }), "Threads", "-1");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, new AutoFitOptions { Hidden = [0] }), "Hidden", "0");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, new AutoFitOptions { InputNames = ["a"] }), "InputNames", "1");
        Refused.ByName(() => AutoFit.Fit<T>(inputs, targets, new AutoFitOptions { TimeBudget = TimeSpan.FromSeconds(-1) }), "TimeBudget", "-");
    }
}
