using System.Diagnostics;

namespace MdnSimd.Comparison.Measurement;

/// <summary>Something that can be timed: ours, or a peer doing the same work.</summary>
internal abstract class Subject(string name) : IDisposable
{
    /// <summary>Who it is, as the tables say it.</summary>
    public string Name { get; } = name;

    /// <summary>Nanoseconds that so many iterations take together.</summary>
    public abstract double Measure(int iterations);

    /// <summary>Bytes that one iteration allocates on any thread; null where that cannot be known.</summary>
    public virtual long? AllocatedBytes() => null;

    /// <summary>Called after each sample: a peer whose threads go on spinning waits here until they sleep.</summary>
    public virtual void Settle()
    {
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A subject in this process.</summary>
/// <param name="name">Who it is.</param>
/// <param name="action">One iteration.</param>
/// <param name="owned">What goes with it.</param>
internal class LocalSubject(string name, Action action, params IDisposable[] owned) : Subject(name)
{
    private const int Attempts = 5;

    public override double Measure(int iterations)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < iterations; i++)
        {
            action();
        }

        return (Stopwatch.GetTimestamp() - begin) * (1e9 / Stopwatch.Frequency);
    }

    /// <summary>The least of some attempts: the runtime itself allocates now and then, what is ours comes back each time.</summary>
    public override long? AllocatedBytes()
    {
        const int Iterations = 16;
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least != 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Iterations; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return (least + Iterations - 1) / Iterations;
    }

    public override void Dispose()
    {
        foreach (IDisposable thing in owned)
        {
            thing.Dispose();
        }

        base.Dispose();
    }
}

/// <summary>A native peer in this process that keeps threads of its own.</summary>
internal sealed class NativeSubject(string name, Action action, int threads, params IDisposable[] owned)
    : LocalSubject(name, action, owned)
{
    public override long? AllocatedBytes() => null;

    public override void Settle()
    {
        if (threads > 1)
        {
            Thread.Sleep(5);
        }
    }
}
