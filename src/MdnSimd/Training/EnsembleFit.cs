using System.Diagnostics;
using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;

namespace MdnSimd.Training;

/// <summary>
/// One fit of one or several networks to the same rows. Several are trained side by side, one to a slot; a slot has a team of its
/// own where there are more threads than members. A member depends on its seed alone, not on its slot or on the others.
/// </summary>
internal sealed class EnsembleFit<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnOptions options;
    private readonly TrainingOptions training;
    private readonly TrainingData<T> data;
    private readonly IProgress<FitProgress>? progress;
    private readonly CancellationTokenSource cancellation;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly TrainingStepper<T>[] steppers;
    private readonly MemberReport[] reports;
    private readonly T[][] parameters;
    private int begun;

    private EnsembleFit(
        MdnOptions options,
        TrainingOptions training,
        TrainingData<T> data,
        IProgress<FitProgress>? progress,
        TrainingStepper<T>[] steppers,
        CancellationTokenSource cancellation)
    {
        this.options = options;
        this.training = training;
        this.data = data;
        this.progress = progress;
        this.steppers = steppers;
        this.cancellation = cancellation;
        reports = new MemberReport[training.Members];
        parameters = new T[training.Members][];
    }

    /// <summary>How many members are in training at a time.</summary>
    /// <param name="training">Tells how many members and threads there are.</param>
    public static int Slots(TrainingOptions training) => Math.Min(training.Members, ThreadsOf(training));

    /// <summary>How many threads work on each of them.</summary>
    /// <param name="training">Tells how many members and threads there are.</param>
    public static int ThreadsPerSlot(TrainingOptions training) => ThreadsOf(training) / Slots(training);

    /// <summary>Trains all members from fresh weights, each to its best epoch.</summary>
    /// <param name="options">The networks.</param>
    /// <param name="training">How to train them.</param>
    /// <param name="first">The caller's stepper, which serves the first slot.</param>
    /// <param name="data">The rows.</param>
    /// <param name="inputs">All features in their own units, for the report's look at the finished model.</param>
    /// <param name="targets">All targets in their own units.</param>
    /// <param name="progress">Told of every epoch of every member, by one thread at a time.</param>
    /// <param name="cancellation">Ends training after the current steps.</param>
    public static FitResult<T> Run(
        MdnOptions options,
        TrainingOptions training,
        TrainingStepper<T> first,
        TrainingData<T> data,
        ReadOnlySpan2D<T> inputs,
        ReadOnlySpan2D<T> targets,
        IProgress<FitProgress>? progress,
        CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        TrainingStepper<T>[] steppers = new TrainingStepper<T>[Slots(training)];
        List<IDisposable> rented = [];
        try
        {
            steppers[0] = first;
            for (int i = 1; i < steppers.Length; i++)
            {
                WorkerTeam team = new(ThreadsPerSlot(training));
                rented.Add(team);
                steppers[i] = new TrainingStepper<T>(MdnModel<T>.LayoutOf(options), MdnModel<T>.HeadOf(options), team, training);
                rented.Add(steppers[i]);
            }

            EnsembleFit<T> fit = new(options, training, data, progress, steppers, ending);
            using (WorkerTeam slots = new(steppers.Length))
            {
                slots.Run(fit, 0);
            }

            return fit.Result(inputs, targets);
        }
        finally
        {
            rented.Reverse();
            rented.ForEach(each => each.Dispose());
        }
    }

    /// <summary>The seed of a member; that of the first is the fit's own.</summary>
    internal static ulong SeedOf(ulong seed, int member) =>
        member == 0 ? seed : CounterRandom.Block(seed, (ulong)member, RandomStreams.Members).Low;

    /// <inheritdoc/>
    void ITeamWork.Run(int phase, int worker, int workers)
    {
        try
        {
            for (int member = Interlocked.Increment(ref begun) - 1; member < reports.Length; member = Interlocked.Increment(ref begun) - 1)
            {
                Train(member, steppers[worker]);
            }
        }
        catch
        {
            cancellation.Cancel(); // the others are not to go on for an answer that nobody will get
            throw;
        }
    }

    private static int ThreadsOf(TrainingOptions training) => training.Threads == 0 ? Environment.ProcessorCount : training.Threads;

    private void Train(int member, TrainingStepper<T> stepper)
    {
        FitLoop<T> loop = new(training with { Seed = SeedOf(training.Seed, member) }, stepper, data)
        {
            Progress = progress is null ? null : epoch => Report(epoch, member),
        };
        reports[member] = loop.Run(options, cancellation.Token);
        parameters[member] = stepper.Engine.Parameters.ToArray();
    }

    private void Report(FitProgress epoch, int member)
    {
        lock (clock)
        {
            progress!.Report(epoch with { Elapsed = clock.Elapsed, Member = member, Members = reports.Length });
        }
    }

    private FitResult<T> Result(ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets)
    {
        // A network that was cancelled or diverged before its first good epoch has learnt nothing that the others should share.
        T[][] good = [.. parameters.Where((_, member) => reports[member].BestEpoch > 0)];
        T[] all = [.. (good.Length > 0 ? good : parameters[..1]).SelectMany(each => each)];
        MdnModel<T> model = new(options, data.InputScaler, data.TargetScaler, all);
        FitDiagnosis diagnosis = FitDiagnosis.Of(model, inputs, data.TrainingIndices);
        return new FitResult<T>(model, new FitReport
        {
            TrainingRows = data.TrainingRows,
            ValidationRows = data.ValidationRows,
            ParameterCount = model.ParameterCount,
            Members = [.. reports],
            HeldOutLoss = data.ValidationRows == 0 ? null : FitDiagnosis.Loss(model, inputs, targets, data.ValidationIndices),
            DeadComponents = diagnosis.DeadComponents,
            ScalesAtFloor = diagnosis.ScalesAtFloor,
            ConstantInputs = data.ConstantInputs,
            ConstantTargets = data.ConstantTargets,
            Elapsed = clock.Elapsed,
        });
    }
}
