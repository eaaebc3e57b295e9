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
        IEnumerable<string> messages = subcommands.Length == 0
            ? result.Errors.Select(Message)
            : [$"{WrongCommand(result)}; the commands are {string.Join(", ", subcommands.Select(each => each.Name))}"];
        Write(result, messages.Distinct(), context);
    }

    /// <summary>Writes what a command found in its options.</summary>
    public static void Write(ParseResult result, string message, CommandContext context) => Write(result, [message], context);

    private static void Write(ParseResult result, IEnumerable<string> messages, CommandContext context)
    {
        string command = FullName(result.CommandResult);
        foreach (string message in messages)
        {
            context.Fail($"{command}: {message}");
        }

        context.Error.WriteLine($"Try '{command} --help'.");
    }

    private static string Message(ParseError error) => error.SymbolResult switch
    {
        // The library's own words do not say which one.
        ArgumentResult { Argument: Argument argument, Tokens.Count: 0, Parent: CommandResult } =>
            $"argument {argument.Name} is missing",
        _ => error.Message.TrimEnd('.'),
    };

    private static string WrongCommand(ParseResult result) => result.UnmatchedTokens.Count > 0
        ? $"there is no command or option {OneLine.Quote(result.UnmatchedTokens[0])}"
        : "a command is missing";

    private static string FullName(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{FullName(parent)} {result.Command.Name}" : result.Command.Name;
}
