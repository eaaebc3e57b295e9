namespace MdnSimd.Cli.Data;

/// <summary>A piece of a CSV file that is a CSV file itself: the header, and below it whole records.</summary>
internal sealed class CsvChunk
{
    private byte[] bytes = [];
    private int length;
    private int headerLength;

    /// <summary>The header and the records, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Text => bytes.AsMemory(0, length);

    /// <summary>The records alone.</summary>
    public ReadOnlySpan<byte> Records => bytes.AsSpan(headerLength, length - headerLength);

    /// <summary>The lines of the file between its header and the first of these records.</summary>
    public long LinesBefore { get; set; }

    /// <summary>Begins anew with a header and no record.</summary>
    public void Begin(ReadOnlySpan<byte> header)
    {
        length = 0;
        headerLength = header.Length;
        Append(header);
    }

    /// <summary>Adds bytes behind what is there.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(bytes.AsSpan(length));
        length += text.Length;
    }

    /// <summary>Reads until the records take <paramref name="size"/> bytes.</summary>
    /// <returns>False when the stream ended before.</returns>
    public bool Fill(Stream stream, int size)
    {
        int missing = size - Records.Length;
        Reserve(missing);
        int read = stream.ReadAtLeast(bytes.AsSpan(length, missing), missing, throwOnEndOfStream: false);
        length += read;
        return read == missing;
    }

    /// <summary>Shortens the records to <paramref name="size"/> bytes.</summary>
    public void Cut(int size) => length = headerLength + size;

    private void Reserve(int more)
    {
        if (length + more > bytes.Length)
        {
            Array.Resize(ref bytes, length + more);
        }
    }
}
