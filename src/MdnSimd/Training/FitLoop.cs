using System.Globalization;
using System.Numerics;

namespace MdnSimd.Training;

/// <summary>The fit of one member: epochs of steps, a validation loss after each, the best parameters kept, everything counted.</summary>
internal sealed class FitLoop<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Skipped steps in a row after which training has diverged.</summary>
    private const int SkipsInARow = 20;

    private readonly TrainingOptions training;
    private readonly TrainingStepper<T> stepper;
    private readonly TrainingData<T> data;
    private readonly TrainingNoise<T> noise;
    private readonly int[] order;
    private readonly T[] best;
    private readonly double lossShift;
    private readonly bool holdsOut;

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

    /// <param name="training">How to train; the seed is the member's. Where it holds no rows out, those of the data are not looked at.</param>
    /// <param name="stepper">The network.</param>
    /// <param name="data">The rows, shared with other members.</param>
    public FitLoop(TrainingOptions training, TrainingStepper<T> stepper, TrainingData<T> data)
    {
        this.training = training;
        this.stepper = stepper;
        this.data = data;
        noise = new TrainingNoise<T>(training, data);
        order = new int[data.TrainingRows];
        best = new T[stepper.Engine.Parameters.Length];
        holdsOut = data.ValidationRows > 0 && training.ValidationFraction > 0;
        lossShift = training.LossShift(data.TargetScaler.LogScale);
    }

    /// <summary>Told of every epoch; of the time and the member knows who asks.</summary>
    public Action<FitProgress>? Progress { get; init; }

    /// <summary>Trains from fresh weights; the engine is left with the best parameters, of no epochs those of the start.</summary>
    /// <param name="options">The network; says how the weights start.</param>
    /// <param name="cancellation">Ends training after the current step.</param>
    public MemberReport Run(MdnOptions options, CancellationToken cancellation)
    {
        stepper.Reset(options.Initialization, training.Seed, data.ConstantInputs.AsSpan());
        if (training.OutputStart == OutputStart.Marginal)
        {
            stepper.StartAtMarginal(options, data, training.Seed);
        }

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
        return new MemberReport
        {
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
        };
    }

    /// <summary>All steps of an epoch; Completed if none of them ended training.</summary>
    private StopReason RunEpoch(int epoch, CancellationToken cancellation)
    {
        data.Shuffle(training.Seed, epoch, order);
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

            PickedRows<T> batch = data.Batch(order, row, training.BatchSize);
            double done = epoch + ((double)row / data.TrainingRows);
            rate = training.LearningRate * training.Schedule.Factor(done, training.Epochs);
            StepOutcome outcome = Step(batch, epoch, rate);
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

    private StepOutcome Step(PickedRows<T> batch, int epoch, double rate)
    {
        if (noise.IsEmpty)
        {
            return stepper.Step(ref batch, rate);
        }

        NoisyRows<T> noisy = new() { Plain = batch, Noise = noise, Seed = training.Seed, Epoch = epoch };
        return stepper.Step(ref noisy, rate);
    }

    /// <summary>Validation, the best parameters, progress; whether patience has run out.</summary>
    private StopReason CloseEpoch(int epoch)
    {
        PickedRows<T> watchedRows = holdsOut ? data.Validation : data.Batch(order, 0, training.BatchSize);
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

        Progress?.Invoke(new FitProgress(
            epoch, training.Epochs, trainingLoss[^1], validation, bestEpoch, learningRate[^1], TimeSpan.Zero));
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
