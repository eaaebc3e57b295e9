namespace MdnSimd.Persistence;

/// <summary>
/// A header that has been read: the header itself, and where in it the names stand. What it says of one of them is read again when it
/// is asked for. Beside the header this takes less memory than the header has bytes: 20 for a tensor, of which none has fewer than 50 there,
/// and 8 for an entry of the metadata, of which there are <see cref="MostMetadata"/> at most.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The most entries of the metadata: what is kept of one can be more than its bytes.</summary>
    public const int MostMetadata = 1024;

    private readonly ReadOnlyMemory<byte> json;
    private readonly HeaderNames metadata;
    private readonly HeaderNames tensors;
    private readonly long dataLength;
    private readonly string source;

    private SafetensorsHeader(ReadOnlyMemory<byte> json, HeaderNames metadata, HeaderNames tensors, long dataLength, string source)
    {
        this.json = json;
        this.metadata = metadata;
        this.tensors = tensors;
        this.dataLength = dataLength;
        this.source = source;
    }

    /// <summary>The names of the tensors, in the header's order.</summary>
    public IEnumerable<string> TensorNames => NamesOf(tensors);

    /// <summary>The keys of the metadata, in the header's order.</summary>
    public IEnumerable<string> MetadataKeys => NamesOf(metadata);

    /// <summary>Reads a header and checks it against the data that follows it.</summary>
    /// <param name="json">The header, which <see cref="SafetensorsFormat.HeaderLength"/> has seen to start with {. It is kept.</param>
    /// <param name="dataLength">The bytes that follow it.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <exception cref="InvalidDataException">Anything at all is wrong with it; the message says what and where.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, int dataLength, string source)
    {
        HeaderNames metadata = new();
        HeaderNames tensors = new();
        HeaderReader.Read(json.Span, dataLength, source, metadata, tensors);
        return new SafetensorsHeader(json, metadata, tensors, dataLength, source);
    }

    /// <summary>What the header says of a tensor; null where there is none of the name.</summary>
    public TensorInfo? FindTensor(ReadOnlySpan<char> name)
    {
        int place = tensors.Find(json.Span, name);
        return place < 0 ? null : HeaderReader.ReadTensor(json.Span, place, dataLength, source);
    }

    /// <summary>A value of the metadata as the header has it, quotation marks and escapes included; empty where there is none.</summary>
    public ReadOnlySpan<byte> FindMetadata(ReadOnlySpan<char> key)
    {
        int place = metadata.Find(json.Span, key);
        return place < 0 ? [] : HeaderText.ValueOf(json.Span, place);
    }

    private IEnumerable<string> NamesOf(HeaderNames names)
    {
        char[] buffer = new char[HeaderText.LongestName];
        foreach (int place in names.Places)
        {
            yield return HeaderText.Name(json.Span, place, buffer).ToString();
        }
    }
}
