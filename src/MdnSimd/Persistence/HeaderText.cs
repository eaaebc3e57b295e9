using System.Globalization;
using System.Text.Json;

namespace MdnSimd.Persistence;

/// <summary>Names and values of a header, which stay where they stand in it: memory is taken for those alone that are asked for.</summary>
internal static class HeaderText
{
    /// <summary>The longest name of a tensor or of an entry of the metadata, in bytes as the header has it.</summary>
    public const int LongestName = 4096;

    /// <summary>A name without its escapes.</summary>
    /// <param name="header">A header that has been checked up to the end of the name.</param>
    /// <param name="place">Where the name's quotation mark stands.</param>
    /// <param name="buffer">Room for <see cref="LongestName"/> characters.</param>
    public static ReadOnlySpan<char> Name(ReadOnlySpan<byte> header, int place, Span<char> buffer)
    {
        Utf8JsonReader reader = At(header, place);
        return buffer[..reader.CopyString(buffer)];
    }

    /// <summary>Whether a name is this one.</summary>
    public static bool NameEquals(ReadOnlySpan<byte> header, int place, ReadOnlySpan<char> name) => At(header, place).ValueTextEquals(name);

    /// <summary>A name as messages show it.</summary>
    public static string Excerpt(ReadOnlySpan<byte> header, int place) =>
        Persistence.Excerpt.Of(Name(header, place, stackalloc char[LongestName]).ToString());

    /// <summary>The value that follows a name.</summary>
    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> header, int place)
    {
        ReadOnlySpan<byte> rest = header[(place + (int)At(header, place).BytesConsumed)..];
        return rest[(rest.IndexOf((byte)':') + 1)..];
    }

    /// <summary>Whether each escape that is half of a surrogate pair has its other half: without it, it is no character.</summary>
    /// <param name="escaped">What stands between the quotation marks of a string whose escapes are those of JSON.</param>
    public static bool HasWholePairs(ReadOnlySpan<byte> escaped)
    {
        const int Length = 6;
        bool open = false;
        for (int next = escaped.IndexOf((byte)'\\'); next >= 0; next = escaped.IndexOf((byte)'\\'))
        {
            bool low = escaped[next + 1] == 'u' && char.IsLowSurrogate(Unit(escaped.Slice(next, Length)));
            bool high = escaped[next + 1] == 'u' && char.IsHighSurrogate(Unit(escaped.Slice(next, Length)));
            if (open != low || (open && next != 0))
            {
                return false;
            }

            open = high;
            escaped = escaped[(next + (escaped[next + 1] == 'u' ? Length : 2))..];
        }

        return !open;
    }

    /// <summary>
    /// Whether the next token begins as a word, but is none of JSON's. To be asked before a reader gets there: the message of its exception
    /// repeats the word several times, however long it is.
    /// </summary>
    public static bool BeginsWithNoWord(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> word = json.TrimStart(" \t\r\n:,"u8);
        return word.Length > 0 && word[0] is (byte)'t' or (byte)'f' or (byte)'n'
            && !word.StartsWith("true"u8) && !word.StartsWith("false"u8) && !word.StartsWith("null"u8);
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static Utf8JsonReader At(ReadOnlySpan<byte> header, int place)
    {
        Utf8JsonReader reader = new(header[place..]);
        reader.Read();
        return reader;
    }
}
