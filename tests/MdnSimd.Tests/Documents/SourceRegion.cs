namespace MdnSimd.Tests.Documents;

/// <summary>A #region of a test: code that a document shows and the test runs.</summary>
internal static class SourceRegion
{
    /// <summary>
    /// Asserts that a block of C# in a document, the only one unless more are expected, is the region, or writes it there where
    /// <see cref="MarkdownDocument.Updates"/> says so.
    /// </summary>
    /// <param name="document">Its name from the top of the checkout.</param>
    /// <param name="source">The file with the region, likewise.</param>
    /// <param name="name">The region's.</param>
    /// <param name="block">Which of the blocks.</param>
    /// <param name="blocks">How many there are.</param>
    public static void AssertShownIn(string document, string source, string name, int block = 0, int blocks = 1)
    {
        string[] lines = File.ReadAllLines(Checkout.PathOf(source));
        int start = Array.FindIndex(lines, line => line.Trim() == $"#region {name}") + 1;
        int end = Array.FindIndex(lines, start, line => line.Trim() == "#endregion");
        int indent = lines[start].Length - lines[start].TrimStart().Length;
        string[] region = [.. lines[start..end].Select(line => line.Length > indent ? line[indent..] : "")];

        MarkdownDocument markdown = new(document);
        List<List<string>> all = [.. markdown.Blocks("csharp")];
        Assert.Equal(blocks, all.Count);
        List<string> shown = all[block];
        if (MarkdownDocument.Updates)
        {
            shown.Clear();
            shown.AddRange(region);
            markdown.Save();
        }
        else
        {
            Assert.Equal(region, shown);
        }
    }
}
