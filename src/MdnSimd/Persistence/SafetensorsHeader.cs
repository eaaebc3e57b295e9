using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace MdnSimd.Persistence;

/// <summary>
/// Reads the JSON header in one pass, straight into what it means: no document is built, nothing recurses, and whatever
/// the format does not name is refused where it stands.
/// </summary>
internal ref struct SafetensorsHeader
{
    /// <summary>The memory, in bytes, that names, shapes and metadata may take beyond the length of the file.</summary>
    private const long ExtraMemory = 64L << 20;

    // What objects and table entries take at most, in bytes, with the growth of the tables.
    private const long StringCost = 32;
    private const long EntryCost = 192;
    private const long NumberCost = 40;

    private readonly string source;
    private readonly long dataLength;
    private readonly long memory;
    private readonly OrderedDictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, TensorInfo> tensors = new(StringComparer.Ordinal);
    private readonly List<long> numbers = [];
    private Utf8JsonReader reader;
    private long charged;
    private bool hasMetadata;
    private string? tensor;

    private SafetensorsHeader(ReadOnlySpan<byte> json, long dataLength, string source)
    {
        this.source = source;
        this.dataLength = dataLength;
        memory = json.Length + dataLength + ExtraMemory;
        reader = new Utf8JsonReader(json);
    }

    /// <summary>The metadata and the tensors of a header, in its order, checked against the data that follows it.</summary>
    /// <param name="json">The header, which <see cref="SafetensorsFormat.HeaderLength"/> has seen to start with {.</param>
    /// <param name="dataLength">The bytes that follow it.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <exception cref="InvalidDataException">Anything at all is wrong with it; the message says what and where.</exception>
    public static (OrderedDictionary<string, string> Metadata, OrderedDictionary<string, TensorInfo> Tensors) Parse(
        ReadOnlySpan<byte> json, long dataLength, string source)
    {
        SafetensorsHeader header = new(json, dataLength, source);
        if (!Utf8.IsValid(json))
        {
            throw header.Fault("is not UTF-8");
        }

        try
        {
            header.ReadRoot();
        }
        catch (JsonException error)
        {
            throw header.Fault($"is not JSON: {Excerpt.Of(error.Message, 160)}", error);
        }

        TensorLayout.CheckCoverage([.. header.tensors.Values], dataLength, source);
        return (header.metadata, header.tensors);
    }

    private void ReadRoot()
    {
        reader.Read();
        while (Next() == JsonTokenType.PropertyName)
        {
            string name = Text();
            if (name == SafetensorsFormat.MetadataName)
            {
                ReadMetadata();
            }
            else
            {
                tensor = name;
                ReadTensor(name);
                tensor = null;
            }
        }

        // Moves past the padding; anything else there is an error to the JSON reader.
        reader.Read();
    }

    private void ReadMetadata()
    {
        if (hasMetadata)
        {
            throw Fault($"{SafetensorsFormat.MetadataName} occurs twice");
        }

        hasMetadata = true;
        Next();
        Expect(JsonTokenType.StartObject, SafetensorsFormat.MetadataName);
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = Text();
            Next();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Fault($"{SafetensorsFormat.MetadataName} '{Excerpt.Of(key)}' must be a string, but is {Found()}");
            }

            Charge(EntryCost);
            if (!metadata.TryAdd(key, Text()))
            {
                throw Fault($"{SafetensorsFormat.MetadataName} '{Excerpt.Of(key)}' occurs twice");
            }
        }
    }

    private void ReadTensor(string name)
    {
        DType? type = null;
        ImmutableArray<long>? shape = null;
        (long Begin, long End)? range = null;

        Next();
        Expect(JsonTokenType.StartObject, "the entry");
        while (Next() == JsonTokenType.PropertyName)
        {
            string field = Text();
            Next();
            switch (field)
            {
                case "dtype":
                    Once(type is null, field);
                    type = ReadType();
                    break;
                case "shape":
                    Once(shape is null, field);
                    ReadNumbers(field);
                    shape = [.. numbers];
                    break;
                case "data_offsets":
                    Once(range is null, field);
                    range = ReadRange(field);
                    break;
                default:
                    throw Fault($"field '{Excerpt.Of(field)}' is none of dtype, shape and data_offsets");
            }
        }

        TensorInfo info = new(
            name,
            type ?? throw Fault("dtype is missing"),
            shape ?? throw Fault("shape is missing"),
            range?.Begin ?? throw Fault("data_offsets are missing"),
            range.Value.End);
        TensorLayout.CheckRange(info, dataLength, source);
        Charge(EntryCost);
        if (!tensors.TryAdd(name, info))
        {
            throw Fault("occurs twice");
        }
    }

    private DType ReadType()
    {
        Expect(JsonTokenType.String, "dtype");
        string name = Text();
        return DTypes.Find(name) ?? throw Fault($"dtype '{Excerpt.Of(name)}' is none of {DTypes.Known}");
    }

    private (long Begin, long End) ReadRange(string field)
    {
        ReadNumbers(field);
        return numbers.Count == 2
            ? (numbers[0], numbers[1])
            : throw Fault($"{field} must be 2 numbers, begin and end, but are {numbers.Count}");
    }

    /// <summary>Reads an array of whole numbers, each at least 0, into <see cref="numbers"/>.</summary>
    private void ReadNumbers(string field)
    {
        Expect(JsonTokenType.StartArray, field);
        numbers.Clear();
        while (Next() != JsonTokenType.EndArray)
        {
            Charge(NumberCost);
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw Fault($"{field}[{numbers.Count}] must be a whole number from 0 to {long.MaxValue}, but is {Found()}");
            }

            numbers.Add(number);
        }
    }

    private JsonTokenType Next()
    {
        reader.Read();
        return reader.TokenType;
    }

    /// <summary>The string or property name the reader stands on, unescaped.</summary>
    private string Text()
    {
        // Two bytes a character; unescaping passes through a pooled buffer besides.
        Charge(StringCost + ((reader.ValueIsEscaped ? 4L : 2L) * reader.ValueSpan.Length));
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw Fault($"'{Excerpt.Of(reader.ValueSpan)}' escapes half of a surrogate pair", error);
        }
    }

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw Fault($"{what} must be {Describe(type)}, but is {Found()}");
        }
    }

    private readonly void Once(bool first, string field)
    {
        if (!first)
        {
            throw Fault($"{field} occurs twice");
        }
    }

    /// <summary>Counts memory about to be taken, so that what a header makes us hold is bounded by the length of the file.</summary>
    private void Charge(long bytes)
    {
        charged += bytes;
        if (charged > memory)
        {
            throw SafetensorsFormat.Fault(source, "header", $"names, shapes and metadata take more than {memory} bytes of memory");
        }
    }

    private readonly string Found() => reader.TokenType switch
    {
        JsonTokenType.Number => Excerpt.Of(reader.ValueSpan),
        JsonTokenType.String => $"the string '{Excerpt.Of(reader.ValueSpan)}'",
        _ => Describe(reader.TokenType),
    };

    private static string Describe(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    private readonly InvalidDataException Fault(string problem, Exception? inner = null) =>
        SafetensorsFormat.Fault(source, tensor is null ? "header" : $"tensor '{Excerpt.Of(tensor)}'", problem, inner);
}
