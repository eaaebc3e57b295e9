namespace MdnSimd.Cli.Data;

/// <summary>Finds where records of a CSV text end, without looking at their fields.</summary>
/// <remarks>
/// A line break ends a record unless it stands inside quotes, that is behind an odd number of quotes. A quote where none may
/// stand turns that round for what follows; but then its own record is an error, and everything before it was cut rightly.
/// </remarks>
internal static class RecordBorder
{
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>Where the first record that is not an empty line ends.</summary>
    /// <param name="text">Begins with a record or an empty line.</param>
    /// <returns>The length of the text up to there, line break included; 0 where the record does not end in it.</returns>
    public static int First(ReadOnlySpan<byte> text)
    {
        int start = text.IndexOfAnyExcept(LineFeed, CarriageReturn);
        bool isQuoted = false;
        for (int i = Math.Max(start, 0); i < text.Length && start >= 0; i++)
        {
            int step = text[i..].IndexOfAny(Quote, LineFeed, CarriageReturn);
            if (step < 0)
            {
                return 0;
            }

            i += step;
            if (text[i] == Quote)
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted)
            {
                return EndOfBreak(text, i);
            }
        }

        return 0;
    }

    /// <summary>Where the last whole record ends.</summary>
    /// <param name="text">Begins with a record.</param>
    /// <returns>The length of the text up to there, line break included; 0 where no record ends in it.</returns>
    public static int Last(ReadOnlySpan<byte> text)
    {
        bool isQuoted = (text.Count(Quote) & 1) != 0;
        for (int end = text.Length; end > 0;)
        {
            int i = text[..end].LastIndexOfAny(Quote, LineFeed, CarriageReturn);
            if (i < 0)
            {
                return 0;
            }

            if (text[i] == Quote)
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && EndOfBreak(text, i) is int border and > 0)
            {
                return border;
            }

            end = i;
        }

        return 0;
    }

    /// <summary>The line breaks (LF, CR LF or CR) in a text.</summary>
    public static int LineBreaks(ReadOnlySpan<byte> text)
    {
        int returns = text.Count(CarriageReturn);
        return text.Count(LineFeed) + (returns == 0 ? 0 : returns - text.Count("\r\n"u8));
    }

    /// <summary>The place behind a line break; 0 for a CR at the end of the text, which may be the half of a CR LF.</summary>
    private static int EndOfBreak(ReadOnlySpan<byte> text, int at) =>
        text[at] == LineFeed ? at + 1
        : at + 1 == text.Length ? 0
        : text[at + 1] == LineFeed ? at + 2
        : at + 1;
}
