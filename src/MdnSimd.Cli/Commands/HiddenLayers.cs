using System.Collections.Immutable;
using System.Globalization;

namespace MdnSimd.Cli.Commands;

/// <summary>The widths of the hidden layers as text.</summary>
internal static class HiddenLayers
{
    private const string None = "none";

    /// <summary>The widths in a text such as <c>64,64</c> or <c>none</c>, or null when it is neither.</summary>
    public static ImmutableArray<int>? Parse(string text)
    {
        if (text == None)
        {
            return [];
        }

        ImmutableArray<int>.Builder widths = ImmutableArray.CreateBuilder<int>();
        foreach (string part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out int width) || width < 1)
            {
                return null;
            }

            widths.Add(width);
        }

        return widths.ToImmutable();
    }

    /// <summary>The widths for people.</summary>
    public static string Text(MdnOptions options) =>
        options.Hidden.Length == 0 ? None : string.Join(", ", options.Hidden);
}
