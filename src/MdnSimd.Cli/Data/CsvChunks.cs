namespace MdnSimd.Cli.Data;

/// <summary>Cuts a CSV file into chunks, one after the other. Where it cuts depends on the file alone.</summary>
internal sealed class CsvChunks : IDisposable
{
    /// <summary>The bytes of records in a chunk, as long as no record is longer: some stay in the cache of a core.</summary>
    public const int Size = 1 << 18;

    private readonly Stream stream;
    private readonly CsvChunk rest = new();
    private byte[] header = [];
    private long lines;
    private bool isAtEnd;

    private CsvChunks(string path, Stream stream)
    {
        Path = path;
        this.stream = stream;
    }

    /// <summary>The file's name.</summary>
    public string Path { get; }

    /// <summary>Opens a file and finds its header.</summary>
    /// <exception cref="CommandException">There is no such file, or it cannot be read.</exception>
    public static CsvChunks Open(string path)
    {
        CsvChunks? chunks = null;
        try
        {
            chunks = new CsvChunks(path, Utf8Input.Open(path));
            chunks.ReadHeader();
            return chunks;
        }
        catch (Exception exception)
        {
            chunks?.Dispose();
            throw CsvFailure.Of(path, exception);
        }
    }

    /// <summary>Opens the header alone, as a file without records.</summary>
    /// <exception cref="CommandException">It is malformed, there is none, or names repeat.</exception>
    public CsvFile OpenHeader()
    {
        CsvChunk chunk = new();
        chunk.Begin(header);
        return CsvFile.Open(Path, chunk);
    }

    /// <summary>Reads the next chunk.</summary>
    /// <param name="chunk">Its content is replaced.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public bool Read(CsvChunk chunk)
    {
        chunk.Begin(header);
        chunk.Append(rest.Records);
        chunk.LinesBefore = lines;
        rest.Cut(0);
        Fill(chunk, RecordBorder.Last);
        lines += RecordBorder.LineBreaks(chunk.Records);
        return !chunk.Records.IsEmpty;
    }

    public void Dispose() => stream.Dispose();

    private void ReadHeader()
    {
        CsvChunk first = new();
        Fill(first, RecordBorder.First);
        header = first.Records.ToArray();
    }

    /// <summary>Reads up to the border that is to be the end; what lies behind it is kept for the next chunk.</summary>
    private void Fill(CsvChunk chunk, Func<ReadOnlySpan<byte>, int> border)
    {
        try
        {
            for (int size = Size; ; size = Math.Min(2 * size, CsvFile.LongestRecord + 1))
            {
                isAtEnd = isAtEnd || !chunk.Fill(stream, Math.Max(size, chunk.Records.Length));
                int end = border(chunk.Records);
                if (end > 0)
                {
                    rest.Append(chunk.Records[end..]);
                    chunk.Cut(end);
                    return;
                }

                // A record longer than any may be is left for the reader to refuse.
                if (isAtEnd || size > CsvFile.LongestRecord)
                {
                    return;
                }
            }
        }
        catch (IOException exception)
        {
            throw CsvFailure.Of(Path, exception);
        }
    }
}
