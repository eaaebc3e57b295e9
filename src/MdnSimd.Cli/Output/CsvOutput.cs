using CsvHelper;

namespace MdnSimd.Cli.Output;

/// <summary>Writes CSV with numbers that read back to the same bits, whatever the culture. Buffered: flush it.</summary>
/// <param name="writer">Receives the text; left open.</param>
internal sealed class CsvOutput(TextWriter writer) : IDisposable
{
    private readonly CsvWriter csv = CsvWriter.Create(
        writer, new CsvWriterOptions { NewLine = "\n", ValidateFieldCount = false }, leaveOpen: true);

    /// <summary>Writes a text, quoted when it has to be.</summary>
    public void Write(string text) => csv.WriteField(text);

    /// <summary>Writes the shortest decimal number that reads back to <paramref name="value"/>.</summary>
    public void Write<T>(T value)
        where T : IUtf8SpanFormattable => csv.WriteField(value);

    /// <summary>Leaves a field empty.</summary>
    public void WriteEmpty() => csv.WriteField("");

    /// <summary>Ends the record.</summary>
    public void EndRow() => csv.EndRecord();

    /// <summary>Brings what was written to the writer.</summary>
    public void Flush() => csv.Flush();

    /// <summary>Flushes.</summary>
    public void Dispose() => csv.Dispose();
}
