namespace MdnSimd.Comparison.Measurement;

/// <summary>
/// Measures subjects in turns, A B A B ..., so that whatever the machine does meanwhile meets all of them alike. A sample is as
/// many iterations as take about <see cref="SampleMilliseconds"/>, and at least <see cref="LeastIterations"/>.
/// </summary>
/// <param name="Rounds">Samples of each subject.</param>
/// <param name="SampleMilliseconds">How long a sample takes, at least 1: far above the clock's and a pipe's own cost.</param>
/// <param name="LeastIterations">
/// Iterations of a long one, at least 1: the first finds the caches full of the other subjects' data, the others, as in use, of their own.
/// </param>
/// <param name="WarmupMilliseconds">How long a subject runs before its first sample, until its code is compiled for good.</param>
internal sealed record Alternation(int Rounds, double SampleMilliseconds, int LeastIterations, double WarmupMilliseconds)
{
    /// <summary>Nanoseconds of calls at most before code may be compiled again.</summary>
    private const double LongestWarmupCalls = 50e6;

    /// <summary>About a quarter of a second for each subject; more for what takes long.</summary>
    public static Alternation Thorough { get; } = new(31, 5, 8, 100);

    /// <summary>A fifth of it.</summary>
    public static Alternation Quick { get; } = new(9, 2.5, 4, 40);

    /// <summary>Enough to choose among a peer's settings.</summary>
    public static Alternation Trial { get; } = new(5, 1.5, 2, 15);

    /// <summary>The time per iteration of each subject, in their order.</summary>
    public Timing[] Run(params ReadOnlySpan<Subject> subjects)
    {
        int[] iterations = new int[subjects.Length];
        List<double>[] samples = new List<double>[subjects.Length];
        for (int i = 0; i < subjects.Length; i++)
        {
            samples[i] = new List<double>(Rounds);
            iterations[i] = WarmUp(subjects[i]);
        }

        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < subjects.Length; i++)
            {
                samples[i].Add(subjects[i].Measure(iterations[i]) / iterations[i]);
                subjects[i].Settle();
            }
        }

        return Array.ConvertAll(samples, Timing.Of);
    }

    /// <summary>Runs a subject until it is warm.</summary>
    /// <returns>Iterations per sample.</returns>
    private int WarmUp(Subject subject)
    {
        // Thirty calls make the runtime compile a method again, on another thread: first with counters, then for good. What one
        // iteration of takes long calls its own methods often enough. The very first call compiles.
        subject.Measure(1);
        int calls = (int)Math.Clamp(LongestWarmupCalls / subject.Measure(1), 1, 40);
        for (int i = 0; i < 3; i++)
        {
            subject.Measure(calls);
            Thread.Sleep(10);
        }

        double spent = 0;
        double fastest = double.MaxValue;
        int iterations = 1;
        while (spent < WarmupMilliseconds * 1e6)
        {
            double nanoseconds = subject.Measure(iterations);
            spent += nanoseconds;
            fastest = Math.Min(fastest, nanoseconds / iterations);
            iterations = (int)Math.Clamp(SampleMilliseconds * 1e6 / fastest, LeastIterations, 1_000_000);
        }

        subject.Settle();
        return iterations;
    }
}
