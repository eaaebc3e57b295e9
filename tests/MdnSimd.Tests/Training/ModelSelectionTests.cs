using System.Runtime.InteropServices;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class ModelSelectionTests
{
    private const int Rows = 60;

    private static readonly MdnOptions Network = new MdnOptions { Inputs = 1, Targets = 1, Components = 2, Hidden = [8] }.Checked();

    private static readonly TrainingOptions Training = new()
    {
        Epochs = 2,
        BatchSize = 16,
        ValidationFraction = 0,
        Patience = 0,
        Members = 2,
    };

    private static readonly Recipe Plan = new()
    {
        // The second is the good one.
        Candidates =
        [
            new("idle", Network, Training with { LearningRate = 1e-9 }),
            new("good", Network, Training with { Epochs = 60, LearningRate = 0.02 }),
            new("small", Network with { Hidden = [] }, Training),
        ],
        Folds = new FoldPlan(3, 3),
        NetworksPerFold = 2,
        TimeBudget = null,
    };

    [Fact]
    public void The_candidate_of_the_smallest_loss_is_fitted_with_its_calibration()
    {
        FitResult<double> fit = Run(Plan);
        SelectionReport selection = fit.Report.Selection!;
        Assert.Equal(["idle", "good", "small"], selection.Candidates.Select(each => each.Name));
        Assert.Equal(1, selection.Chosen);
        Assert.Same(selection.Candidates[1], selection.Best);
        Assert.Equal(selection.Candidates.Min(each => each.Loss), selection.Best.Loss);
        Assert.Equal(Rows, selection.HeldOutRows);
        Assert.Equal(Rows, fit.Report.TrainingRows);
        Assert.Equal(2, fit.Model.Members);

        // The same ensemble without it, calibrated here.
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        using TrainingData<double> data = new(inputs, targets, selection.Best.Training);
        MdnModel<double> plain = new EnsembleFit<double>(Network, selection.Best.Training, data).Run(inputs, targets, CancellationToken.None).Model;
        double[] parameters = plain.Parameters.ToArray();
        int length = parameters.Length / 2;
        selection.Best.Calibration.Apply(Network, parameters.AsSpan(0, length));
        selection.Best.Calibration.Apply(Network, parameters.AsSpan(length));
        Assert.NotEqual(Calibration.None, selection.Best.Calibration);
        Assert.Equal(parameters, fit.Model.Parameters.ToArray());
        Assert.Equal(Network.ScaleFloor + selection.Best.Calibration.Floor, fit.Model.Options.ScaleFloor, 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.05)]
    public void A_candidate_that_does_not_look_at_the_features_is_left_only_for_one_that_is_better_beyond_two_standard_errors(double least)
    {
        // Every third row counts for one; the others for one as well, or for little.
        double[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 3 == 0 ? 1 : least)];
        double[] sharesOfRows = [.. TrainingData<double>.Shuffled(Rows, weights, Training.Seed).Select(row => weights[row] / weights.Sum())];
        double effective = 1 / sharesOfRows.Sum(share => share * share);
        TrainingOptions still = Training with { Epochs = 0, OutputStart = OutputStart.Marginal };
        Recipe plan = Plan with
        {
            Candidates =
            [
                new("linear", Network with { Hidden = [], Components = 1 }, Training with { Epochs = 20, LearningRate = 0.1 }),
                new("plain", Network with { Hidden = [], Components = 1 }, still) { IsConditional = false },
            ],
        };
        HashSet<(int, bool)> seen = [];
        bool rowsWouldChooseOther = false;
        for (ulong seed = 0; seed < 24; seed++)
        {
            // t = seed / 16 x + noise: from nothing to see to plain to see.
            double[,] inputs = Synthetic.Normal<double>(Rows, 1, seed);
            double[,] targets = Synthetic.Normal<double>(Rows, 1, 100 + seed);
            for (int row = 0; row < Rows; row++)
            {
                targets[row, 0] += seed / 16.0 * inputs[row, 0];
            }

            using CrossValidation<double> folds = new(inputs, targets, plan.Folds, Training, weights);
            double[][] losses = [.. plan.Candidates.Select(candidate =>
            {
                HeldOutMixtures<double> mixtures = folds.Run(candidate.Network, candidate.Training, null, CancellationToken.None);
                return mixtures.Losses(candidate.IsConditional ? CalibrationSearch.Run(mixtures).Calibration : Calibration.None);
            })];
            double[] gains = [.. losses[1].Zip(losses[0], (plain, linear) => plain - linear)];
            double mean = gains.Zip(sharesOfRows).Sum(pair => pair.First * pair.Second);
            double error = Math.Sqrt(gains.Zip(sharesOfRows).Sum(pair => Math.Pow(pair.Second * (pair.First - mean), 2)));
            int chosen = new ModelSelection<double>(plan, Rows, null, CancellationToken.None).Run(inputs, targets, weights).Report.Selection!.Chosen;
            Assert.Equal(Choice(4 / effective), chosen);
            rowsWouldChooseOther |= Choice(4.0 / Rows) != chosen;
            seen.Add((chosen, mean > 0));

            int Choice(double fitted) => mean - fitted > Math.Max(CandidateChoice.StandardErrors(effective) * error, 0.01) ? 0 : 1;
        }

        Assert.Equal(least < 1, rowsWouldChooseOther);

        // Better, better by luck, and worse: all three came up.
        Assert.Superset(new HashSet<(int, bool)> { (0, true), (1, true), (1, false) }, seen);
    }

    [Theory]
    [InlineData(4, 0.1)]
    [InlineData(13, 0.005)]
    [InlineData(1000, 1e-6)]
    public void Standard_errors_of_few_rows_count_as_Student_says(int rows, double tolerance)
    {
        double share = MathNet.Numerics.Distributions.Normal.CDF(0, 1, 2);
        double quantile = MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, rows - 1, share);
        Assert.Equal(quantile, CandidateChoice.StandardErrors(rows), tolerance * quantile);
    }

    [Fact]
    public void Losses_are_in_the_targets_units_and_are_those_of_cross_validation()
    {
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        CandidateReport second = Run(Plan).Report.Selection!.Candidates[1];
        using CrossValidation<double> folds = new(inputs, targets, Plan.Folds, Training, []);
        (Calibration calibration, double loss) = CalibrationSearch.Run(folds.Run(Network, Plan.Candidates[1].Training, null, CancellationToken.None));
        Assert.Equal(calibration, second.Calibration);
        Assert.Equal(loss + folds.LogScale, second.Loss);

        for (int row = 0; row < Rows; row++)
        {
            targets[row, 0] *= 1024;
        }

        Assert.Equal(second.Loss + Math.Log(1024), Run(Plan, targets: targets).Report.Selection!.Candidates[1].Loss, 1e-9);
    }

    [Fact]
    public void The_model_and_the_losses_are_the_same_bits_on_any_number_of_threads()
    {
        byte[] one = Bits(1);
        Assert.All((int[])[2, 3], threads => Assert.Equal(one, Bits(threads)));

        static byte[] Bits(int threads)
        {
            FitResult<double> fit = Run(Plan with
            {
                Candidates = [.. Plan.Candidates.Select(each => each with { Training = each.Training with { Threads = threads } })],
            });
            double[] losses = [.. fit.Report.Selection!.Candidates.Select(each => each.Loss)];
            return [.. MemoryMarshal.AsBytes(fit.Model.Parameters), .. MemoryMarshal.AsBytes<double>(losses)];
        }
    }

    [Fact]
    public void Progress_rises_from_candidate_to_candidate_to_the_fit()
    {
        List<FitProgress> told = [];
        Run(Plan, told);
        AssertRises(told);
        Assert.Equal([1, 2, 3, 0], told.Select(each => each.Candidate).Distinct());
        Assert.All(told, each => Assert.Equal(3, each.Candidates));
        Assert.Equal((6 * 2) + (6 * 60) + (6 * 2) + (2 * 60), told.Count);
    }

    [Fact]
    public void Cancelled_while_it_tries_it_throws_and_later_it_returns_what_it_has()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => CancelWhen(each => each.Candidate == 2));
        FitResult<double> fit = CancelWhen(each => each.Candidate == 0 && each.Epoch == 3);
        Assert.All(fit.Report.Members, member => Assert.Equal(StopReason.Cancelled, member.StopReason));
        Assert.Equal(1, fit.Report.Selection!.Chosen);

        static FitResult<double> CancelWhen(Func<FitProgress, bool> when)
        {
            using CancellationTokenSource ending = new();
            (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
            InlineProgress progress = new(each =>
            {
                if (when(each))
                {
                    ending.Cancel();
                }
            });
            Recipe alone = Plan with
            {
                Candidates = [.. Plan.Candidates.Select(each => each with { Training = each.Training with { Threads = 2 } })],
            };
            return new ModelSelection<double>(alone, Rows, progress, ending.Token).Run(inputs, targets, []);
        }
    }

    [Fact]
    public void Cancelled_between_the_last_trial_and_the_first_epoch_of_the_fit_it_throws_rather_than_return_fresh_weights()
    {
        using CancellationTokenSource ending = new();
        (double[,] inputs, double[,] targets) = Synthetic.TwoBranches<double>(Rows);
        bool tried = false;
        List<FitProgress> told = [];
        InlineProgress progress = new(each =>
        {
            told.Add(each);
            tried = told.Count == (6 * 2) + (6 * 60) + (6 * 2);
        });
        AskedTime clock = new(() =>
        {
            if (tried)
            {
                ending.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(
            () => new ModelSelection<double>(Plan, Rows, progress, ending.Token, clock).Run(inputs, targets, []));
        Assert.All(told, each => Assert.InRange(each.Candidate, 1, 3));
        Assert.True(tried);
    }

    [Fact]
    public void A_candidate_that_breaks_down_is_not_chosen()
    {
        // Steps of 1000 at once: the scales overflow, and what they predict is no number or infinitely bad.
        Recipe broken = Plan with
        {
            Candidates = [new("wild", Network with { ScaleLink = ScaleLink.Exp }, Training with { LearningRate = 1000, Epochs = 20, ClipNorm = null }), Plan.Candidates[1]],
        };
        FitResult<double> fit = Run(broken);
        Assert.Equal(1, fit.Report.Selection!.Chosen);
    }

    private static FitResult<double> Run(Recipe recipe, List<FitProgress>? told = null, double[,]? targets = null)
    {
        (double[,] inputs, double[,] given) = Synthetic.TwoBranches<double>(Rows);
        InlineProgress? progress = told is null ? null : new InlineProgress(told.Add);
        return new ModelSelection<double>(recipe, Rows, progress, CancellationToken.None).Run(inputs, targets ?? given, []);
    }

    /// <summary>A clock that stands still and tells that it is asked.</summary>
    private sealed class AskedTime(Action asked) : TimeProvider
    {
        public override long GetTimestamp()
        {
            asked();
            return 0;
        }
    }

    internal static void AssertRises(List<FitProgress> told)
    {
        Assert.InRange(told[0].Done, 0, 0.2);
        Assert.All(told.Zip(told.Skip(1)), pair => Assert.True(pair.First.Done < pair.Second.Done + 1e-12, $"{pair}"));
        Assert.Equal(1, told[^1].Done, 1e-12);
    }
}
