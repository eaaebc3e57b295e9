namespace MdnSimd.Cli.Scoring;

/// <summary>
/// How the values of one target fall into the distributions predicted for them. The probability integral transform, the cdf at what
/// happened, is uniform on [0, 1] where the predictions are calibrated (A. P. Dawid, "Statistical theory: the prequential approach",
/// JRSS A 147 (1984) 278-292). Counted in hundredths, so that memory does not grow with the rows, nor sums depend on their order.
/// </summary>
internal sealed class PitCounts
{
    /// <summary>The bins of <see cref="Histogram"/>.</summary>
    public const int Bins = 10;

    private const int Cells = 100;

    private readonly long[] cells = new long[Cells];

    /// <summary>The share of the values in each tenth of [0, 1], its lower end included, and the upper end of the last.</summary>
    public double[] Histogram => [.. cells.Chunk(Cells / Bins).Select(bin => (double)bin.Sum() / cells.Sum())];

    /// <summary>
    /// The mean absolute deviation from uniform: of the share of values below p from p, over p = 0.01, 0.02, ..., 0.99. 0 is perfect,
    /// 1/4 comes of half the values far above and half far below what was predicted, 1/2 of all of them on one side.
    /// </summary>
    public double MeanAbsoluteDeviation
    {
        get
        {
            double count = cells.Sum();
            double deviation = 0;
            long below = 0;
            for (int cell = 1; cell < Cells; cell++)
            {
                below += cells[cell - 1];
                deviation += Math.Abs((below / count) - ((double)cell / Cells));
            }

            return deviation / (Cells - 1);
        }
    }

    /// <summary>Counts a value.</summary>
    /// <param name="pit">The cdf at what happened, 0 to 1.</param>
    public void Add(double pit) => cells[Math.Min((int)(Cells * pit), Cells - 1)]++;

    /// <summary>Adds what was counted over other rows.</summary>
    public void Add(PitCounts other)
    {
        for (int cell = 0; cell < Cells; cell++)
        {
            cells[cell] += other.cells[cell];
        }
    }
}
