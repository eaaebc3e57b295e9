namespace MdnSimd.Cli;

/// <summary>An error to be shown to the user as one line, without a stack trace.</summary>
/// <param name="message">The line.</param>
/// <param name="exitCode">What the process returns.</param>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    /// <summary>What the process returns.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>An error in the command line itself; the name of the command is put before it.</summary>
    public static CommandException Usage(string message) => new(message, Cli.ExitCode.Usage);
}
