using System.Text.RegularExpressions;

namespace MdnSimd.Tests.Documents;

/// <summary>What the documents point at exists.</summary>
public sealed partial class MentionTests
{
    [Fact]
    public void Links_lead_to_files_that_exist()
    {
        int links = 0;
        foreach (string name in MarkdownDocument.All)
        {
            string folder = Path.GetDirectoryName(Checkout.PathOf(name))!;
            foreach (Match link in Link().Matches(new MarkdownDocument(name).Prose))
            {
                string target = Path.Combine(folder, link.Groups["target"].Value);
                Assert.True(Path.Exists(target), $"{name}: {link.Value} leads nowhere");
                links++;
            }
        }

        Assert.True(links > 0, "the documents have no links");
    }

    [Theory]
    [InlineData("docs/mathematics.md")]
    [InlineData("docs/architecture.md")]
    public void Source_files_that_a_document_names_exist(string name)
    {
        string[] files = [.. Directory.EnumerateFiles(Checkout.Root, "*.cs", SearchOption.AllDirectories)
            .Select(file => file.Replace('\\', '/'))];
        string[] mentions = [.. SourceFile().Matches(new MarkdownDocument(name).Prose).Select(mention => mention.Value).Distinct()];
        Assert.NotEmpty(mentions);
        string[] missing = [.. mentions.Where(mention => !files.Any(file => file.EndsWith($"/{mention}", StringComparison.Ordinal)))];
        Assert.Empty(missing);
    }

    /// <summary>The target of a link without its #anchor, unless it is on the web.</summary>
    [GeneratedRegex(@"\]\((?![a-z]+:|#)(?<target>[^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w./*])\w[\w./]*\.cs\b")]
    private static partial Regex SourceFile();
}
