using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Training;

namespace MdnSimd;

/// <summary>
/// Trains a mixture density network or an ensemble: <c>Fit</c> does everything,
/// <c>Step</c> is for those who own the loop, and takes one network. Holds its threads and memory until disposed; used by one thread at a time.
/// </summary>
/// <typeparam name="T">float, or double.</typeparam>
public sealed class MdnTrainer<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnOptions options;
    private readonly TrainingOptions training;
    private readonly WorkerTeam team;
    private readonly TrainingStepper<T> stepper;
    private Standardizer<T> inputScaler;
    private Standardizer<T> targetScaler;

    /// <summary>A trainer with a network of fresh weights.</summary>
    /// <param name="options">The network.</param>
    /// <param name="training">How to train it; null for the defaults.</param>
    /// <param name="inputScaler">Standardises the features of <c>Step</c>; null for none. <c>Fit</c> finds its own.</param>
    /// <param name="targetScaler">Standardises the targets of <c>Step</c>; null for none. <c>Fit</c> finds its own.</param>
    /// <exception cref="ArgumentException">An option is out of its range, a scaler has the wrong number of columns, or that of the targets does
    /// more than shift and scale.</exception>
    public MdnTrainer(
        MdnOptions options,
        TrainingOptions? training = null,
        Standardizer<T>? inputScaler = null,
        Standardizer<T>? targetScaler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Checked();
        this.training = (training ?? new TrainingOptions()).Checked();
        this.inputScaler = Scaler(inputScaler, options.Inputs, nameof(inputScaler));
        this.targetScaler = Scaler(targetScaler, options.Targets, nameof(targetScaler));
        if (this.targetScaler.Power is not null)
        {
            throw new ArgumentException("targetScaler draws in long tails: expected none, or densities would be no mixtures of Gaussians", nameof(targetScaler));
        }

        LearningRate = this.training.LearningRate;
        MixtureHead<T> head = MdnModel<T>.HeadOf(this.options);
        this.options.CheckMembers(this.training.Members);
        team = new WorkerTeam(ParallelFits<T>.ThreadsPerSlot(this.training.Members, this.training.Threads));
        try
        {
            stepper = new TrainingStepper<T>(MdnModel<T>.LayoutOf(this.options), head, team, this.training);
            stepper.Reset(this.options.Initialization, this.training.Seed);
        }
        catch
        {
            team.Dispose();
            throw;
        }
    }

    /// <summary>The learning rate of <c>Step</c>, above 0 and at most 1000; <c>Fit</c> follows the training options instead.</summary>
    /// <exception cref="ArgumentException">It is out of its range.</exception>
    public double LearningRate
    {
        get;
        set
        {
            TrainingOptions.CheckRate(value);
            field = value;
        }
    }

    /// <summary>Fits a network to data, from fresh weights: the same seed and data give the same model bit for bit.</summary>
    /// <param name="inputs">Features, [rows, Inputs], finite; at least 2 rows.</param>
    /// <param name="targets">Targets, [rows, Targets], finite.</param>
    /// <param name="progress">Told of every epoch; of an ensemble on any thread, one at a time.</param>
    /// <param name="cancellation">Ends the fit after the current step; the best parameters so far are returned.</param>
    /// <returns>The model with the parameters of the best epoch, of each member its own, and a report. Further steps go on from there.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, there are fewer than 2 rows, or a value is not finite.</exception>
    public FitResult<T> Fit(
        ReadOnlySpan2D<T> inputs,
        ReadOnlySpan2D<T> targets,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default) =>
        Fit(inputs, targets, ReadOnlySpan<T>.Empty, progress, cancellation);

    /// <summary>As <see cref="Fit(ReadOnlySpan2D{T}, ReadOnlySpan2D{T}, IProgress{FitProgress}?, CancellationToken)"/>, to rows that count differently.</summary>
    /// <param name="inputs">Features, [rows, Inputs], finite.</param>
    /// <param name="targets">Targets, [rows, Targets], finite.</param>
    /// <param name="weights">
    /// What each row counts for, [rows], 0 or more and finite: a row of weight 2 counts as two rows, one of 0 is left out, also where
    /// columns are standardised and epochs compared. Only their ratios matter. Empty for 1 each.
    /// </param>
    /// <param name="progress">Told of every epoch; of an ensemble on any thread, one at a time.</param>
    /// <param name="cancellation">Ends the fit after the current step; the best parameters so far are returned.</param>
    /// <returns>The model with the parameters of the best epoch, of each member its own, and a report.</returns>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, there are fewer than 2 rows of a positive weight, a value is not finite or a weight negative.
    /// </exception>
    public FitResult<T> Fit(
        ReadOnlySpan2D<T> inputs,
        ReadOnlySpan2D<T> targets,
        ReadOnlySpan<T> weights,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        CheckShapes(inputs, targets);
        FitArguments.Check(inputs, targets);
        FitArguments.CheckWeights(weights, inputs.Height, 2);
        using TrainingData<T> data = new(inputs, targets, training, weights);
        EnsembleFit<T> fit = new(options, training, data) { First = stepper, Progress = progress is null ? null : progress.Report };
        FitResult<T> result = fit.Run(inputs, targets, cancellation);
        inputScaler = data.InputScaler;
        targetScaler = data.TargetScaler;
        return result;
    }

    /// <summary>
    /// One step along the gradient of the mean loss of a batch (<see cref="TrainingOptions.Loss"/>). Allocates nothing. A step whose loss or
    /// gradient is not finite leaves the parameters as they are.
    /// </summary>
    /// <param name="inputs">Features, [rows, Inputs], in their units; at least 1 row.</param>
    /// <param name="targets">Targets, [rows, Targets], in their units.</param>
    /// <returns>The mean loss before the step: log-likelihoods in nats, in the target's units; scores in its standard deviations.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a value is not finite.</exception>
    /// <exception cref="InvalidOperationException">The trainer is one of an ensemble.</exception>
    public double Step(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets) => Step(inputs, targets, default);

    /// <summary>
    /// As <see cref="Step(ReadOnlySpan2D{T}, ReadOnlySpan2D{T})"/>, and the gradient for the features: for a network that feeds
    /// this one.
    /// </summary>
    /// <param name="inputs">Features, [rows, Inputs], in their units; at least 1 row, at most 1024 (fewer for layers of many thousands).</param>
    /// <param name="targets">Targets, [rows, Targets], in their units.</param>
    /// <param name="inputGradients">Receives the gradient for each feature that training would follow, that of the returned loss unless
    /// a prior or a beta changes it, [rows, Inputs]; empty for none.</param>
    /// <param name="weights">
    /// What each row counts for, [rows], 0 or more, finite and not all 0: the loss is sum w E / sum w. Empty for 1 each.
    /// </param>
    /// <returns>The mean loss before the step: log-likelihoods in nats, in the target's units; scores in its standard deviations.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a value is not finite.</exception>
    /// <exception cref="InvalidOperationException">The trainer is one of an ensemble.</exception>
    public double Step(
        ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, Span2D<T> inputGradients, ReadOnlySpan<T> weights = default)
    {
        CheckBatch(inputs, targets, inputGradients);
        UserRows<T> batch = Rows(inputs, targets, weights);
        StepOutcome outcome = stepper.Step(ref batch, LearningRate, !inputGradients.IsEmpty);
        stepper.CopyInputGradients(inputScaler, inputs, inputGradients);
        return outcome.Loss + training.LossShift(targetScaler.LogScale);
    }

    /// <summary>The loss of a batch, and its gradient for the features, without a step. Allocates nothing.</summary>
    /// <param name="inputs">Features, [rows, Inputs], in their units; at least 1 row; where gradients are asked
    /// for, as many at most as <c>Step</c> takes with them.</param>
    /// <param name="targets">Targets, [rows, Targets], in their units.</param>
    /// <param name="inputGradients">Receives the gradient for each feature that training would follow, that of the returned loss unless
    /// a prior or a beta changes it, [rows, Inputs]; empty for none.</param>
    /// <param name="weights">
    /// What each row counts for, [rows], 0 or more, finite and not all 0: the loss is sum w E / sum w. Empty for 1 each.
    /// </param>
    /// <returns>The mean loss: log-likelihoods in nats, in the target's units; scores in its standard deviations.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a value is not finite.</exception>
    /// <exception cref="InvalidOperationException">The trainer is one of an ensemble.</exception>
    public double Loss(
        ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, Span2D<T> inputGradients = default, ReadOnlySpan<T> weights = default)
    {
        CheckBatch(inputs, targets, inputGradients);
        UserRows<T> batch = Rows(inputs, targets, weights);
        double loss = inputGradients.IsEmpty ? stepper.Engine.Loss(ref batch) : stepper.Engine.Gradients(ref batch, inputs: true);
        stepper.CopyInputGradients(inputScaler, inputs, inputGradients);
        return loss + training.LossShift(targetScaler.LogScale);
    }

    /// <summary>The network as it stands, as a model of its own.</summary>
    /// <exception cref="InvalidOperationException">The trainer is one of an ensemble.</exception>
    public MdnModel<T> ToModel()
    {
        CheckSingle();
        return new MdnModel<T>(options, inputScaler, targetScaler, stepper.Engine.Parameters);
    }

    /// <summary>Ends the threads and gives the memory back.</summary>
    public void Dispose()
    {
        stepper.Dispose();
        team.Dispose();
    }

    private static Standardizer<T> Scaler(Standardizer<T>? scaler, int columns, string name) =>
        scaler is null ? Standardizer<T>.Identity(columns)
        : scaler.Columns == columns ? scaler
        : throw new ArgumentException($"{name} has {scaler.Columns} columns: expected {columns}", name);

    /// <summary>Refuses an ensemble, of which it would not be clear which network is meant.</summary>
    private void CheckSingle()
    {
        if (training.Members > 1)
        {
            throw new InvalidOperationException(
                $"{nameof(TrainingOptions.Members)} is {training.Members}: an ensemble is trained by {nameof(Fit)} alone");
        }
    }

    private void CheckShapes(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets)
    {
        if (inputs.Width != options.Inputs)
        {
            throw new ArgumentException(
                $"inputs is {inputs.Height} x {inputs.Width}: expected {options.Inputs} columns", nameof(inputs));
        }

        if (targets.Width != options.Targets || targets.Height != inputs.Height)
        {
            throw new ArgumentException(
                $"targets is {targets.Height} x {targets.Width}: expected {inputs.Height} x {options.Targets}", nameof(targets));
        }
    }

    private UserRows<T> Rows(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights) => new()
    {
        Inputs = inputs,
        Targets = targets,
        InputScaler = inputScaler,
        TargetScaler = targetScaler,
        Weights = weights,
        WeightFactor = inputs.Height / FitArguments.CheckWeights(weights, inputs.Height, 1),
    };

    private void CheckBatch(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, Span2D<T> inputGradients)
    {
        CheckSingle();
        CheckShapes(inputs, targets);
        if (inputs.Height == 0)
        {
            throw new ArgumentException($"inputs is {inputs.Height} x {inputs.Width}: expected at least 1 row", nameof(inputs));
        }

        if (inputGradients.IsEmpty)
        {
            return;
        }

        if (inputGradients.Height != inputs.Height || inputGradients.Width != inputs.Width)
        {
            throw new ArgumentException(
                $"inputGradients is {inputGradients.Height} x {inputGradients.Width}: expected {inputs.Height} x {inputs.Width}",
                nameof(inputGradients));
        }

        if (inputs.Height > stepper.Engine.ChunkRows)
        {
            throw new ArgumentException(
                $"inputs has {inputs.Height} rows: expected at most {stepper.Engine.ChunkRows} with inputGradients", nameof(inputs));
        }
    }
}
