namespace MdnSimd.Cli;

/// <summary>What an exception means to the user.</summary>
internal static class ErrorMessage
{
    /// <summary>The message to show and the code to return.</summary>
    public static (string Message, int ExitCode) Of(Exception exception) => exception switch
    {
        CommandException expected => (expected.Message, expected.ExitCode),
        OperationCanceledException => ("interrupted", ExitCode.Interrupted),

        // What the engine finds out about its environment before it can do anything, such as a wrong MDNSIMD_SIMD.
        TypeInitializationException { InnerException: TypeInitializationException inner } => Of(inner),
        TypeInitializationException { InnerException: InvalidOperationException inner } =>
            (inner.Message.TrimEnd('.'), ExitCode.Failed),

        // The name of a parameter in the code means nothing on a command line.
        ArgumentException { ParamName: string name } argument =>
            (argument.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal), ExitCode.Failed),
        ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException =>
            (exception.Message, ExitCode.Failed),
        _ => ($"unexpected error: {exception.GetType().Name}: {exception.Message}", ExitCode.Failed),
    };
}
