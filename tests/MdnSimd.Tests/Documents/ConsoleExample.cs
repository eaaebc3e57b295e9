using System.Text.RegularExpressions;

namespace MdnSimd.Tests.Documents;

/// <summary>A command line in a document and what the document shows of its output.</summary>
/// <param name="Command">The line after <c>$ </c>.</param>
/// <param name="Output">The lines below it.</param>
internal sealed partial record ConsoleExample(string Command, string[] Output)
{
    private const string Prompt = "$ ";

    /// <summary>The arguments of <c>mdn</c>, however it is started.</summary>
    public string[] Arguments
    {
        get
        {
            string[] words = [.. Word().Matches(Command).Select(word => word.Value.Trim('"'))];
            return words switch
            {
                ["mdn", ..] => words[1..],
                ["dotnet", "run", ..] when words.Contains("src/MdnSimd.Cli") => words[(Array.IndexOf(words, "--") + 1)..],
                _ => throw new FormatException($"'{Command}' does not run mdn"),
            };
        }
    }

    /// <summary>The examples in a fenced block; a block that does not begin with a prompt has none.</summary>
    public static IEnumerable<ConsoleExample> In(List<string> block)
    {
        int start = 0;
        while (start < block.Count && block[start].StartsWith(Prompt, StringComparison.Ordinal))
        {
            int end = block.FindIndex(start + 1, line => line.StartsWith(Prompt, StringComparison.Ordinal));
            end = end < 0 ? block.Count : end;
            yield return new ConsoleExample(block[start][Prompt.Length..], [.. block[(start + 1)..end]]);
            start = end;
        }
    }

    /// <summary>The example as lines of a block.</summary>
    public IEnumerable<string> ToLines() => Output.Prepend(Prompt + Command);

    [GeneratedRegex("\"[^\"]*\"|[^ \"]+")]
    private static partial Regex Word();
}
