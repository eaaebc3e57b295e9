using System.CommandLine;

namespace MdnSimd.Cli.Commands;

/// <summary>What several commands take.</summary>
internal static class CommonArguments
{
    public static Argument<string> Model() => new("MODEL") { Description = "Model file that fit -o wrote." };

    public static Argument<string> Data(string description) => new("DATA.csv") { Description = description };

    public static Option<string?> Output(string helpName, string description) =>
        new("--output", "-o") { Description = description, HelpName = helpName };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document instead of text." };
}
