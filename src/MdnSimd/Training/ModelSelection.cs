using System.Diagnostics;
using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace MdnSimd.Training;

/// <summary>Tries the candidates of a recipe on rows held out, calibrates each, and fits the best to all rows.</summary>
internal sealed class ModelSelection<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recipe recipe;
    private readonly IProgress<FitProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly List<CandidateReport> reports = [];
    private readonly List<double[]> rowLosses = [];
    private double[] rowWeights = [];
    private readonly double workOfFit;
    private readonly double workOfAll;
    private readonly double[] worksOfTrials;
    private double workDone;

    /// <param name="recipe">What to try.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="progress">Told of every epoch of every network, by one thread at a time.</param>
    /// <param name="cancellation">Ends it.</param>
    public ModelSelection(Recipe recipe, int rows, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        this.recipe = recipe;
        this.progress = progress;
        this.cancellation = cancellation;
        int rowsOfFold = rows - (rows / recipe.Folds.Folds);
        worksOfTrials = [.. recipe.Candidates.Select(each => each.Work(recipe.Folds.HeldOut * recipe.NetworksPerFold, rowsOfFold))];
        workOfFit = recipe.Candidates.Max(each => each.Work(each.Training.Members, rows));
        workOfAll = worksOfTrials.Sum() + workOfFit;
    }

    /// <summary>Selects and fits.</summary>
    /// <param name="inputs">Features, [rows, columns], finite.</param>
    /// <param name="targets">Targets, [rows, D], finite.</param>
    /// <param name="weights">What each row counts for, [rows]; empty for 1 each.</param>
    /// <exception cref="OperationCanceledException">Cancelled while candidates were tried.</exception>
    public FitResult<T> Run(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights)
    {
        int heldOutRows = Try(inputs, targets, weights);
        int chosen = Choose();
        CandidateReport best = reports[chosen];
        SelectionReport selection = new() { Candidates = [.. reports], Chosen = chosen, HeldOutRows = heldOutRows };
        using TrainingData<T> data = new(inputs, targets, best.Training, weights);
        EnsembleFit<T> fit = new(best.Network, best.Training, data)
        {
            Calibration = best.Calibration,
            Progress = progress is null ? null : epoch => progress.Report(epoch with
            {
                Elapsed = clock.Elapsed,
                Candidates = reports.Count,
                Done = (workDone + (epoch.Done * (workOfAll - workDone))) / workOfAll,
            }),
        };
        FitResult<T> result = fit.Run(inputs, targets, cancellation);
        return result with { Report = result.Report with { Selection = selection, Elapsed = clock.Elapsed } };
    }

    /// <summary>Fills in the reports.</summary>
    /// <returns>The number of rows held out.</returns>
    private int Try(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights)
    {
        using CrossValidation<T> folds = new(inputs, targets, recipe.Folds, recipe.Candidates[0].Training, weights);
        foreach (Candidate candidate in recipe.Candidates)
        {
            if (IsTimeForNext())
            {
                reports.Add(Try(candidate, folds));
            }
            else
            {
                reports.Add(Report(candidate));
                rowLosses.Add([]);
            }
        }

        return folds.Rows;
    }

    /// <summary>
    /// The candidate of the smallest loss, unless it looks at the features, another does not, and over the rows held out the
    /// difference is within two standard errors, or none to speak of: of few rows, the best of several is best by luck.
    /// </summary>
    private int Choose()
    {
        int best = reports.IndexOf(reports.MinBy(each => each.Loss)!);
        for (int other = 0; other < rowLosses.Count; other++)
        {
            bool isSimpler = recipe.Candidates[best].IsConditional && !recipe.Candidates[other].IsConditional;
            if (isSimpler && rowLosses[other].Length > 0 && !IsBetter(best, other))
            {
                return other;
            }
        }

        return best;
    }

    /// <summary>Whether a candidate is better than another beyond two standard errors of the mean difference.</summary>
    private bool IsBetter(int candidate, int other)
    {
        const double NoneToSpeakOf = 0.01; // in nats
        const int Fitted = 4; // parameters of a calibration, by each of which the rows it was found on are about a nat too good: Akaike 1974
        double fitted = reports[candidate].Calibration == Calibration.None ? 0 : Fitted;
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

        return !(mean - (fitted / rows) <= Math.Max(2 * Math.Sqrt(squares) / rows, NoneToSpeakOf));
    }

    /// <summary>Whether the next candidate and the longest fit that may follow can be done in time, at the pace so far.</summary>
    private bool IsTimeForNext()
    {
        if (recipe.TimeBudget is not TimeSpan budget || workDone == 0)
        {
            return true;
        }

        double expected = (worksOfTrials[reports.Count] + workOfFit) / workDone * clock.Elapsed.TotalSeconds;
        return clock.Elapsed.TotalSeconds + expected <= budget.TotalSeconds;
    }

    private CandidateReport Try(Candidate candidate, CrossValidation<T> folds)
    {
        TimeSpan begin = clock.Elapsed;
        int number = reports.Count + 1;
        double work = worksOfTrials[reports.Count];
        HeldOutMixtures<T> mixtures = folds.Run(
            candidate.Network,
            candidate.Training with { Members = recipe.NetworksPerFold },
            progress is null ? null : epoch => progress.Report(epoch with
            {
                Elapsed = clock.Elapsed,
                Candidate = number,
                Candidates = recipe.Candidates.Length,
                Done = (workDone + (epoch.Done * work)) / workOfAll,
            }),
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        (Calibration calibration, double loss) = recipe.Calibrates && candidate.IsConditional
            ? CalibrationSearch.Run(mixtures)
            : (Calibration.None, mixtures.Loss(Calibration.None)); // of one distribution there is nothing to be too sure of
        rowWeights = mixtures.Weights;
        rowLosses.Add(mixtures.Losses(calibration));
        workDone += work;
        return Report(candidate) with { Loss = loss + folds.LogScale, Calibration = calibration, Elapsed = clock.Elapsed - begin };
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
