using MdnSimd.Cli.Data;

namespace MdnSimd.Cli.Querying;

/// <summary>What a command makes of predicted rows.</summary>
internal interface IRowConsumer : IDisposable
{
    /// <summary>Takes the current block of rows of a chunk.</summary>
    void Add(PredictedRows rows);

    /// <summary>Adds what came of the chunk to the result: in the order of the file, one thread at a time.</summary>
    void Deliver();
}
