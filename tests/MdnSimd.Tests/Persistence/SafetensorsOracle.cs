using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace MdnSimd.Tests.Persistence;

/// <summary>
/// Says whether bytes are a sound safetensors file, written from the rules of the format alone and as plainly as possible:
/// a whole JSON document, integers of any size, one counter for each byte of data.
/// </summary>
internal static class SafetensorsOracle
{
    private static readonly Dictionary<string, int> Sizes = new (int Size, string Names)[]
    {
        (1, "BOOL U8 I8 F8_E4M3 F8_E5M2 F8_E8M0"),
        (2, "I16 U16 F16 BF16"),
        (4, "I32 U32 F32"),
        (8, "I64 U64 F64 C64"),
    }.SelectMany(row => row.Names.Split(' ').Select(name => (name, row.Size))).ToDictionary();

    public static bool IsSound(byte[] file)
    {
        if (file.Length < 8)
        {
            return false;
        }

        BigInteger length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (length < 2 || length > 100_000_000 || 8 + length > file.Length || file[8] != '{')
        {
            return false;
        }

        byte[] data = file[(8 + (int)length)..];
        try
        {
            string header = new UTF8Encoding(false, true).GetString(file, 8, (int)length);
            using JsonDocument document = JsonDocument.Parse(header);
            return IsSound(document.RootElement, data.Length);
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException or InvalidOperationException or KeyNotFoundException)
        {
            // InvalidOperationException: not of the kind asked for. KeyNotFoundException: a missing field or an unknown type.
            return false;
        }
    }

    private static bool IsSound(JsonElement root, int dataLength)
    {
        int[] owners = new int[dataLength];
        List<int> empty = [];
        List<JsonProperty> entries = [.. root.EnumerateObject()];
        if (entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count() != entries.Count)
        {
            return false;
        }

        foreach (JsonProperty entry in entries)
        {
            List<JsonProperty> fields = [.. entry.Value.EnumerateObject()];
            if (fields.Select(field => field.Name).Distinct(StringComparer.Ordinal).Count() != fields.Count)
            {
                return false;
            }

            if (entry.Name == "__metadata__")
            {
                if (fields.Exists(field => field.Value.ValueKind != JsonValueKind.String || field.Value.GetString() is null))
                {
                    return false;
                }

                continue;
            }

            BigInteger bytes = Sizes[entry.Value.GetProperty("dtype").GetString() ?? ""];
            foreach (JsonElement item in entry.Value.GetProperty("shape").EnumerateArray())
            {
                if (!item.TryGetInt64(out long dimension) || dimension < 0)
                {
                    return false;
                }

                bytes *= dimension;
                if (bytes > long.MaxValue)
                {
                    return false;
                }
            }

            List<JsonElement> offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray()];
            if (fields.Count != 3 || offsets.Count != 2
                || !offsets[0].TryGetInt64(out long begin) || !offsets[1].TryGetInt64(out long end)
                || begin < 0 || end > dataLength || end - begin != bytes)
            {
                return false;
            }

            for (long i = begin; i < end; i++)
            {
                owners[i]++;
            }

            if (begin == end)
            {
                empty.Add((int)begin);
            }
            else
            {
                // Marks what lies strictly inside, where no empty tensor may stand.
                empty.AddRange(Enumerable.Range((int)begin + 1, (int)(end - begin) - 1).Select(position => -position));
            }
        }

        return Array.TrueForAll(owners, count => count == 1) && !empty.Exists(position => position > 0 && empty.Contains(-position));
    }
}
