namespace MdnSimd.Comparison;

/// <summary>The command line: [--quick] [--json FILE] [--document FILE] [--readme FILE] [--only SECTION]...</summary>
/// <param name="Quick">Fewer and shorter samples: two minutes.</param>
/// <param name="Json">Where the rows go as JSON.</param>
/// <param name="Document">The document whose tables are rewritten.</param>
/// <param name="Readme">The document that shows a few of the rows.</param>
/// <param name="Only">Sections to run; all where empty.</param>
internal sealed record Arguments(bool Quick, string? Json, string? Document, string? Readme, IReadOnlyList<string> Only)
{
    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">A word is not known, or lacks its value.</exception>
    public static Arguments Parse(string[] words)
    {
        bool quick = false;
        string? json = null;
        string? document = null;
        string? readme = null;
        List<string> only = [];
        for (int i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--json":
                    json = Value(words, ref i);
                    break;
                case "--document":
                    document = Value(words, ref i);
                    break;
                case "--readme":
                    readme = Value(words, ref i);
                    break;
                case "--only":
                    only.Add(Value(words, ref i));
                    break;
                default:
                    throw new ArgumentException($"'{words[i]}' is none of --quick, --json FILE, --document FILE, --readme FILE, --only SECTION");
            }
        }

        string? unknown = only.Find(key => !Plan.Sections.Any(section => section.Key == key));
        return unknown is null
            ? new Arguments(quick, json, document, readme, only)
            : throw new ArgumentException(
                $"--only {unknown}: no such section; there are {string.Join(", ", Plan.Sections.Select(section => section.Key))}");
    }

    /// <summary>Whether a section is to be run; what a child process measures only when it is named.</summary>
    public bool Includes(string key) => Only.Count == 0 ? key != Workloads.Widths.ChildKey : Only.Contains(key);

    private static string Value(string[] words, ref int i) =>
        ++i < words.Length ? words[i] : throw new ArgumentException($"{words[i - 1]} needs a value");
}
