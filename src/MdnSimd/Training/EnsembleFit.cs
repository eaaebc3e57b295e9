using System.Diagnostics;
using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;

namespace MdnSimd.Training;

/// <summary>One fit of one or several networks to the same rows, and the model and the report that come of it.</summary>
internal sealed class EnsembleFit<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnOptions options;
    private readonly TrainingOptions training;
    private readonly TrainingData<T> data;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly T[][] parameters;

    /// <param name="options">The networks.</param>
    /// <param name="training">How to train them; with no epochs they stay where they start.</param>
    /// <param name="data">The rows.</param>
    public EnsembleFit(MdnOptions options, TrainingOptions training, TrainingData<T> data)
    {
        this.options = options;
        this.training = training;
        this.data = data;
        parameters = new T[training.Members][];
    }

    /// <summary>The caller's stepper, which serves the first slot; null for none.</summary>
    public TrainingStepper<T>? First { get; init; }

    /// <summary>What becomes of the mixtures once all members are trained.</summary>
    public Calibration Calibration { get; init; } = Calibration.None;

    /// <summary>Told of every epoch of every member, by one thread at a time.</summary>
    public Action<FitProgress>? Progress { get; init; }

    /// <summary>Trains all members from fresh weights, each to its best epoch.</summary>
    /// <param name="inputs">All features in their own units, for the report's look at the finished model.</param>
    /// <param name="targets">All targets in their own units.</param>
    /// <param name="cancellation">Ends training after the current steps.</param>
    public FitResult<T> Run(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, CancellationToken cancellation)
    {
        FitJob<T>[] jobs = [.. Enumerable.Range(0, training.Members).Select(member => new FitJob<T>(data, SeedOf(training.Seed, member)))];
        ParallelFits<T> fits = new(options, training, jobs)
        {
            Progress = Progress is null ? null : epoch => Progress(epoch with { Elapsed = clock.Elapsed }),
            Trained = (member, engine) => parameters[member] = engine.Parameters.ToArray(),
        };
        fits.Run(First, cancellation);
        return Result(fits.Reports, inputs, targets);
    }

    /// <summary>The seed of a member; that of the first is the fit's own.</summary>
    internal static ulong SeedOf(ulong seed, int member) =>
        member == 0 ? seed : CounterRandom.Block(seed, (ulong)member, RandomStreams.Members).Low;

    private FitResult<T> Result(MemberReport[] reports, ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets)
    {
        // A network that was cancelled or diverged before its first good epoch has learnt nothing that the others should share.
        T[][] good = [.. parameters.Where((_, member) => reports[member].BestEpoch > 0 || training.Epochs == 0)];
        T[][] kept = good.Length > 0 ? good : parameters[..1];
        foreach (T[] member in kept)
        {
            Calibration.Apply(options, member);
        }

        MdnModel<T> model = new(Calibration.Apply(options), data.InputScaler, data.TargetScaler, [.. kept.SelectMany(each => each)]);
        FitDiagnosis diagnosis = FitDiagnosis.Of(model, inputs, data.TrainingIndices);
        return new FitResult<T>(model, new FitReport
        {
            Loss = training.Loss,
            TrainingRows = data.TrainingRows,
            ValidationRows = data.ValidationRows,
            ParameterCount = model.ParameterCount,
            Members = [.. reports],
            HeldOutLoss = data.ValidationRows == 0 ? null : FitDiagnosis.Loss(model, inputs, targets, data.ValidationIndices, data.ValidationWeights),
            DeadComponents = diagnosis.DeadComponents,
            ScalesAtFloor = diagnosis.ScalesAtFloor,
            DrawnInInputs = data.InputScaler.Power is PowerTransform<T> power ? power.Columns : [],
            ConstantInputs = data.ConstantInputs,
            ConstantTargets = data.ConstantTargets,
            Elapsed = clock.Elapsed,
        });
    }
}
