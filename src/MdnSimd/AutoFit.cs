using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Training;

namespace MdnSimd;

/// <summary>
/// A density from data without settings: tries a few ways to train on rows held out in turns (cross-validation), calibrates how sure the
/// networks are of themselves on the same rows, and fits an ensemble the best way to all rows. docs/quality.md shows what comes of it.
/// </summary>
public static class AutoFit
{
    /// <summary>Fits an ensemble to data: the same seed and data give the same model bit for bit, unless a time budget cuts the search short.</summary>
    /// <typeparam name="T">float, or double.</typeparam>
    /// <param name="inputs">Features, [rows, columns], finite; at least 2 rows and 1 column.</param>
    /// <param name="targets">Targets, [rows, D], finite.</param>
    /// <param name="options">What may be chosen; null for everything.</param>
    /// <param name="weights">What each row counts for, [rows], 0 or more and finite, at least 2 of them positive; empty for 1 each.</param>
    /// <param name="progress">Told of every epoch of every network, on any thread, one at a time.</param>
    /// <param name="cancellation">
    /// Ends the fit after the current step. While candidates are tried there is no network yet that has seen all rows, and to fit one takes
    /// time that a cancellation asks not to take: that ends with an exception, however many candidates are finished
    /// (<see cref="AutoFitOptions.TimeBudget"/> leaves time for the fit). Later the best parameters so far are returned, if there are any.
    /// </param>
    /// <returns>The model, and a report whose <see cref="FitReport.Selection"/> says what was tried.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, there are fewer than 2 rows, a value is not finite, or an option is out of
    /// its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while candidates were tried, or before the first epoch over all rows was done.</exception>
    public static FitResult<T> Fit<T>(
        ReadOnlySpan2D<T> inputs,
        ReadOnlySpan2D<T> targets,
        AutoFitOptions? options = null,
        ReadOnlySpan<T> weights = default,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FitArguments.Check(inputs, targets);
        FitArguments.CheckWeights(weights, inputs.Height, leastPositive: 2);
        int rows = RowWeights.Counted(weights, inputs.Height).Length;
        Recipe recipe = Recipe.For((options ?? new AutoFitOptions()).Checked(inputs.Width, targets.Width), rows, inputs.Width, targets.Width);
        ModelSelection<T> selection = new(recipe, rows, progress, cancellation);
        return selection.Run(inputs, targets, weights);
    }
}
