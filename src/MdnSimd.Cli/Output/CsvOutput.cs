using System.Globalization;

namespace MdnSimd.Cli.Output;

/// <summary>Writes CSV with numbers that read back to the same bits, whatever the culture.</summary>
internal sealed class CsvOutput(TextWriter writer)
{
    private bool isFirst = true;

    /// <summary>Writes a text, quoted when it has to be.</summary>
    public void Write(string text)
    {
        Separate();
        if (text.AsSpan().ContainsAny(",\"\r\n"))
        {
            writer.Write('"');
            writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            writer.Write('"');
        }
        else
        {
            writer.Write(text);
        }
    }

    /// <summary>Writes the shortest decimal number that reads back to <paramref name="value"/>.</summary>
    public void Write<T>(T value)
        where T : ISpanFormattable
    {
        Separate();
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        writer.Write(text[..length]);
    }

    /// <summary>Leaves a field empty.</summary>
    public void WriteEmpty() => Separate();

    /// <summary>Ends the record.</summary>
    public void EndRow()
    {
        writer.Write('\n');
        isFirst = true;
    }

    private void Separate()
    {
        if (!isFirst)
        {
            writer.Write(',');
        }

        isFirst = false;
    }
}
