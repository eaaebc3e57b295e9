using MdnSimd.Cli.Data;
using MdnSimd.Cli.Scoring;

namespace MdnSimd.Cli.Querying;

/// <summary>Scores summed up chunk by chunk, so that the sums do not depend on which thread works on which.</summary>
/// <param name="total">Receives the sums of the chunks.</param>
/// <param name="targets">The number of targets D.</param>
internal sealed class ChunkScores(Scores total, int targets) : IRowConsumer
{
    private Scores chunk = new(targets);

    public void Add(PredictedRows rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            chunk.Add(rows[row], rows.Target(row));
        }
    }

    public void Deliver()
    {
        total.Add(chunk);
        chunk = new Scores(targets);
    }

    public void Dispose()
    {
    }
}
