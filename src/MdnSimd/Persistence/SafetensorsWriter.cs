using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MdnSimd.Persistence;

/// <summary>
/// Collects metadata and tensors and writes them as one safetensors file. The same calls give the same bytes, and
/// whatever is written <see cref="SafetensorsFile"/> reads.
/// </summary>
internal sealed class SafetensorsWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    // The header is read by programs, never embedded in HTML: names stay readable.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly OrderedDictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, (TensorInfo Info, byte[] Bytes)> tensors = new(StringComparer.Ordinal);
    private long dataLength;

    /// <summary>Adds a string to the metadata.</summary>
    /// <exception cref="ArgumentException">The key is there already, or a string is not valid UTF-16.</exception>
    public void AddMetadata(string key, string value)
    {
        CheckName(key, nameof(key));
        CheckText(value, nameof(value));
        if (!metadata.TryAdd(key, value))
        {
            throw new ArgumentException($"Metadata '{Excerpt.Of(key)}' is there already.", nameof(key));
        }

        if (metadata.Count > SafetensorsHeader.MostMetadata)
        {
            metadata.Remove(key);
            throw new ArgumentException($"Metadata has {SafetensorsHeader.MostMetadata} entries already, and no more are read.", nameof(key));
        }
    }

    /// <summary>Adds a tensor; its numbers are copied now, as F32 for float and F64 for double.</summary>
    /// <param name="name">The name, unique in the file.</param>
    /// <param name="shape">The dimensions, each at least 0; empty for a scalar.</param>
    /// <param name="data">The elements, row-major.</param>
    /// <exception cref="ArgumentException">The name is taken or reserved, or the shape is not that of the data.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public void Add<T>(string name, ReadOnlySpan<long> shape, ReadOnlySpan<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckName(name, nameof(name));
        if (name == SafetensorsFormat.MetadataName || tensors.ContainsKey(name))
        {
            throw new ArgumentException($"The tensor name '{Excerpt.Of(name)}' is taken.", nameof(name));
        }

        DType type = LittleEndian.TypeOf<T>();
        if (shape.Length > TensorShape.MostDimensions)
        {
            throw new ArgumentException(
                $"Tensor '{Excerpt.Of(name)}' has {shape.Length} dimensions, and no more than {TensorShape.MostDimensions} are read.",
                nameof(shape));
        }

        if (TensorShape.ByteCount(shape, type.Size()) != (long)data.Length * type.Size())
        {
            throw new ArgumentException(
                $"Tensor '{Excerpt.Of(name)}': shape {TensorShape.Format(shape)} does not have {data.Length} elements.", nameof(shape));
        }

        byte[] bytes = LittleEndian.ToBytes(data);
        tensors.Add(name, (new TensorInfo(type, new TensorShape(shape), dataLength, dataLength + bytes.Length), bytes));
        dataLength += bytes.Length;
    }

    /// <summary>The whole file.</summary>
    /// <exception cref="InvalidOperationException">It would be longer than <see cref="SafetensorsFile"/> reads.</exception>
    public byte[] ToArray()
    {
        byte[] start = Start();
        byte[] bytes = new byte[start.Length + dataLength];
        using MemoryStream stream = new(bytes);
        WriteTo(stream, start);
        return bytes;
    }

    /// <summary>Writes the file so that a crash or a failure leaves the old one or the new one, never a part.</summary>
    /// <exception cref="InvalidOperationException">It would be longer than <see cref="SafetensorsFile"/> reads.</exception>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the message names the path.</exception>
    public void Write(string path)
    {
        byte[] start = Start();
        using AtomicFile file = AtomicFile.Create(path);
        file.Complete(stream => WriteTo(stream, start));
    }

    private void WriteTo(Stream stream, ReadOnlySpan<byte> start)
    {
        stream.Write(start);
        foreach ((TensorInfo _, byte[] bytes) in tensors.Values)
        {
            stream.Write(bytes);
        }
    }

    /// <summary>Everything before the data: the header length and the header, padded to the alignment of the data.</summary>
    private byte[] Start()
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.GetSpan(SafetensorsFormat.PrefixLength);
        buffer.Advance(SafetensorsFormat.PrefixLength);
        using (Utf8JsonWriter json = new(buffer, JsonOptions))
        {
            WriteHeader(json);
        }

        int padding = -buffer.WrittenCount & (SafetensorsFormat.DataAlignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);

        int headerLength = buffer.WrittenCount - SafetensorsFormat.PrefixLength;
        if (headerLength > SafetensorsFormat.MaxWrittenHeaderLength)
        {
            throw new InvalidOperationException(
                $"Names, shapes and metadata take {headerLength} bytes, and no more than "
                + $"{SafetensorsFormat.MaxWrittenHeaderLength} are written.");
        }

        if (buffer.WrittenCount + dataLength > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"The file would have {buffer.WrittenCount + dataLength} bytes, and no more than {Array.MaxLength} are written.");
        }

        byte[] start = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)headerLength);
        return start;
    }

    private void WriteHeader(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(SafetensorsFormat.MetadataName);
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        foreach ((string name, (TensorInfo tensor, byte[] _)) in tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", tensor.DType.Name());
            WriteNumbers(json, "shape", tensor.Shape.Dimensions);
            WriteNumbers(json, "data_offsets", [tensor.Begin, tensor.End]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Refuses a name that is no text, or longer than what is read.</summary>
    private static void CheckName(string name, string parameter)
    {
        CheckText(name, parameter);
        int length = JsonEncodedText.Encode(name, JsonOptions.Encoder).EncodedUtf8Bytes.Length;
        if (length > HeaderText.LongestName)
        {
            throw new ArgumentException(
                $"'{Excerpt.Of(name)}' has {length} bytes in a header, and no more than {HeaderText.LongestName} are read.", parameter);
        }
    }

    /// <summary>Refuses what UTF-8 cannot carry, which would otherwise come back as another string.</summary>
    private static void CheckText(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        try
        {
            StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"'{Excerpt.Of(text)}' holds half of a surrogate pair.", parameter, error);
        }
    }
}
