using System.Text;

namespace MdnSimd.Cli.Data;

/// <summary>A file as UTF-8, whatever its byte order mark says, and without the mark.</summary>
internal sealed class Utf8Input : Stream
{
    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], Encoding.UTF8),
        ([0xFF, 0xFE, 0, 0], Encoding.UTF32),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(bigEndian: true, byteOrderMark: true)),
        ([0xFF, 0xFE], Encoding.Unicode),
        ([0xFE, 0xFF], Encoding.BigEndianUnicode),
    ];

    private readonly Stream stream;
    private readonly byte[] start;
    private int position;

    private Utf8Input(Stream stream, byte[] start)
    {
        this.stream = stream;
        this.start = start;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a file, which may be a pipe; not buffered.</summary>
    /// <exception cref="CommandException">It is a directory.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Stream Open(string path)
    {
        CsvFailure.RequireNoDirectory(path);
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        try
        {
            byte[] start = new byte[4];
            int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            foreach ((byte[] mark, Encoding encoding) in Marks)
            {
                if (start.AsSpan(0, length).StartsWith(mark))
                {
                    Utf8Input text = new(file, start[mark.Length..length]);
                    return encoding == Encoding.UTF8
                        ? text
                        : Encoding.CreateTranscodingStream(text, encoding, Encoding.UTF8);
                }
            }

            return new Utf8Input(file, start[..length]);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (position == start.Length)
        {
            return stream.Read(buffer);
        }

        int length = Math.Min(buffer.Length, start.Length - position);
        start.AsSpan(position, length).CopyTo(buffer);
        position += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
