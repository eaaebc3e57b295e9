namespace MdnSimd.Cli;

/// <summary>What <c>mdn</c> returns to the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The data, the model or the machine stood in the way, or training diverged.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Ended by Ctrl-C: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended because nobody reads standard output any more: 128 + SIGPIPE, as shells have it.</summary>
    public const int ClosedPipe = 141;
}
