using System.CommandLine;
using System.CommandLine.Parsing;

namespace MdnSimd.Cli.Commands;

/// <summary>What several commands take.</summary>
internal static class CommonArguments
{
    public static Argument<string> Model() => File("MODEL", "Model file that fit -o wrote.");

    public static Argument<string> Data(string description) => File("DATA.csv", description);

    public static Option<string?> Output(string helpName, string description)
    {
        Option<string?> option = new("--output", "-o") { Description = description, HelpName = helpName };
        option.Validators.Add(result => RequireName(result, "-o"));
        return option;
    }

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document instead of text." };

    public static Option<int> Threads() => OptionFactory.Whole(
        "--threads", "Worker threads; 0 for all cores. The result does not depend on it.", 0, 0, TrainingOptions.MostThreads);

    public static Argument<string> File(string name, string description)
    {
        Argument<string> argument = new(name) { Description = description };
        argument.Validators.Add(result =>
        {
            RequireName(result, name);

            // The parser takes an option that it does not know for the name of a file.
            foreach (string token in result.Tokens.Select(token => token.Value))
            {
                if (token.Length > 1 && token[0] == '-' && !System.IO.File.Exists(token))
                {
                    result.AddError(UsageErrors.NoOption(token));
                }
            }
        });
        return argument;
    }

    /// <summary>Refuses an empty name of a file.</summary>
    public static void RequireName(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{name}: '' is not the name of a file");
        }
    }
}
