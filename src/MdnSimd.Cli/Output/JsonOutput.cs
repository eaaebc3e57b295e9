using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MdnSimd.Cli.Output;

/// <summary>Writes one JSON document.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,

        // Names of columns stay readable (no \u escapes); the document goes to a terminal or a file, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes an object and a line break.</summary>
    /// <param name="output">The destination; it receives nothing if <paramref name="write"/> fails.</param>
    /// <param name="write">Writes the properties of the object.</param>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }

    /// <summary>Writes a number; JSON has none for NaN and the infinities, they become null.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.WriteFinite(value);
    }

    /// <summary>Writes an array of numbers, on one line: a loss curve has hundreds.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter array = new(line))
        {
            array.WriteStartArray();
            foreach (double value in values)
            {
                array.WriteFinite(value);
            }

            array.WriteEndArray();
        }

        json.WritePropertyName(name);
        json.WriteRawValue(line.GetBuffer().AsSpan(0, (int)line.Length));
    }

    /// <summary>Writes an array of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an object of numbers.</summary>
    public static void WriteObject(this Utf8JsonWriter json, string name, IEnumerable<string> keys, IEnumerable<double> values)
    {
        json.WriteStartObject(name);
        foreach ((string key, double value) in keys.Zip(values))
        {
            json.WriteFinite(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteFinite(this Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
        {
            json.WriteNullValue();
        }
        else if ((float)value == value)
        {
            // What the model answers in float is written with a float's digits: 0.1, not 0.10000000149011612.
            json.WriteNumberValue((float)value);
        }
        else
        {
            json.WriteNumberValue(value);
        }
    }
}
