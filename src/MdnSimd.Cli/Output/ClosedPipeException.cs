namespace MdnSimd.Cli.Output;

/// <summary>Nobody reads standard output any more: no error, but the end of the command.</summary>
internal sealed class ClosedPipeException(IOException inner) : IOException(inner.Message, inner)
{
    /// <summary>EPIPE of Linux, macOS and the BSDs, which .NET keeps as the HResult.</summary>
    private const int BrokenPipe = 32;

    /// <summary>Whether an error of a write says so.</summary>
    public static bool IsMeantBy(IOException exception) => exception.HResult == BrokenPipe;
}
