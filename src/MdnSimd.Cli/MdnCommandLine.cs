using System.CommandLine;
using System.CommandLine.Help;
using MdnSimd.Cli.Commands;
using MdnSimd.Cli.Output;

namespace MdnSimd.Cli;

/// <summary>The command line as a function: arguments and writers in, exit code out.</summary>
internal static class MdnCommandLine
{
    /// <summary>The environment variable that, when 1, adds stack traces to errors.</summary>
    public const string DebugVariable = "MDN_DEBUG";

    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments, without the name of the program.</param>
    /// <param name="output">Receives the result; flushed before the return.</param>
    /// <param name="error">Receives messages and progress.</param>
    /// <param name="errorIsTerminal">Whether <paramref name="error"/> is a terminal: progress is then a bar.</param>
    /// <param name="cancellation">Ends the command early; a fit keeps the best parameters so far.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(
        string[] args,
        TextWriter output,
        TextWriter error,
        bool errorIsTerminal = false,
        CancellationToken cancellation = default)
    {
        CommandContext context = new(output, error, cancellation) { ErrorIsTerminal = errorIsTerminal };
        int exitCode = Guard(() => Invoke(args, context), context);

        // What was written before an error is part of the result.
        int flushed = Guard(() => Flush(output), context);
        return exitCode == ExitCode.Success ? flushed : exitCode;
    }

    private static int Flush(TextWriter output)
    {
        output.Flush();
        return ExitCode.Success;
    }

    private static int Guard(Func<int> run, CommandContext context)
    {
        try
        {
            return run();
        }
        catch (ClosedPipeException)
        {
            return ExitCode.ClosedPipe;
        }
        catch (Exception exception)
        {
            return Report(exception, context);
        }
    }

    private static int Invoke(string[] args, CommandContext context)
    {
        Command root = Create(context);
        ParseResult result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
        {
            UsageErrors.Write(result, context);
            return ExitCode.Usage;
        }

        try
        {
            return result.Invoke(new InvocationConfiguration
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (CommandException usage) when (usage.ExitCode == ExitCode.Usage)
        {
            UsageErrors.Write(result, usage.Message, context);
            return ExitCode.Usage;
        }
    }

    private static Command Create(CommandContext context) =>
        new("mdn", "Fits mixture density networks to CSV files and queries them: whole densities of targets given features.")
        {
            FitCommand.Create(context),
            PredictCommand.Create(context),
            EvaluateCommand.Create(context),
            SampleCommand.Create(context),
            InfoCommand.Create(context),
            ExportCommand.Create(context),
            ImportCommand.Create(context),
            new HelpOption(),
            VersionCommand.CreateOption(context),
        };

    private static int Report(Exception exception, CommandContext context)
    {
        (string message, int exitCode) = ErrorMessage.Of(exception);
        context.Fail(message);
        if (Environment.GetEnvironmentVariable(DebugVariable) == "1")
        {
            context.Error.WriteLine(exception);
        }

        return exitCode;
    }
}
