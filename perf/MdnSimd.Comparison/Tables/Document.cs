namespace MdnSimd.Comparison.Tables;

/// <summary>A Markdown document some parts of which are generated: what stands between a marker and its end.</summary>
internal static class Document
{
    /// <summary>Rewrites the part of <paramref name="file"/> named <paramref name="key"/>.</summary>
    /// <exception cref="InvalidOperationException">The file has no such markers.</exception>
    public static void Write(string file, string key, string content)
    {
        string begin = $"<!-- {key} -->\n";
        string end = $"<!-- /{key} -->";
        string text = File.ReadAllText(file);
        int first = text.IndexOf(begin, StringComparison.Ordinal);
        int last = text.IndexOf(end, StringComparison.Ordinal);
        if (first < 0 || last < first)
        {
            throw new InvalidOperationException($"{file}: no {begin.Trim()} before {end}");
        }

        File.WriteAllText(file, $"{text[..(first + begin.Length)]}{content}{text[last..]}");
    }
}
