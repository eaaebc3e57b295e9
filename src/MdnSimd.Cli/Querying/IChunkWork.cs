using MdnSimd.Cli.Data;

namespace MdnSimd.Cli.Querying;

/// <summary>What a thread does with the chunks of a file that fall to it.</summary>
internal interface IChunkWork : IDisposable
{
    /// <summary>Works on a chunk, while other threads work on others.</summary>
    void Process(CsvChunk chunk);

    /// <summary>Hands over what came of the chunk: in the order of the file, one thread at a time.</summary>
    void Deliver();
}
