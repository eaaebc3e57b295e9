using System.Text.Json;
using System.Text.Unicode;

namespace MdnSimd.Persistence;

/// <summary>
/// Reads the JSON header straight into what it means: no document is built, nothing recurses, and whatever the format does not name is
/// refused where it stands.
/// </summary>
internal ref struct HeaderReader
{
    private const int NoTensor = -1;

    private readonly ReadOnlySpan<byte> json;
    private readonly int start;
    private readonly long dataLength;
    private readonly string source;
    private Utf8JsonReader reader;
    private int tensor = NoTensor;

    private HeaderReader(ReadOnlySpan<byte> json, int start, long dataLength, string source)
    {
        this.json = json;
        this.start = start;
        this.dataLength = dataLength;
        this.source = source;
        reader = new Utf8JsonReader(json[start..]);
    }

    /// <summary>
    /// Checks a header and collects where its names stand. It is read twice: the first time names are counted, so that memory is taken for
    /// as many as there are.
    /// </summary>
    /// <param name="json">The header.</param>
    /// <param name="dataLength">The bytes that follow it.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <param name="metadata">Receives the keys of the metadata.</param>
    /// <param name="tensors">Receives the names of the tensors.</param>
    /// <exception cref="InvalidDataException">Anything at all is wrong with it; the message says what and where.</exception>
    public static void Read(ReadOnlySpan<byte> json, int dataLength, string source, HeaderNames metadata, HeaderNames tensors)
    {
        HeaderReader header = new(json, 0, dataLength, source);
        if (!Utf8.IsValid(json))
        {
            throw header.Fault("is not UTF-8");
        }

        try
        {
            header.ReadRoot(metadata, tensors, []);
        }
        catch (JsonException error)
        {
            throw header.Fault($"is not JSON: {Excerpt.Of(error.Message, 160)}", error);
        }

        TensorRange[] ranges = new TensorRange[tensors.Count];
        metadata.Keep();
        tensors.Keep();
        new HeaderReader(json, 0, dataLength, source).ReadRoot(metadata, tensors, ranges);
        TensorLayout.CheckCoverage(ranges, json, dataLength, source);
    }

    /// <summary>What a header that has been read says of a tensor.</summary>
    /// <param name="json">The header.</param>
    /// <param name="place">Where the tensor's name stands.</param>
    /// <param name="dataLength">The bytes that follow the header.</param>
    /// <param name="source">The name of the file.</param>
    public static TensorInfo ReadTensor(ReadOnlySpan<byte> json, int place, long dataLength, string source)
    {
        HeaderReader header = new(json, json.Length - HeaderText.ValueOf(json, place).Length, dataLength, source) { tensor = place };
        return header.ReadTensor();
    }

    /// <param name="metadata">Receives the keys of the metadata.</param>
    /// <param name="tensors">Receives the names of the tensors.</param>
    /// <param name="ranges">Receives where they lie; none where they are counted.</param>
    private void ReadRoot(HeaderNames metadata, HeaderNames tensors, Span<TensorRange> ranges)
    {
        Span<char> name = stackalloc char[HeaderText.LongestName];
        bool hasMetadata = false;
        reader.Read();
        while (Next() == JsonTokenType.PropertyName)
        {
            int place = CheckName();
            ReadOnlySpan<char> text = name[..reader.CopyString(name)];
            if (!text.SequenceEqual(SafetensorsFormat.MetadataName))
            {
                tensor = place;
                TensorInfo info = ReadTensor();
                if (!ranges.IsEmpty)
                {
                    ranges[tensors.Count] = new TensorRange(place, (int)info.Begin, (int)info.End);
                }

                tensors.Add(text, place);
                tensor = NoTensor;
            }
            else if (hasMetadata)
            {
                throw Fault($"{SafetensorsFormat.MetadataName} occurs twice");
            }
            else
            {
                hasMetadata = true;
                ReadMetadata(metadata, name);
            }
        }

        // Moves past the padding; anything else there is an error to the JSON reader.
        reader.Read();
        tensor = tensors.Sort(json);
        if (tensor != NoTensor)
        {
            throw Fault("occurs twice");
        }
    }

    private void ReadMetadata(HeaderNames metadata, scoped Span<char> name)
    {
        Next();
        Expect(JsonTokenType.StartObject, SafetensorsFormat.MetadataName);
        while (Next() == JsonTokenType.PropertyName)
        {
            if (metadata.Count == SafetensorsHeader.MostMetadata)
            {
                throw Fault($"{SafetensorsFormat.MetadataName} has more than {SafetensorsHeader.MostMetadata} entries");
            }

            int place = CheckName();
            metadata.Add(name[..reader.CopyString(name)], place);
            Next();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Fault($"{SafetensorsFormat.MetadataName} '{HeaderText.Excerpt(json, place)}' must be a string, but is {Found()}");
            }

            CheckPairs();
        }

        int repeated = metadata.Sort(json);
        if (repeated >= 0)
        {
            throw Fault($"{SafetensorsFormat.MetadataName} '{HeaderText.Excerpt(json, repeated)}' occurs twice");
        }
    }

    private TensorInfo ReadTensor()
    {
        Span<long> numbers = stackalloc long[TensorShape.MostDimensions];
        DType? type = null;
        TensorShape? shape = null;
        (long Begin, long End)? range = null;

        Next();
        Expect(JsonTokenType.StartObject, "the entry");
        while (Next() == JsonTokenType.PropertyName)
        {
            CheckPairs();
            if (reader.ValueTextEquals("dtype"))
            {
                Once(type is null, "dtype");
                Next();
                type = ReadType();
            }
            else if (reader.ValueTextEquals("shape"))
            {
                Once(shape is null, "shape");
                shape = new TensorShape(numbers[..ReadNumbers("shape", numbers)]);
            }
            else if (reader.ValueTextEquals("data_offsets"))
            {
                Once(range is null, "data_offsets");
                int count = ReadNumbers("data_offsets", numbers);
                range = count == 2
                    ? (numbers[0], numbers[1])
                    : throw Fault($"data_offsets must be 2 numbers, begin and end, but are {count}");
            }
            else
            {
                throw Fault($"field '{Excerpt.Of(reader.ValueSpan)}' is none of dtype, shape and data_offsets");
            }
        }

        TensorInfo info = new(
            type ?? throw Fault("dtype is missing"),
            shape ?? throw Fault("shape is missing"),
            range?.Begin ?? throw Fault("data_offsets are missing"),
            range.Value.End);
        return TensorLayout.RangeProblem(info, dataLength) is string problem ? throw Fault(problem) : info;
    }

    private DType ReadType()
    {
        Expect(JsonTokenType.String, "dtype");
        CheckPairs();
        return DTypes.Find(in reader) ?? throw Fault($"dtype '{Excerpt.Of(reader.ValueSpan)}' is none of {DTypes.Known}");
    }

    /// <summary>Reads an array of whole numbers, each at least 0, into <paramref name="numbers"/>; returns how many there are.</summary>
    private int ReadNumbers(string field, scoped Span<long> numbers)
    {
        Next();
        Expect(JsonTokenType.StartArray, field);
        int count = 0;
        while (Next() != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw Fault($"{field}[{count}] must be a whole number from 0 to {long.MaxValue}, but is {Found()}");
            }

            if (count == numbers.Length)
            {
                throw Fault($"{field} has more than {numbers.Length} numbers");
            }

            numbers[count++] = number;
        }

        return count;
    }

    private JsonTokenType Next()
    {
        ReadOnlySpan<byte> rest = json[(start + (int)reader.BytesConsumed)..];
        if (HeaderText.BeginsWithNoWord(rest))
        {
            throw Fault($"is not JSON: '{Excerpt.Of(rest)}' is neither true, false nor null");
        }

        reader.Read();
        return reader.TokenType;
    }

    /// <summary>Checks the name the reader stands on, and returns its place in the header.</summary>
    private readonly int CheckName()
    {
        if (reader.ValueSpan.Length > HeaderText.LongestName)
        {
            throw Fault(
                $"the name '{Excerpt.Of(reader.ValueSpan)}' has {reader.ValueSpan.Length} bytes: expected at most {HeaderText.LongestName}");
        }

        CheckPairs();
        return (int)reader.TokenStartIndex;
    }

    private readonly void CheckPairs()
    {
        if (reader.ValueIsEscaped && !HeaderText.HasWholePairs(reader.ValueSpan))
        {
            throw Fault($"'{Excerpt.Of(reader.ValueSpan)}' escapes half of a surrogate pair");
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

    private readonly InvalidDataException Fault(string problem, Exception? inner = null) => SafetensorsFormat.Fault(
        source, tensor == NoTensor ? "header" : $"tensor '{HeaderText.Excerpt(json, tensor)}'", problem, inner);
}
