using CsvHelper;

namespace MdnSimd.Cli.Data;

/// <summary>What goes wrong with a CSV file, in the words of <c>mdn</c>.</summary>
internal static class CsvFailure
{
    /// <summary>The error to report.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What was thrown; if it does not come from the file, it is the result.</param>
    /// <param name="linesBefore">Added to the lines that the reader counted.</param>
    public static Exception Of(string path, Exception exception, long linesBefore = 0) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new CommandException($"{path}: no such file"),
        UnauthorizedAccessException => new CommandException($"{path}: no permission to read it"),
        CsvFormatException format => Malformed(path, format, linesBefore),
        IOException => new CommandException($"{path}: {exception.Message}"),
        _ => exception,
    };

    /// <summary>The error of a record that is too long, as all the rest is behind a quote that is never closed.</summary>
    public static CommandException TooLong(string path, long line) =>
        new($"{path}:{line}: a record of more than {CsvFile.LongestRecord >> 20} MiB; a quote may not be closed");

    /// <exception cref="CommandException">It is a directory.</exception>
    public static void RequireNoDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CommandException($"{path}: this is a directory, not a CSV file");
        }
    }

    private static CommandException Malformed(string path, CsvFormatException format, long linesBefore)
    {
        if (format.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize), StringComparison.Ordinal))
        {
            return TooLong(path, linesBefore + format.LineNumber);
        }

        // The reader's message begins with the line, and ends with the place as a number of bytes.
        string reason = format.Message
            .Replace($"Malformed CSV in record {format.RecordNumber} (line {format.LineNumber}): ", "", StringComparison.Ordinal)
            .Replace($" (byte offset {format.ByteOffset})", "", StringComparison.Ordinal)
            .TrimEnd('.');
        return new CommandException($"{path}:{linesBefore + format.LineNumber}: {reason}");
    }
}
