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
            // The name of a feature may itself hold commas.
            bool isOne = Array.IndexOf(features, Split(text).Name) >= 0;
            foreach (string entry in isOne ? [text] : text.Split(','))
            {
                Assign(entry, features, values);
            }
        }

        int missing = Array.IndexOf(values, null);
        return missing < 0
            ? [.. values.Select(value => value!.Value)]
            : throw CommandException.Usage($"--at: there is no value for feature {OneLine.Quote(features[missing])}");
    }

    private static void Assign(string entry, string[] features, float?[] values)
    {
        (string name, string? number) = Split(entry);
        if (number is null)
        {
            throw CommandException.Usage($"--at: {OneLine.Quote(entry)} is not of the form NAME=VALUE");
        }

        int feature = Array.IndexOf(features, name);
        if (feature < 0)
        {
            throw CommandException.Usage(
                $"--at: {OneLine.Quote(name)} is not a feature; the features are {OneLine.Quote(features)}");
        }

        if (values[feature] is not null)
        {
            throw CommandException.Usage($"--at: feature {OneLine.Quote(name)} has more than one value");
        }

        values[feature] = float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            && float.IsFinite(value)
            ? value
            : throw CommandException.Usage($"--at: {OneLine.Quote(number)} is not a finite number");
    }

    private static (string Name, string? Number) Split(string text)
    {
        int equals = text.LastIndexOf('=');
        return equals < 0 ? (text.Trim(), null) : (text[..equals].Trim(), text[(equals + 1)..]);
    }
}
