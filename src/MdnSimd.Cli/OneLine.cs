using System.Text;

namespace MdnSimd.Cli;

/// <summary>Text from files and exceptions, made fit for one line of a terminal.</summary>
internal static class OneLine
{
    private const int Longest = 60;

    /// <summary><paramref name="text"/> with every run of line breaks and control characters as one space.</summary>
    public static string Of(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char character in text)
        {
            if (!char.IsControl(character))
            {
                line.Append(character);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary><paramref name="text"/> in quotes, its end left out when it is long.</summary>
    public static string Quote(string text)
    {
        string line = Of(text);
        return line.Length <= Longest ? $"'{line}'" : $"'{line[..Longest]}...'";
    }

    /// <summary>The names in quotes, the first dozen of them.</summary>
    public static string Quote(IReadOnlyCollection<string> names)
    {
        const int Shown = 12;
        string list = string.Join(", ", names.Take(Shown).Select(Quote));
        return names.Count <= Shown ? list : $"{list} and {names.Count - Shown} more";
    }
}
