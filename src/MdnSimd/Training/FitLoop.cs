using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using CommunityToolkit.HighPerformance;

namespace MdnSimd.Training;

/// <summary>One fit: epochs of steps, a validation loss after each, the best parameters kept, everything counted.</summary>
internal sealed class FitLoop<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Skipped steps in a row after which training has diverged.</summary>
    private const int SkipsInARow = 20;

    private readonly MdnOptions options;
    private readonly TrainingOptions training;
    private readonly TrainingStepper<T> stepper;
    private readonly TrainingData<T> data;
    private readonly IProgress<FitProgress>? progress;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly T[] best;
    private readonly double lossShift;

    private readonly List<double> trainingLoss = [];
    private readonly List<double> validationLoss = [];
    private readonly List<double> gradientNorm = [];
    private readonly List<double> learningRate = [];
    private int bestEpoch;
    private double bestLoss = double.PositiveInfinity;
    private long steps;
    private long clipped;
    private long skipped;
    private int skippedInARow;
    private string? firstSkip;

    public FitLoop(
        MdnOptions options, TrainingOptions training, TrainingStepper<T> stepper, TrainingData<T> data, IProgress<FitProgress>? progress)
    {
        this.options = options;
        this.training = training;
        this.stepper = stepper;
        this.data = data;
        this.progress = progress;
        best = new T[stepper.Engine.Parameters.Length];
        lossShift = data.TargetScaler.LogScale;
    }

    /// <summary>Trains from fresh weights; the engine is left with the best parameters.</summary>
    /// <param name="inputs">All features in their own units, for the report's look at the finished model.</param>
    /// <param name="cancellation">Ends training after the current step.</param>
    public FitResult<T> Run(ReadOnlySpan2D<T> inputs, CancellationToken cancellation)
    {
        stepper.Reset(options.Initialization);
        stepper.Engine.Parameters.CopyTo(best);
        StopReason reason = StopReason.Completed;
        int epoch = 0;
        while (epoch < training.Epochs && reason == StopReason.Completed)
        {
            reason = RunEpoch(epoch, cancellation);
            if (reason == StopReason.Completed)
            {
                epoch++;
                reason = CloseEpoch(epoch);
            }
        }

        KeepBest(reason);
        MdnModel<T> model = new(options, data.InputScaler, data.TargetScaler, stepper.Engine.Parameters);
        FitDiagnosis diagnosis = FitDiagnosis.Of(model, inputs, data.TrainingIndices);
        return new FitResult<T>(model, new FitReport
        {
            TrainingRows = data.TrainingRows,
            ValidationRows = data.ValidationRows,
            ParameterCount = model.ParameterCount,
            Epochs = epoch,
            BestEpoch = bestEpoch,
            StopReason = reason,
            TrainingLoss = [.. trainingLoss],
            ValidationLoss = [.. validationLoss],
            GradientNorm = [.. gradientNorm],
            LearningRate = [.. learningRate],
            Steps = steps,
            ClippedSteps = clipped,
            SkippedSteps = skipped,
            FirstSkip = firstSkip,
            DeadComponents = diagnosis.DeadComponents,
            ScalesAtFloor = diagnosis.ScalesAtFloor,
            ConstantInputs = data.ConstantInputs,
            ConstantTargets = data.ConstantTargets,
            Elapsed = clock.Elapsed,
        });
    }

    /// <summary>All steps of an epoch; Completed if none of them ended training.</summary>
    private StopReason RunEpoch(int epoch, CancellationToken cancellation)
    {
        data.Shuffle(training.Seed, epoch);
        double losses = 0;
        double norms = 0;
        double rate = 0;
        int rowsSeen = 0;
        int taken = 0;
        for (int row = 0; row < data.TrainingRows; row += training.BatchSize)
        {
            if (cancellation.IsCancellationRequested)
            {
                return StopReason.Cancelled;
            }

            PickedRows<T> batch = data.Batch(row, training.BatchSize);
            double done = epoch + ((double)row / data.TrainingRows);
            rate = training.LearningRate * training.Schedule.Factor(done, training.Epochs);
            StepOutcome outcome = stepper.Step(ref batch, rate);
            steps++;
            if (outcome.Skipped)
            {
                NoteSkip(epoch, row, outcome);
                if (skippedInARow == SkipsInARow)
                {
                    return StopReason.Diverged;
                }

                continue;
            }

            skippedInARow = 0;
            clipped += outcome.Clipped ? 1 : 0;
            losses += outcome.Loss * batch.Rows;
            norms += outcome.Norm;
            rowsSeen += batch.Rows;
            taken++;
        }

        trainingLoss.Add((losses / rowsSeen) + lossShift);
        gradientNorm.Add(norms / taken);
        learningRate.Add(rate);
        return StopReason.Completed;
    }

    /// <summary>Validation, the best parameters, progress; whether patience has run out.</summary>
    private StopReason CloseEpoch(int epoch)
    {
        bool holdsOut = data.ValidationRows > 0;
        PickedRows<T> watchedRows = holdsOut ? data.Validation : data.Batch(0, stepper.Engine.ChunkRows);
        double watched = stepper.Engine.Loss(ref watchedRows) + lossShift;
        double? validation = holdsOut ? watched : null;
        if (holdsOut)
        {
            validationLoss.Add(watched);
        }

        // Without rows held out nothing tells overfitting from learning: the last epoch counts as the best, unless it broke down.
        if (holdsOut ? watched < bestLoss : double.IsFinite(watched))
        {
            bestLoss = watched;
            bestEpoch = epoch;
            stepper.Engine.Parameters.CopyTo(best);
        }

        progress?.Report(new FitProgress(
            epoch, training.Epochs, trainingLoss[^1], validation, bestEpoch, learningRate[^1], clock.Elapsed));
        if (!double.IsFinite(watched) && epoch == training.Epochs)
        {
            return StopReason.Diverged;
        }

        bool impatient = training.Patience > 0 && holdsOut && epoch - bestEpoch >= training.Patience;
        return impatient && epoch < training.Epochs ? StopReason.EarlyStopped : StopReason.Completed;
    }

    private void NoteSkip(int epoch, int row, StepOutcome outcome)
    {
        skipped++;
        skippedInARow++;
        firstSkip ??= string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch + 1}, step {(row / training.BatchSize) + 1}: loss {outcome.Loss:g6}, gradient norm {outcome.Norm:g6}");
    }

    /// <summary>
    /// Puts the best parameters back: those of the best epoch or, where no epoch was good, those of the start. Only a fit that is
    /// cancelled within its first epoch keeps what it has.
    /// </summary>
    private void KeepBest(StopReason reason)
    {
        if (bestEpoch > 0 || reason != StopReason.Cancelled)
        {
            best.CopyTo(stepper.Engine.Parameters);
            stepper.Engine.ParametersChanged(resetMoments: false);
        }
    }
}
