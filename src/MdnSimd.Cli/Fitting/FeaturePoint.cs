using System.Globalization;

namespace MdnSimd.Cli.Fitting;

/// <summary>The values of <c>--at</c>: a number for every feature.</summary>
internal static class FeaturePoint
{
    /// <summary>Reads <c>NAME=VALUE</c> texts, each of which may hold several, separated by commas.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="features">The names of the features.</param>
    /// <returns>The values in the order of <paramref name="features"/>, or null when there are no texts.</returns>
    /// <exception cref="CommandException">A text cannot be read, or not every feature has exactly one value.</exception>
    public static float[]? Parse(IReadOnlyCollection<string> texts, string[] features)
    {
        if (texts.Count == 0)
        {
            return null;
        }

        float?[] values = new float?[features.Length];
        foreach (string text in texts)
        {
            for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
            {
                rest = Assign(rest, features, values);
            }
        }

        int missing = Array.IndexOf(values, null);
        return missing < 0
            ? [.. values.Select(value => value!.Value)]
            : throw CommandException.Usage($"--at: there is no value for feature {OneLine.Quote(features[missing])}");
    }

    /// <summary>Assigns the first value of a text.</summary>
    /// <returns>What comes after it and its comma.</returns>
    private static ReadOnlySpan<char> Assign(ReadOnlySpan<char> text, string[] features, float?[] values)
    {
        (int feature, int start) = Find(text, features);
        int length = text[start..].IndexOf(',');
        int end = length < 0 ? text.Length : start + length;
        if (feature < 0)
        {
            throw Unknown(text[..end].ToString(), features);
        }

        if (values[feature] is not null)
        {
            throw CommandException.Usage($"--at: feature {OneLine.Quote(features[feature])} has more than one value");
        }

        ReadOnlySpan<char> number = text[start..end];
        values[feature] = float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            && float.IsFinite(value)
            ? value
            : throw CommandException.Usage(
                $"--at: {OneLine.Quote(features[feature])}: {OneLine.Quote(number.ToString())} is not a finite number");
        return end < text.Length ? text[(end + 1)..] : [];
    }

    /// <summary>
    /// The feature with which a text begins, and where its value does; -1 and 0 when there is none. Names may hold commas
    /// and equals signs, so the longest that fits is meant.
    /// </summary>
    private static (int Feature, int Start) Find(ReadOnlySpan<char> text, string[] features)
    {
        (int feature, int start) = (-1, 0);
        int longest = -1;
        for (int i = 0; i < features.Length; i++)
        {
            int equals = EndOf(features[i], text);
            if (equals >= 0 && features[i].Length > longest)
            {
                (feature, start, longest) = (i, equals + 1, features[i].Length);
            }
        }

        return (feature, start);
    }

    /// <summary>The place of the equals sign after a name at the beginning of a text, or -1; spaces around the name are skipped.</summary>
    private static int EndOf(string name, ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text.StartsWith(name, StringComparison.Ordinal) ? text : text.TrimStart();
        if (!rest.StartsWith(name, StringComparison.Ordinal))
        {
            return -1;
        }

        rest = rest[name.Length..].TrimStart();
        return rest.StartsWith("=", StringComparison.Ordinal) ? text.Length - rest.Length : -1;
    }

    private static CommandException Unknown(string entry, string[] features)
    {
        int equals = entry.LastIndexOf('=');
        return CommandException.Usage(equals < 0
            ? $"--at: {OneLine.Quote(entry)} is not of the form NAME=VALUE"
            : $"--at: {OneLine.Quote(entry[..equals].Trim())} is not a feature; the features are {OneLine.Quote(features)}");
    }
}
