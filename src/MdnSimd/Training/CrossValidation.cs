using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;

namespace MdnSimd.Training;

/// <summary>
/// Rows in folds, some of which take turns in being held out. Every network is judged by rows that it has not seen, and the features
/// and targets of a fold are standardised by the rows trained on alone, but for a target that has one value in all of them, whose scale
/// is that of all rows.
/// </summary>
internal sealed class CrossValidation<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingData<T>[] folds;

    /// <param name="inputs">Features, [rows, columns], finite.</param>
    /// <param name="targets">Targets, [rows, columns], finite.</param>
    /// <param name="plan">How many folds, and how many of them are held out.</param>
    /// <param name="training">The seed decides which row is in which fold; what becomes of features with long tails.</param>
    /// <param name="rowWeights">What each row counts for; empty for 1 each.</param>
    public CrossValidation(
        ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, FoldPlan plan, TrainingOptions training, ReadOnlySpan<T> rowWeights)
    {
        int[] order = TrainingData<T>.Shuffled(inputs.Height, rowWeights, training.Seed);
        folds = new TrainingData<T>[plan.HeldOut];
        for (int fold = 0; fold < folds.Length; fold++)
        {
            int begin = (int)((long)order.Length * fold / plan.Folds);
            int end = (int)((long)order.Length * (fold + 1) / plan.Folds);
            int[] picked = [.. order[..begin], .. order[end..], .. order[begin..end]];
            int trainingRows = order.Length - (end - begin);
            folds[fold] = new TrainingData<T>(inputs, targets, picked, trainingRows, training.InputTransform, rowWeights);
            if (!folds[fold].ConstantTargets.IsEmpty)
            {
                // One value has no spread: its unit is that of all rows, or what is judged would depend on the targets' unit.
                using TrainingData<T> all = new(inputs, targets, order, order.Length, training.InputTransform, rowWeights);
                folds[fold].Dispose();
                folds[fold] = new TrainingData<T>(inputs, targets, picked, trainingRows, training.InputTransform, rowWeights, all.TargetScaler.Scales);
            }
        }

        Rows = folds.Sum(fold => fold.ValidationRows);
        Weights = rowWeights.IsEmpty ? [.. Enumerable.Repeat(1.0, Rows)] : RowWeights.Relative(rowWeights, order.AsSpan(0, Rows), Rows);
        int row = 0;
        foreach (TrainingData<T> fold in folds)
        {
            double share = Weights.AsSpan(row, fold.ValidationRows).ToArray().Sum() / Rows;
            LogScale += share * fold.TargetScaler.LogScale;
            row += fold.ValidationRows;
        }
    }

    /// <summary>Rows that are held out once.</summary>
    public int Rows { get; }

    /// <summary>What each of them counts for, [Rows], 1 in the mean.</summary>
    public double[] Weights { get; }

    /// <summary>What turns a mean loss over these rows in standardised units into one in the targets' units, when it is added.</summary>
    public double LogScale { get; }

    /// <summary>Trains so many networks without each fold and asks them about it.</summary>
    /// <param name="options">The networks.</param>
    /// <param name="training">How to train them, without a validation of their own; <see cref="TrainingOptions.Members"/> of them without each fold.</param>
    /// <param name="progress">Told of every epoch, by one thread at a time, with <see cref="FitProgress.Member"/> from 0 through all networks.</param>
    /// <param name="cancellation">Ends training; what comes out is then of no use.</param>
    public HeldOutMixtures<T> Run(
        MdnOptions options, TrainingOptions training, Action<FitProgress>? progress, CancellationToken cancellation)
    {
        if (training.ValidationFraction > 0)
        {
            throw new ArgumentException(
                $"{nameof(training.ValidationFraction)} is {training.ValidationFraction}: expected 0, or the rows that judge would choose the epoch", nameof(training));
        }

        int members = training.Members;
        HeldOutMixtures<T> mixtures = new(options, members, Rows) { Weights = Weights };
        int[] firstRows = new int[folds.Length];
        for (int fold = 0; fold < folds.Length; fold++)
        {
            firstRows[fold] = fold == 0 ? 0 : firstRows[fold - 1] + folds[fold - 1].ValidationRows;
            folds[fold].ValidationTargets.CopyTo(mixtures.Targets(firstRows[fold], folds[fold].ValidationRows));
        }

        FitJob<T>[] jobs = [.. Enumerable.Range(0, folds.Length * members).Select(job => new FitJob<T>(folds[job / members], SeedOf(training.Seed, job)))];
        ParallelFits<T> fits = new(options, training, jobs)
        {
            Progress = progress,
            Trained = (job, engine) =>
            {
                if (cancellation.IsCancellationRequested)
                {
                    return; // an answer that nobody will look at, of networks most of which have not begun
                }

                TrainingData<T> fold = folds[job / members];
                PickedRows<T> heldOut = fold.Validation;
                engine.Outputs(ref heldOut, mixtures.Outputs(job % members, firstRows[job / members], fold.ValidationRows));
            },
        };
        fits.Run(null, cancellation);
        return mixtures;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Array.ForEach(folds, fold => fold.Dispose());

    private static ulong SeedOf(ulong seed, int job) => CounterRandom.Block(seed, (ulong)job, RandomStreams.Folds).Low;
}

/// <summary>How rows are divided.</summary>
/// <param name="Folds">Into how many parts, at least 2.</param>
/// <param name="HeldOut">How many of these take their turn in being held out, from 1 to <paramref name="Folds"/>.</param>
internal readonly record struct FoldPlan(int Folds, int HeldOut);
