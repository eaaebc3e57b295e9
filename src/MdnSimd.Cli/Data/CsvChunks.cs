namespace MdnSimd.Cli.Data;

/// <summary>Cuts a CSV file into chunks, one after the other. Where it cuts depends on the file alone.</summary>
internal sealed class CsvChunks : IDisposable
{
    /// <summary>The bytes of records in a chunk, as long as no record is longer: some stay in the cache of a core.</summary>
    public const int Size = 1 << 18;

    private readonly Stream stream;
    private readonly int size;
    private readonly CsvChunk rest = new();
    private byte[] header = [];
    private long lines;
    private bool isAtEnd;

    private CsvChunks(string path, Stream stream, int size)
    {
        Path = path;
        this.stream = stream;
        this.size = size;
    }

    /// <summary>The file's name.</summary>
    public string Path { get; }

    /// <summary>Opens a file and finds its header.</summary>
    /// <param name="path">The file, which may be a pipe.</param>
    /// <param name="size">The bytes of records in a chunk.</param>
    /// <exception cref="CommandException">There is no such file, or it cannot be read.</exception>
    public static CsvChunks Open(string path, int size = Size)
    {
        CsvChunks? chunks = null;
        try
        {
            chunks = new CsvChunks(path, Utf8Input.Open(path), size);
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
        if (header is [.., (byte)'\r'])
        {
            // A chunk that begins with an empty line would make it half of a CR LF.
            header[^1] = (byte)'\n';
        }
    }

    /// <summary>Reads up to the border that is to be the end; what lies behind it is kept for the next chunk.</summary>
    private void Fill(CsvChunk chunk, Func<ReadOnlySpan<byte>, int> border)
    {
        try
        {
            for (int room = size; ; room = Math.Min(2 * room, CsvFile.LongestRecord + 1))
            {
                isAtEnd = isAtEnd || !chunk.Fill(stream, Math.Max(room, chunk.Records.Length));
                int end = border(chunk.Records);
                if (end > 0)
                {
                    rest.Append(chunk.Records[end..]);
                    chunk.Cut(end);
                    return;
                }

                if (isAtEnd)
                {
                    return;
                }

                if (room > CsvFile.LongestRecord)
                {
                    throw CsvFailure.TooLong(Path, FirstLine(chunk));
                }
            }
        }
        catch (IOException exception)
        {
            throw CsvFailure.Of(Path, exception);
        }
    }

    /// <summary>The line on which a chunk's first record begins.</summary>
    private long FirstLine(CsvChunk chunk)
    {
        int start = Math.Max(0, chunk.Records.IndexOfAnyExcept((byte)'\n', (byte)'\r'));
        return 1 + RecordBorder.LineBreaks(header) + lines + RecordBorder.LineBreaks(chunk.Records[..start]);
    }
}
