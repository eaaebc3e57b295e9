namespace MdnSimd.Training;

/// <summary>The clock of a selection, and when its trials must end so that the fit that follows ends in time.</summary>
internal sealed class TimePlan
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly TimeProvider time;
    private readonly TimeSpan? budget;
    private readonly long begin;

    /// <param name="time">What time it is.</param>
    /// <param name="budget">About how long all of it may take, from now; null for as long as it takes.</param>
    public TimePlan(TimeProvider time, TimeSpan? budget)
    {
        (this.time, this.budget) = (time, budget);
        begin = time.GetTimestamp();
    }

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(begin);

    /// <summary>How long a trial that begins now may take: null for any time, 0 or less where there is none.</summary>
    /// <param name="fitOfTrial">How long the same networks take to be fitted to all rows, per time that the trial takes.</param>
    /// <param name="fitOfBest">How long that takes for the best candidate so far; 0 for none.</param>
    public TimeSpan? OfTrial(double fitOfTrial, TimeSpan fitOfBest)
    {
        if (budget is not TimeSpan all)
        {
            return null;
        }

        // Whichever of the two is fitted in the end: trial + fit of trial * trial, and trial + fit of best, are not more than is left.
        TimeSpan left = all - Elapsed;
        TimeSpan ofBoth = left / (1 + fitOfTrial);
        return ofBoth < left - fitOfBest ? ofBoth : left - fitOfBest;
    }

    /// <summary>A source that is cancelled after a time; never if there is none.</summary>
    public CancellationTokenSource After(TimeSpan? delay) => delay is TimeSpan given
        ? new CancellationTokenSource(given < LongestTimer ? given : LongestTimer, time)
        : new CancellationTokenSource();
}
