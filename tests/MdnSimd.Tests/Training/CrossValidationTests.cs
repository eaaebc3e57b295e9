using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class CrossValidationTests
{
    private const int Rows = 53;

    private static readonly MdnOptions Options = new MdnOptions { Inputs = 1, Targets = 1, Components = 2, Hidden = [7] }.Checked();

    private static readonly TrainingOptions Training = new() { Epochs = 3, BatchSize = 10, ValidationFraction = 0, Patience = 0, Members = 2, Threads = 1 };

    [Fact]
    public void Every_row_is_held_out_once_standardised_by_the_rows_that_are_not()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        using CrossValidation<double> folds = new(inputs, targets, new FoldPlan(5, 5), Training with { Seed = 3 }, []);
        int[] order = TrainingData<double>.Shuffled(Rows, [], 3);
        Assert.Equal(Enumerable.Range(0, Rows), order.Order());
        Assert.Equal(Rows, folds.Rows);
        ReadOnlySpan<double> heldOut = folds.Run(Options, Training, null, CancellationToken.None).Targets(0, Rows);
        double logScales = 0;
        for (int i = 0; i < Rows; i++)
        {
            int fold = Enumerable.Range(0, 5).Single(fold => i >= Rows * fold / 5 && i < Rows * (fold + 1) / 5);
            double[] others = [.. order.Where((_, j) => j < Rows * fold / 5 || j >= Rows * (fold + 1) / 5).Select(row => targets[row, 0])];
            double mean = others.Average();
            double deviation = Math.Sqrt(others.Average(value => Math.Pow(value - mean, 2)));
            Assert.Equal((targets[order[i], 0] - mean) / deviation, heldOut[i], 1e-12);
            logScales += Math.Log(deviation) / Rows;
        }

        Assert.Equal(logScales, folds.LogScale, 1e-12);
    }

    [Fact]
    public void No_network_sees_the_rows_that_it_is_asked_about()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        int[] order = TrainingData<double>.Shuffled(Rows, [], 3);
        FoldPlan first = new(5, 1);
        double[] outputs = Outputs(inputs, targets, first, 1);
        Assert.Equal(2 * (Rows / 5) * 6, outputs.Length);

        double[,] other = (double[,])targets.Clone();
        foreach (int row in order[..(Rows / 5)])
        {
            other[row, 0] = 1e3 + row;
        }

        Assert.Equal(outputs, Outputs(inputs, other, first, 1));

        // Its features it sees only when it is asked about the row itself.
        double[,] moved = (double[,])inputs.Clone();
        moved[order[0], 0] = 50;
        double[] shifted = Outputs(moved, targets, first, 1);
        Assert.NotEqual(outputs[..6], shifted[..6]);
        Assert.Equal(outputs[6..(Rows / 5 * 6)], shifted[6..(Rows / 5 * 6)]);

        // All others it does see.
        foreach (int row in (int[])[order[Rows / 5], order[^1]])
        {
            double[,] seen = (double[,])targets.Clone();
            seen[row, 0] += 1;
            Assert.NotEqual(outputs, Outputs(inputs, seen, first, 1));
        }
    }

    [Fact]
    public void Networks_without_the_same_fold_differ_as_do_those_of_another_seed()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        double[] outputs = Outputs(inputs, targets, new FoldPlan(5, 5), 1);
        Assert.NotEqual(outputs[..(Rows * 6)], outputs[(Rows * 6)..]);
        Assert.NotEqual(outputs, Outputs(inputs, targets, new FoldPlan(5, 5), 1, Training with { Seed = 2 }));
    }

    [Fact]
    public void The_outputs_are_the_same_bits_on_any_number_of_threads()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        foreach (FoldPlan plan in (FoldPlan[])[new(5, 5), new(5, 1)])
        {
            double[] one = Outputs(inputs, targets, plan, 1);
            Assert.All((int[])[2, 3, 7], threads => Assert.Equal(Bits(one), Bits(Outputs(inputs, targets, plan, threads))));
        }

        static byte[] Bits(double[] values) => MemoryMarshal.AsBytes<double>(values).ToArray();
    }

    [Fact]
    public void Of_folds_that_do_not_all_take_their_turn_those_that_do_are_held_out_once_and_trained_on_in_the_others()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        FoldPlan plan = new(Folds: 10, HeldOut: 3);
        using CrossValidation<double> folds = new(inputs, targets, plan, Training with { Seed = 3 }, []);
        Assert.Equal(Rows * 3 / 10, folds.Rows);

        // The first rows in the order of the seed, in the units of all others.
        int[] order = TrainingData<double>.Shuffled(Rows, [], 3);
        ReadOnlySpan<double> heldOut = folds.Run(Options, Training, null, CancellationToken.None).Targets(0, folds.Rows);
        for (int i = 0; i < folds.Rows; i++)
        {
            int fold = Enumerable.Range(0, 3).Single(fold => i >= Rows * fold / 10 && i < Rows * (fold + 1) / 10);
            double[] others = [.. order.Where((_, j) => j < Rows * fold / 10 || j >= Rows * (fold + 1) / 10).Select(row => targets[row, 0])];
            double mean = others.Average();
            double deviation = Math.Sqrt(others.Average(value => Math.Pow(value - mean, 2)));
            Assert.Equal((targets[order[i], 0] - mean) / deviation, heldOut[i], 1e-12);
        }

        // What is said of a row held out is the same when more folds take their turn.
        double[] three = Outputs(inputs, targets, plan, threads: 1);
        double[] ten = Outputs(inputs, targets, new FoldPlan(10, 10), threads: 1);
        int length = three.Length / 2;
        Assert.Equal(three[..length], ten[..length]);
        Assert.Equal(three[length..], ten.AsSpan(ten.Length / 2, length).ToArray());
    }

    [Fact]
    public void Rows_of_weight_0_are_left_out_and_the_others_judge_by_weight()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        double[] weights = [.. Enumerable.Range(0, Rows).Select(row => (double)(row % 3))];
        using CrossValidation<double> folds = new(inputs, targets, new FoldPlan(4, 4), Training with { Seed = 3 }, weights);
        int counted = weights.Count(weight => weight > 0);
        Assert.Equal(counted, folds.Rows);
        HeldOutMixtures<double> mixtures = folds.Run(Options, Training, null, CancellationToken.None);
        int[] order = TrainingData<double>.Shuffled(Rows, weights, 3);
        double mean = weights.Sum() / counted;
        Assert.All(order.Zip(mixtures.Weights), pair => Assert.Equal(weights[pair.First] / mean, pair.Second, 1e-14));
    }

    [Fact]
    public void Progress_is_told_of_every_epoch_of_every_network()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        List<FitProgress> told = [];
        using CrossValidation<double> folds = new(inputs, targets, new FoldPlan(5, 5), Training with { Seed = 3 }, []);
        folds.Run(Options, Training with { Threads = 3 }, told.Add, CancellationToken.None);
        Assert.Equal(5 * 2 * 3, told.Count);
        Assert.Equal(told.Select((_, i) => (i + 1) / 30.0), told.Select(each => each.Done));
        Assert.Equal(Enumerable.Range(0, 10), told.Select(each => each.Member).Distinct().Order());
        Assert.All(told, each => Assert.Equal(10, each.Members));
    }

    /// <summary>What all networks say of the rows held out, network after network.</summary>
    private static double[] Outputs(double[,] inputs, double[,] targets, FoldPlan plan, int threads, TrainingOptions? training = null)
    {
        using CrossValidation<double> folds = new(inputs, targets, plan, Training with { Seed = 3 }, []);
        HeldOutMixtures<double> mixtures = folds.Run(Options, (training ?? Training) with { Threads = threads }, null, CancellationToken.None);
        return [.. mixtures.Outputs(0, 0, folds.Rows), .. mixtures.Outputs(1, 0, folds.Rows)];
    }
}
