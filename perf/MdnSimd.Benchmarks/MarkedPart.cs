namespace MdnSimd.Benchmarks;

/// <summary>The part of a document that a command writes: what stands between a comment with its name and the one that closes it.</summary>
internal static class MarkedPart
{
    /// <summary>Rewrites it.</summary>
    /// <param name="file">The document.</param>
    /// <param name="name">The part between &lt;!-- name --&gt; and &lt;!-- /name --&gt;.</param>
    /// <param name="content">Makes the text, after the markers have been found.</param>
    /// <exception cref="InvalidDataException">The file has no such markers.</exception>
    public static void Rewrite(string file, string name, Func<string> content)
    {
        string first = $"<!-- {name} -->";
        string last = $"<!-- /{name} -->";
        string text = File.ReadAllText(file);
        int begin = text.IndexOf(first, StringComparison.Ordinal);
        int end = text.IndexOf(last, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidDataException($"{file}: no {first} before {last}");
        }

        File.WriteAllText(file, $"{text[..begin]}{first}\n{content()}{text[end..]}");
    }
}
