using System.Collections.Immutable;
using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace MdnSimd.Training;

/// <summary>
/// Tries the candidates of a recipe on rows held out, calibrates each, and fits the best to all rows. With a time budget those of the
/// least work come first, and a trial ends where the fit to all rows must begin.
/// </summary>
internal sealed class ModelSelection<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recipe recipe;
    private readonly IProgress<FitProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly TimePlan time;
    private readonly ImmutableArray<Candidate> candidates;
    private readonly int rows;
    private readonly int rowsOfFold;
    private readonly List<Trial> trials = [];
    private double[] rowWeights = [];
    private readonly double workOfFit;
    private readonly double workOfAll;
    private double workDone;

    /// <param name="recipe">What to try.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="progress">Told of every epoch of every network, by one thread at a time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="clock">What time it is; the system's clock if left out.</param>
    public ModelSelection(
        Recipe recipe, int rows, IProgress<FitProgress>? progress, CancellationToken cancellation, TimeProvider? clock = null)
    {
        time = new TimePlan(clock ?? TimeProvider.System, recipe.TimeBudget);
        this.recipe = recipe;
        this.progress = progress;
        this.cancellation = cancellation;
        this.rows = rows;
        rowsOfFold = rows - (rows / recipe.Folds.Folds);
        candidates = recipe.TimeBudget is null ? recipe.Candidates : [.. recipe.Candidates.OrderBy(WorkOfTrial)];
        workOfFit = candidates.Max(each => each.Work(each.Training.Members, rows));
        workOfAll = candidates.Sum(WorkOfTrial) + workOfFit;
    }

    private int Trials => recipe.Folds.HeldOut * recipe.NetworksPerFold;

    /// <summary>Selects and fits.</summary>
    /// <param name="inputs">Features, [rows, columns], finite.</param>
    /// <param name="targets">Targets, [rows, D], finite.</param>
    /// <param name="weights">What each row counts for, [rows]; empty for 1 each.</param>
    /// <exception cref="OperationCanceledException">Cancelled while candidates were tried, or before the first epoch of the fit was done.</exception>
    public FitResult<T> Run(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights)
    {
        int heldOutRows = Try(inputs, targets, weights);
        int chosen = CandidateChoice.Of(trials, rowWeights);
        CandidateReport best = trials[chosen].Report;
        SelectionReport selection = new() { Candidates = [.. trials.Select(trial => trial.Report)], Chosen = chosen, HeldOutRows = heldOutRows };
        TrainingOptions training = best.Training with { Epochs = EpochsOfFit(trials[chosen]) };
        using TrainingData<T> data = new(inputs, targets, training, weights);
        EnsembleFit<T> fit = new(best.Network, training, data)
        {
            Calibration = best.Calibration,
            Progress = progress is null ? null : epoch => progress.Report(epoch with
            {
                Elapsed = time.Elapsed,
                Candidates = trials.Count,
                Done = (workDone + (epoch.Done * (workOfAll - workDone))) / workOfAll,
            }),
        };
        FitResult<T> result = fit.Run(inputs, targets, cancellation);
        if (result.Report.StopReason == StopReason.Cancelled && result.Report.Members.All(member => member.BestEpoch == 0))
        {
            cancellation.ThrowIfCancellationRequested(); // weights that have learnt nothing are no answer
        }

        return result with { Report = result.Report with { Selection = selection, Elapsed = time.Elapsed } };
    }

    /// <summary>Fills in the reports.</summary>
    /// <returns>The number of rows held out.</returns>
    private int Try(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights)
    {
        using CrossValidation<T> folds = new(inputs, targets, recipe.Folds, candidates[0].Training, weights);
        rowWeights = folds.Weights;
        foreach (Candidate candidate in candidates)
        {
            TimeSpan? limit = TimeOf(candidate);
            if (limit <= TimeSpan.Zero)
            {
                trials.Add(new Trial(candidate, Report(candidate) with { IsFinished = false }, Losses: [], Share: 0, TimeSpan.Zero));
            }
            else
            {
                Try(candidate, folds, limit);
            }
        }

        return folds.Rows;
    }

    /// <summary>How long a candidate may be tried; one that does not look at the features costs nothing and is always tried.</summary>
    private TimeSpan? TimeOf(Candidate candidate) =>
        candidate.IsConditional ? time.OfTrial(FitOfTrial(candidate), trials.Count == 0 ? TimeSpan.Zero : trials[CandidateChoice.Of(trials, rowWeights)].FitTime) : null;

    /// <summary>About how long a fit to all rows takes, per time of a trial: networks take turns on the threads.</summary>
    private double FitOfTrial(Candidate candidate) => (double)Turns(candidate.Training.Members) * rows / ((double)Turns(Trials) * rowsOfFold);

    private int Turns(int networks)
    {
        int slots = ParallelFits<T>.Slots(networks, candidates[0].Training.Threads);
        return (networks + slots - 1) / slots;
    }

    private double WorkOfTrial(Candidate candidate) => candidate.Work(Trials, rowsOfFold);

    /// <summary>As many as planned; where the time was up before any candidate was judged, as large a part of them as its trial came to.</summary>
    private static int EpochsOfFit(Trial chosen)
    {
        int planned = chosen.Candidate.Training.Epochs;
        return chosen.Share < 1 ? Math.Max(1, (int)(planned * chosen.Share)) : planned;
    }

    private void Try(Candidate candidate, CrossValidation<T> folds, TimeSpan? limit)
    {
        TimeSpan begin = time.Elapsed;
        int number = trials.Count + 1;
        double work = WorkOfTrial(candidate);
        double share = 0;
        using CancellationTokenSource timeUp = time.After(limit);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeUp.Token);
        HeldOutMixtures<T> mixtures = folds.Run(
            candidate.Network,
            candidate.Training with { Members = Math.Min(recipe.NetworksPerFold, candidate.Training.Members) },
            epoch =>
            {
                share = epoch.Done;
                progress?.Report(epoch with
                {
                    Elapsed = time.Elapsed,
                    Candidate = number,
                    Candidates = candidates.Length,
                    Done = (workDone + (epoch.Done * work)) / workOfAll,
                });
            },
            ending.Token);
        cancellation.ThrowIfCancellationRequested();
        TimeSpan trained = time.Elapsed - begin;
        if (timeUp.IsCancellationRequested)
        {
            workDone += share * work;
            trials.Add(new Trial(candidate, Report(candidate) with { IsFinished = false, Elapsed = trained }, Losses: [], share, TimeSpan.Zero));
            return;
        }

        (Calibration calibration, double loss) = recipe.Calibrates && candidate.IsConditional
            ? CalibrationSearch.Run(mixtures)
            : (Calibration.None, mixtures.Loss(Calibration.None)); // of one distribution there is nothing to be too sure of
        workDone += work;
        CandidateReport report = Report(candidate) with
        {
            Loss = loss + folds.LogScale,
            Calibration = calibration,
            ScaleFactor = mixtures.ScaleFactor(calibration),
            Elapsed = time.Elapsed - begin,
        };
        trials.Add(new Trial(candidate, report, mixtures.Losses(calibration), Share: 1, trained * FitOfTrial(candidate)));
    }

    private static CandidateReport Report(Candidate candidate) => new()
    {
        Name = candidate.Name,
        Network = candidate.Network,
        Training = candidate.Training,
        Loss = double.PositiveInfinity,
        Calibration = Calibration.None,
        Elapsed = TimeSpan.Zero,
    };
}
