using System.Text.RegularExpressions;

namespace MdnSimd.Tests.Documents;

/// <summary>
/// docs/adding-a-kernel.md says which files to touch. Each section follows an example, which its heading names; the section must name every
/// source file that mentions it.
/// </summary>
public sealed partial class AddingAKernelTests
{
    private const string Name = "docs/adding-a-kernel.md";

    private static readonly string[] SourceFolders = ["src", "tests", "perf"];

    public static TheoryData<string> Examples => [.. Sections().Keys];

    [Fact]
    public void Every_file_that_the_page_names_exists()
    {
        string[] files = [.. Files(new MarkdownDocument(Name).Prose)];
        Assert.True(files.Length > 30, $"{Name} names {files.Length} files");
        Assert.All(files, file => Assert.True(File.Exists(Checkout.PathOf(file)), $"{Name}: {file} does not exist"));
    }

    [Fact]
    public void It_follows_an_activation_a_function_and_a_width() =>
        Assert.Equal(["Gelu", "Erf", "Simd256"], Sections().Keys.Take(3));

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_section_names_every_source_file_that_mentions_its_example(string example)
    {
        string[] named = [.. Files(Sections()[example])];
        string[] mentions = [.. FilesThatMention(example)];
        Assert.NotEmpty(mentions);
        string[] missing = [.. mentions.Except(named)];
        Assert.True(missing.Length == 0, $"{Name} follows {example}, but does not name {string.Join(", ", missing)}");
    }

    /// <summary>The text below each heading with an example in backticks, by that example.</summary>
    private static Dictionary<string, string> Sections() =>
        new MarkdownDocument(Name).Prose.Split("\n## ").Skip(1).ToDictionary(
            section => Quoted().Match(section[..section.IndexOf('\n', StringComparison.Ordinal)]).Groups["text"].Value,
            section => section);

    /// <summary>What stands in backticks and is a path with a folder.</summary>
    private static IEnumerable<string> Files(string text) =>
        Quoted().Matches(text).Select(match => match.Groups["text"].Value)
            .Where(quoted => quoted.Contains('/', StringComparison.Ordinal) && !quoted.Contains(' ', StringComparison.Ordinal))
            .Distinct();

    private static IEnumerable<string> FilesThatMention(string example)
    {
        Regex word = new($@"\b{Regex.Escape(example)}\b");
        return SourceFolders
            .SelectMany(folder => Directory.EnumerateFiles(Checkout.PathOf(folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".py" or ".csv" or ".sh")
            .Select(file => Path.GetRelativePath(Checkout.Root, file).Replace('\\', '/'))
            .Where(file => !Generated().IsMatch(file) && word.IsMatch(File.ReadAllText(Checkout.PathOf(file))))
            .Where(file => !file.StartsWith("tests/MdnSimd.Tests/Documents/", StringComparison.Ordinal));
    }

    [GeneratedRegex("`(?<text>[^`\n]+)`")]
    private static partial Regex Quoted();

    /// <summary>What the build writes.</summary>
    [GeneratedRegex("/(bin|obj|BenchmarkDotNet.Artifacts)/")]
    private static partial Regex Generated();
}
