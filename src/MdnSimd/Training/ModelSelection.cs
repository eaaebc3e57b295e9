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
    private readonly List<CandidateReport> reports = [];
    private readonly List<double[]> rowLosses = [];
    private readonly List<double> shares = [];
    private readonly List<TimeSpan> fitTimes = [];
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
        int chosen = Choose();
        CandidateReport best = reports[chosen];
        SelectionReport selection = new() { Candidates = [.. reports], Chosen = chosen, HeldOutRows = heldOutRows };
        TrainingOptions training = best.Training with { Epochs = EpochsOfFit(chosen) };
        using TrainingData<T> data = new(inputs, targets, training, weights);
        EnsembleFit<T> fit = new(best.Network, training, data)
        {
            Calibration = best.Calibration,
            Progress = progress is null ? null : epoch => progress.Report(epoch with
            {
                Elapsed = time.Elapsed,
                Candidates = reports.Count,
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
                Note(Report(candidate) with { IsFinished = false }, losses: [], share: 0, TimeSpan.Zero);
            }
            else
            {
                Try(candidate, folds, limit);
            }
        }

        return folds.Rows;
    }

    /// <summary>
    /// The candidate of the smallest loss, unless it looks at the features, another does not, and over the rows held out the
    /// difference is within two standard errors (of few rows more), or none to speak of: of few rows, the best of several is best by luck.
    /// </summary>
    private int Choose()
    {
        int best = reports.IndexOf(reports.MinBy(each => each.Loss)!);
        for (int other = 0; other < rowLosses.Count; other++)
        {
            bool isSimpler = candidates[best].IsConditional && !candidates[other].IsConditional;
            if (isSimpler && reports[best].IsFinished && !IsBetter(best, other))
            {
                return other;
            }
        }

        return best;
    }

    /// <summary>Whether a candidate is better than another beyond some standard errors of the mean difference.</summary>
    private bool IsBetter(int candidate, int other)
    {
        const double NoneToSpeakOf = 0.01; // in nats
        const int Fitted = 4; // parameters of a calibration, by each of which the rows it was found on are about a nat too good: Akaike 1974
        double fitted = reports[candidate].Calibration == Calibration.None ? 0 : Fitted;
        double effective = EffectiveRows.Of(rowWeights);
        int rows = rowWeights.Length;
        double[] differences = new double[rows];
        double mean = 0;
        for (int row = 0; row < rows; row++)
        {
            differences[row] = rowLosses[other][row] - rowLosses[candidate][row];
            mean += rowWeights[row] * differences[row] / rows;
        }

        double squares = 0;
        for (int row = 0; row < rows; row++)
        {
            double deviation = rowWeights[row] * (differences[row] - mean);
            squares += deviation * deviation;
        }

        return !(mean - (fitted / effective) <= Math.Max(StandardErrors(effective) * Math.Sqrt(squares) / rows, NoneToSpeakOf));
    }

    /// <summary>
    /// As many standard errors as are exceeded as rarely as two are of many rows: the quantile of Student's t, by the expansion of
    /// Cornish and Fisher in 1 / degrees of freedom (Abramowitz and Stegun 1964, 26.7.5). Of few rows the error itself is uncertain.
    /// </summary>
    internal static double StandardErrors(double rows)
    {
        double freedom = Math.Max(rows - 1, 1e-3);
        return 2 + (2.5 / freedom) + (3.0625 / (freedom * freedom));
    }

    /// <summary>How long a candidate may be tried; one that does not look at the features costs nothing and is always tried.</summary>
    private TimeSpan? TimeOf(Candidate candidate) =>
        candidate.IsConditional ? time.OfTrial(FitOfTrial(candidate), reports.Count == 0 ? TimeSpan.Zero : fitTimes[Choose()]) : null;

    /// <summary>About how long a fit to all rows takes, per time of a trial: networks take turns on the threads.</summary>
    private double FitOfTrial(Candidate candidate) => (double)Turns(candidate.Training.Members) * rows / ((double)Turns(Trials) * rowsOfFold);

    private int Turns(int networks)
    {
        int slots = ParallelFits<T>.Slots(networks, candidates[0].Training.Threads);
        return (networks + slots - 1) / slots;
    }

    private double WorkOfTrial(Candidate candidate) => candidate.Work(Trials, rowsOfFold);

    /// <summary>As many as planned; where the time was up before any candidate was judged, as large a part of them as its trial came to.</summary>
    private int EpochsOfFit(int chosen)
    {
        int planned = candidates[chosen].Training.Epochs;
        return shares[chosen] < 1 ? Math.Max(1, (int)(planned * shares[chosen])) : planned;
    }

    private void Try(Candidate candidate, CrossValidation<T> folds, TimeSpan? limit)
    {
        TimeSpan begin = time.Elapsed;
        int number = reports.Count + 1;
        double work = WorkOfTrial(candidate);
        double share = 0;
        using CancellationTokenSource timeUp = time.After(limit);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeUp.Token);
        HeldOutMixtures<T> mixtures = folds.Run(
            candidate.Network,
            candidate.Training with { Members = recipe.NetworksPerFold },
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
            Note(Report(candidate) with { IsFinished = false, Elapsed = trained }, losses: [], share, TimeSpan.Zero);
            return;
        }

        (Calibration calibration, double loss) = recipe.Calibrates && candidate.IsConditional
            ? CalibrationSearch.Run(mixtures)
            : (Calibration.None, mixtures.Loss(Calibration.None)); // of one distribution there is nothing to be too sure of
        workDone += work;
        CandidateReport report = Report(candidate) with { Loss = loss + folds.LogScale, Calibration = calibration, Elapsed = time.Elapsed - begin };
        Note(report, mixtures.Losses(calibration), share: 1, trained * FitOfTrial(candidate));
    }

    /// <summary>Keeps what is known of a candidate.</summary>
    /// <param name="report">What the caller is told.</param>
    /// <param name="losses">Of each row held out; none where it was not judged.</param>
    /// <param name="share">The part of its trial that was done.</param>
    /// <param name="fitTime">About how long its fit to all rows would take.</param>
    private void Note(CandidateReport report, double[] losses, double share, TimeSpan fitTime)
    {
        reports.Add(report);
        rowLosses.Add(losses);
        shares.Add(share);
        fitTimes.Add(fitTime);
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
