using Microsoft.Win32.SafeHandles;

namespace MdnSimd.Cli.Output;

/// <summary>Standard output as a stream that fails when nobody reads it any more.</summary>
/// <remarks>
/// The stream of the console takes a closed pipe for success, so that "mdn sample ... | head -1" would go on to its end.
/// </remarks>
internal sealed class StandardOutput : Stream
{
    private readonly Stream stream;

    private StandardOutput(Stream stream) => this.stream = stream;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens standard output; not buffered.</summary>
    public static Stream Open()
    {
        // A terminal that goes away says so by a signal.
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        FileStream stream = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

        // A FileStream writes to a file at places of its own and leaves the offset that processes share as it was: in
        // "(mdn ...; mdn ...) > file" the second would write over the first.
        return stream.CanSeek ? Console.OpenStandardOutput() : new StandardOutput(stream);
    }

    /// <exception cref="ClosedPipeException">Nobody reads the pipe any more.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (IOException exception) when (ClosedPipeException.IsMeantBy(exception))
        {
            throw new ClosedPipeException(exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
