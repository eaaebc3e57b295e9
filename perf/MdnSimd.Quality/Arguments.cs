using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MdnSimd.Quality;

/// <summary>The command line.</summary>
/// <param name="Root">A folder of data sets in the field's layout; null for none.</param>
/// <param name="Sets">Names of the sets to run; all where empty.</param>
/// <param name="Splits">Splits of each set, from the first; fewer where it has fewer.</param>
/// <param name="Json">Where the results go as JSON.</param>
/// <param name="Document">The document whose tables are rewritten.</param>
/// <param name="Ablation">Whether to leave out one ingredient after the other.</param>
/// <param name="Synthetic">Whether to fit data whose density is known.</param>
/// <param name="ManyRows">Whether to fit a million rows with a time budget.</param>
internal sealed record Arguments(
    string? Root, IReadOnlyList<string> Sets, int Splits, string? Json, string? Document, bool Ablation, bool Synthetic, bool ManyRows)
{
    /// <summary>The command that reads them.</summary>
    public static RootCommand Command(Func<Arguments, int> run)
    {
        Argument<string?> root = new("DIR") { Description = "Folder of data sets.", Arity = ArgumentArity.ZeroOrOne };
        Option<string[]> sets = new("--dataset") { Description = "Sets to run. Default: all.", AllowMultipleArgumentsPerToken = true, HelpName = "NAME" };
        Option<int> splits = new("--splits") { Description = "Splits of each set.", DefaultValueFactory = _ => 20, HelpName = "N", CustomParser = AtLeastOne };
        Option<string?> json = new("--json") { Description = "File to write every split's scores to.", HelpName = "FILE" };
        Option<string?> document = new("--document") { Description = "Document whose tables to rewrite.", HelpName = "FILE" };
        Option<bool> ablation = new("--ablation") { Description = "Leave out one ingredient after the other instead." };
        Option<bool> synthetic = new("--synthetic") { Description = "Fit data whose density is known instead." };
        Option<bool> manyRows = new("--many-rows") { Description = "Fit a million rows with a time budget instead." };
        RootCommand command = new("Scores fits without settings on the splits that every published table uses.")
        {
            root, sets, splits, json, document, ablation, synthetic, manyRows,
        };
        document.Validators.Add(result => Require(
            result, File.Exists(result.Tokens[0].Value), $"--document: there is no file {result.Tokens[0].Value}"));
        json.Validators.Add(result => Require(
            result, Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(result.Tokens[0].Value))), $"--json: there is no folder for {result.Tokens[0].Value}"));
        command.Validators.Add(result =>
        {
            string? ownData = new Option[] { synthetic, manyRows }.FirstOrDefault(option => IsGiven(result, option))?.Name;
            bool hasRoot = result.GetResult(root) is { Tokens.Count: > 0 };
            bool isBenchmark = ownData is null && !IsGiven(result, ablation);
            bool isPartial = IsGiven(result, sets) || IsGiven(result, splits);
            Require(result, ownData is not null || hasRoot, "DIR, the folder of data sets, is missing");
            Require(result, ownData is null || !(hasRoot || isPartial), $"{ownData} takes no DIR, --dataset or --splits");
            Require(
                result,
                new Option[] { synthetic, manyRows, ablation }.Count(option => IsGiven(result, option)) < 2,
                "--synthetic, --many-rows and --ablation are runs of their own");
            Require(result, isBenchmark || !IsGiven(result, json), "--json is for the benchmark alone");
            Require(
                result, !(isBenchmark && isPartial && IsGiven(result, document)),
                "--document: the benchmark's tables are of all sets and splits, without --dataset or --splits");
        });
        command.SetAction(result => run(new Arguments(
            result.GetValue(root),
            result.GetValue(sets) ?? [],
            result.GetValue(splits),
            result.GetValue(json),
            result.GetValue(document),
            result.GetValue(ablation),
            result.GetValue(synthetic),
            result.GetValue(manyRows))));
        return command;
    }

    private static int AtLeastOne(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!int.TryParse(text, CultureInfo.InvariantCulture, out int number) || number < 1)
        {
            result.AddError($"--splits: '{text}' is not a whole number of at least 1");
        }

        return number;
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static void Require(SymbolResult result, bool condition, string message)
    {
        if (!condition)
        {
            result.AddError(message);
        }
    }
}
