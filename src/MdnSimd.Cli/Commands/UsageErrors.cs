using System.CommandLine;
using System.CommandLine.Parsing;

namespace MdnSimd.Cli.Commands;

/// <summary>What is wrong with a command line, one line each.</summary>
internal static class UsageErrors
{
    /// <summary>Writes what the parser found.</summary>
    public static void Write(ParseResult result, CommandContext context)
    {
        Command[] subcommands = [.. result.CommandResult.Command.Subcommands];
        Write(
            result,
            subcommands.Length > 0
                ? [$"{WrongCommand(result)}; the commands are {string.Join(", ", subcommands.Select(each => each.Name))}"]
                : SwallowedFile(result) is string swallowed ? [swallowed] : Messages(result).Distinct(),
            context);
    }

    /// <summary>Writes what a command found in its options.</summary>
    public static void Write(ParseResult result, string message, CommandContext context) => Write(result, [message], context);

    /// <summary>What is said of an option that does not exist.</summary>
    public static string NoOption(string token) => $"there is no option {OneLine.Quote(token)}";

    private static void Write(ParseResult result, IEnumerable<string> messages, CommandContext context)
    {
        string command = FullName(result.CommandResult);
        foreach (string message in messages)
        {
            context.Fail($"{command}: {message}");
        }

        context.Error.WriteLine($"Try '{command} --help'.");
    }

    /// <summary>All errors, in our words: those of the library do not always name what is missing.</summary>
    private static IEnumerable<string> Messages(ParseResult result)
    {
        // One argument too many follows from an option that does not exist: it may be its value.
        IEnumerable<string> unknown = result.UnmatchedTokens.Where(token => token.StartsWith('-')).Select(NoOption);
        bool isMisled = unknown.Any() || result.Errors.Any(error => error.SymbolResult is ArgumentResult { Parent: CommandResult });
        IEnumerable<string> extra = result.UnmatchedTokens.Select(token => $"argument {OneLine.Quote(token)} is one too many");
        foreach (string message in isMisled ? unknown : extra)
        {
            yield return message;
        }

        // What concerns the command as a whole is a token that did not match.
        foreach (ParseError error in result.Errors.Where(error => error.SymbolResult is not CommandResult))
        {
            yield return Message(error);
        }
    }

    private static string Message(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult argument when IsMissing(argument) => $"argument {argument.Argument.Name} is missing",
        OptionResult { IdentifierTokenCount: 0 } option => $"option {option.Option.Name} is missing",
        OptionResult { Tokens.Count: 0 } option => $"option {NameOf(option)} has no value",
        OptionResult { IdentifierTokenCount: > 1, Option.Arity.MaximumNumberOfValues: 1 } option =>
            $"option {NameOf(option)} is given more than once",
        _ => error.Message.TrimEnd('.'),
    };

    /// <summary>The error, if there is one, of an option that took the files for further values of its own.</summary>
    private static string? SwallowedFile(ParseResult result)
    {
        ArgumentResult? missing = result.Errors.Select(error => error.SymbolResult).OfType<ArgumentResult>().FirstOrDefault(IsMissing);
        OptionResult? greedy = result.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(option => option.Option.AllowMultipleArgumentsPerToken && option.Tokens.Count > 1);
        return missing is null || greedy is null
            ? null
            : $"argument {missing.Argument.Name} is missing; {NameOf(greedy)} takes all values that follow: put it after the files";
    }

    private static bool IsMissing(ArgumentResult argument) => argument is { Tokens.Count: 0, Parent: CommandResult };

    /// <summary>The name by which an option was given.</summary>
    private static string NameOf(OptionResult option) => option.IdentifierToken?.Value ?? option.Option.Name;

    private static string WrongCommand(ParseResult result) => result.UnmatchedTokens.Count > 0
        ? $"there is no command or option {OneLine.Quote(result.UnmatchedTokens[0])}"
        : "a command is missing";

    private static string FullName(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{FullName(parent)} {result.Command.Name}" : result.Command.Name;
}
