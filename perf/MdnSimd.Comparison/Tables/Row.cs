using MdnSimd.Comparison.Measurement;

namespace MdnSimd.Comparison.Tables;

/// <summary>What is to be reached.</summary>
/// <param name="Text">As the tables say it.</param>
/// <param name="Met">Whether it was.</param>
internal sealed record Goal(string Text, bool Met)
{
    /// <summary>At least so many times as fast as the peer.</summary>
    public static Goal Times(double ratio, double least) => new(FormattableString.Invariant($">= {least:0.##}x"), ratio >= least);

    /// <summary>At least that share of a ceiling.</summary>
    public static Goal Share(double share, double least) => new(FormattableString.Invariant($">= {least * 100:0} %"), share >= least);
}

/// <summary>One measured figure of ours, beside a peer's where there is one.</summary>
internal sealed record Row
{
    /// <summary>What was measured.</summary>
    public required string Name { get; init; }

    /// <summary>Our time.</summary>
    public required Timing Ours { get; init; }

    /// <summary>Who else did the same work.</summary>
    public string? Peer { get; init; }

    /// <summary>The peer's time.</summary>
    public Timing? Theirs { get; init; }

    /// <summary>What is to be reached; null for rows that stand for comparison alone.</summary>
    public Goal? Goal { get; init; }

    /// <summary>Bytes allocated by one iteration of ours.</summary>
    public long? Allocated { get; init; }

    /// <summary>How many times as fast as the peer: the quotient of the medians.</summary>
    public double? Ratio => Theirs?.Median / Ours.Median;
}
