using System.Numerics;

namespace MdnSimd.Training;

/// <summary>One network to train.</summary>
/// <param name="Data">Its rows, shared with other networks.</param>
/// <param name="Seed">Decides its first weights, the order of its rows and their noise.</param>
internal readonly record struct FitJob<T>(TrainingData<T> Data, ulong Seed)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>
/// Networks of one kind trained side by side, one to a slot; a slot has a team of its own where there are more threads than
/// networks. What becomes of a network depends on its job alone, not on its slot or on the others.
/// </summary>
internal sealed class ParallelFits<T> : ITeamWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnOptions options;
    private readonly TrainingOptions training;
    private readonly FitJob<T>[] jobs;
    private TrainingStepper<T>[] steppers = [];
    private CancellationTokenSource? ending;
    private int begun;
    private double epochsDone;

    /// <param name="options">The networks.</param>
    /// <param name="training">How to train them; its seed is not looked at.</param>
    /// <param name="jobs">The networks to train.</param>
    public ParallelFits(MdnOptions options, TrainingOptions training, FitJob<T>[] jobs)
    {
        this.options = options;
        this.training = training;
        this.jobs = jobs;
        Reports = new MemberReport[jobs.Length];
    }

    /// <summary>Told of every epoch by one thread at a time; members are the jobs.</summary>
    public Action<FitProgress>? Progress { get; init; }

    /// <summary>Told of every network when it has been trained, with the number of the job, by any thread.</summary>
    public required Action<int, TrainingEngine<T>> Trained { get; init; }

    /// <summary>How each network fared.</summary>
    public MemberReport[] Reports { get; }

    /// <summary>How many networks are in training at a time.</summary>
    /// <param name="jobs">How many there are.</param>
    /// <param name="threads">Threads to use; 0 for one per core.</param>
    public static int Slots(int jobs, int threads) => Math.Min(jobs, ThreadsOf(threads));

    /// <summary>How many threads work on each of them.</summary>
    /// <param name="jobs">How many there are.</param>
    /// <param name="threads">Threads to use; 0 for one per core.</param>
    public static int ThreadsPerSlot(int jobs, int threads) => ThreadsOf(threads) / Slots(jobs, threads);

    /// <summary>Trains all networks from fresh weights.</summary>
    /// <param name="first">The caller's stepper to serve the first slot, or null.</param>
    /// <param name="cancellation">Ends training after the current steps.</param>
    public void Run(TrainingStepper<T>? first, CancellationToken cancellation)
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending = source;
        steppers = new TrainingStepper<T>[Slots(jobs.Length, training.Threads)];
        List<IDisposable> rented = [];
        try
        {
            for (int i = 0; i < steppers.Length; i++)
            {
                steppers[i] = i == 0 && first is not null ? first : Rent(rented);
            }

            using WorkerTeam slots = new(steppers.Length);
            slots.Run(this, 0);
        }
        finally
        {
            rented.Reverse();
            rented.ForEach(each => each.Dispose());
        }
    }

    /// <inheritdoc/>
    void ITeamWork.Run(int phase, int worker, int workers)
    {
        try
        {
            for (int job = Interlocked.Increment(ref begun) - 1; job < jobs.Length; job = Interlocked.Increment(ref begun) - 1)
            {
                Train(job, steppers[worker]);
            }
        }
        catch
        {
            ending!.Cancel(); // the others are not to go on for an answer that nobody will get
            throw;
        }
    }

    private static int ThreadsOf(int threads) => threads == 0 ? Environment.ProcessorCount : threads;

    private TrainingStepper<T> Rent(List<IDisposable> rented)
    {
        WorkerTeam team = new(ThreadsPerSlot(jobs.Length, training.Threads));
        rented.Add(team);
        TrainingStepper<T> stepper = new(MdnModel<T>.LayoutOf(options), MdnModel<T>.HeadOf(options), team, training);
        rented.Add(stepper);
        return stepper;
    }

    private void Train(int job, TrainingStepper<T> stepper)
    {
        FitLoop<T> loop = new(training with { Seed = jobs[job].Seed }, stepper, jobs[job].Data)
        {
            Progress = Progress is null ? null : epoch => Report(job, epoch),
        };
        Reports[job] = loop.Run(options, ending!.Token);
        Trained(job, stepper.Engine);
    }

    private void Report(int job, FitProgress epoch)
    {
        lock (jobs)
        {
            epochsDone++;
            Progress!(epoch with { Member = job, Members = jobs.Length, Done = epochsDone / ((double)jobs.Length * training.Epochs) });
        }
    }
}
