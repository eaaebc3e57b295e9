namespace MdnSimd.Tests.Documents;

/// <summary>A document of the checkout: text, and fenced blocks whose content can be replaced.</summary>
internal sealed class MarkdownDocument
{
    /// <summary>When 1, the tests write what they find into the documents instead of comparing.</summary>
    public const string UpdateVariable = "MDNSIMD_UPDATE_DOCS";

    /// <summary>The collection of the tests that may rewrite documents: two at once would lose what one of them wrote.</summary>
    public const string Collection = "Documents";

    private const string Fence = "```";

    private readonly string path;
    private readonly List<(string? Language, List<string> Lines)> parts = [];

    /// <summary>Reads a document.</summary>
    /// <param name="name">Its name from the top of the checkout.</param>
    public MarkdownDocument(string name)
    {
        path = Checkout.PathOf(name);
        Name = name;
        parts.Add((null, []));
        foreach (string line in File.ReadAllLines(path))
        {
            bool inside = parts[^1].Language is not null;
            if (inside && line == Fence)
            {
                parts.Add((null, [line]));
                continue;
            }

            parts[^1].Lines.Add(line);
            if (!inside && line.StartsWith(Fence, StringComparison.Ordinal))
            {
                parts.Add((line[Fence.Length..], []));
            }
        }
    }

    /// <summary>Whether the tests are to rewrite the documents.</summary>
    public static bool Updates => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    /// <summary>The documents of the checkout that somebody reads, by their names from its top.</summary>
    public static IEnumerable<string> All =>
        Directory.EnumerateFiles(Checkout.PathOf("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Checkout.PathOf("src"), "README.md", SearchOption.AllDirectories))
            .Append(Checkout.PathOf("README.md"))
            .Select(file => Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>Its name from the top of the checkout.</summary>
    public string Name { get; }

    /// <summary>All that stands outside the fenced blocks.</summary>
    public string Prose => string.Join('\n', parts.Where(part => part.Language is null).SelectMany(part => part.Lines));

    /// <summary>The lines of every fenced block in a language; whoever changes them calls <see cref="Save"/>.</summary>
    public IEnumerable<List<string>> Blocks(string language) =>
        parts.Where(part => part.Language == language).Select(part => part.Lines);

    /// <summary>Writes the document back.</summary>
    public void Save() => File.WriteAllText(path, string.Join('\n', parts.SelectMany(part => part.Lines)) + '\n');
}
