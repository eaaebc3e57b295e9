using System.Text.Encodings.Web;
using System.Text.Json;

namespace MdnSimd.Comparison.Tables;

/// <summary>The rows of all tables as one JSON array.</summary>
internal static class JsonRows
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes {name, ours_ns, peer, peer_ns, ratio, goal, met, allocated} for each row; null where there is none.</summary>
    public static void Write(string file, IEnumerable<Section> sections)
    {
        using FileStream stream = File.Create(file);
        using Utf8JsonWriter json = new(stream, Indented);
        json.WriteStartArray();
        foreach (Section section in sections)
        {
            foreach (Row row in section.Rows)
            {
                json.WriteStartObject();
                json.WriteString("name", $"{section.Key}: {row.Name}");
                json.WriteNumber("ours_ns", Math.Round(row.Ours.Median, 3));
                json.WriteString("peer", row.Peer);
                Number("peer_ns", row.Theirs?.Median);
                Number("ratio", row.Ratio);
                json.WriteString("goal", row.Goal?.Text);
                if (row.Goal is { } goal)
                {
                    json.WriteBoolean("met", goal.Met);
                }
                else
                {
                    json.WriteNull("met");
                }

                Number("allocated", row.Allocated);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();

        void Number(string key, double? value)
        {
            if (value is double number)
            {
                json.WriteNumber(key, Math.Round(number, 3));
            }
            else
            {
                json.WriteNull(key);
            }
        }
    }
}
