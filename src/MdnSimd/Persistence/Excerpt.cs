using System.Buffers;
using System.Globalization;
using System.Text;

namespace MdnSimd.Persistence;

/// <summary>Text from a file made fit for a message: shortened, and with nothing in it that a terminal would act on.</summary>
internal static class Excerpt
{
    /// <summary>The most characters that are shown.</summary>
    private const int Length = 64;

    /// <summary>Escapes what is invisible or steers the display, and cuts after <paramref name="length"/> characters.</summary>
    public static string Of(string text, int length = Length)
    {
        StringBuilder shown = new();
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (shown.Length >= length)
            {
                return shown.Append('…').ToString();
            }

            // Half of a surrogate pair does not decode, and is shown by its number like all that is invisible.
            bool whole = Rune.DecodeFromUtf16(rest, out Rune rune, out int consumed) == OperationStatus.Done;
            if (whole && IsVisible(rune))
            {
                shown.Append(rest[..consumed]);
            }
            else
            {
                foreach (char unit in rest[..consumed])
                {
                    shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
                }
            }

            rest = rest[consumed..];
        }

        return shown.ToString();
    }

    /// <summary>As <see cref="Of(string, int)"/> for UTF-8 of any length, of which only the beginning is decoded.</summary>
    public static string Of(ReadOnlySpan<byte> utf8) =>
        Of(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * (Length + 1))]));

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
