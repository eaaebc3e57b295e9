using System.Numerics;
using System.Text.Json;

namespace MdnSimd.Persistence;

/// <summary>
/// A safetensors file in memory, checked as a whole: once read, every tensor named here lies inside the data and is as
/// long as its shape says. Immutable, and safe to share between threads.
/// </summary>
internal sealed class SafetensorsFile
{
    /// <summary>The most bytes that reading a file takes beside twice its length: what an error is made of, and a table of names.</summary>
    public const int ConstantMemory = 64 << 10;

    private readonly SafetensorsHeader header;
    private readonly ReadOnlyMemory<byte> data;

    private SafetensorsFile(string source, SafetensorsHeader header, ReadOnlyMemory<byte> data)
    {
        Source = source;
        this.header = header;
        this.data = data;
    }

    /// <summary>The name of the file, with which every message starts.</summary>
    public string Source { get; }

    /// <summary>The keys under <c>__metadata__</c>, in the order of the file.</summary>
    public IEnumerable<string> MetadataKeys => header.MetadataKeys;

    /// <summary>The names of the tensors, in the order of the header.</summary>
    public IEnumerable<string> TensorNames => header.TensorNames;

    /// <summary>
    /// Reads and checks a file. Memory: the file itself, and for its header no more than the header's length again and
    /// <see cref="ConstantMemory"/>.
    /// </summary>
    /// <param name="path">The file; messages begin with it as given.</param>
    /// <exception cref="InvalidDataException">The file is damaged or no safetensors file; the message names the place.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static SafetensorsFile Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (!stream.CanSeek)
        {
            throw SafetensorsFormat.Fault(path, "file", "is a pipe or a device, whose length cannot be known");
        }

        long length = stream.Length;
        Span<byte> start = stackalloc byte[SafetensorsFormat.StartLength];
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        _ = SafetensorsFormat.HeaderLength(start[..count], length, path);
        if (length > Array.MaxLength)
        {
            throw SafetensorsFormat.Fault(path, "file", $"has {length} bytes, and no more than {Array.MaxLength} are read");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        start[..count].CopyTo(bytes);
        count += stream.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false);
        if (count < bytes.Length)
        {
            throw SafetensorsFormat.Fault(path, "file", $"shrank from {length} to {count} bytes while it was read");
        }

        return Parse(bytes, path);
    }

    /// <summary>Checks a file that is in memory already.</summary>
    /// <param name="bytes">The whole file. It is kept, not copied, and must not change any more.</param>
    /// <param name="source">What messages begin with: a file name.</param>
    /// <exception cref="InvalidDataException">The bytes are no sound safetensors file; the message names the place.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> bytes, string source)
    {
        int headerLength = SafetensorsFormat.HeaderLength(bytes.Span, bytes.Length, source);
        int dataStart = SafetensorsFormat.PrefixLength + headerLength;
        ReadOnlyMemory<byte> data = bytes[dataStart..];
        ReadOnlyMemory<byte> header = bytes[SafetensorsFormat.PrefixLength..dataStart];
        return new SafetensorsFile(source, SafetensorsHeader.Parse(header, data.Length, source), data);
    }

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(ReadOnlySpan<char> name) => header.FindTensor(name) is not null;

    /// <summary>The tensor of this name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public TensorInfo Find(ReadOnlySpan<char> name) => header.FindTensor(name) ?? throw Fault(name, "is missing");

    /// <summary>The tensor of this name, which must have this shape.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, or it has another shape.</exception>
    public TensorInfo Require(ReadOnlySpan<char> name, params ReadOnlySpan<long> shape)
    {
        TensorInfo tensor = Find(name);
        if (!tensor.Shape.Dimensions.SequenceEqual(shape))
        {
            throw Fault(name, $"shape is {tensor.Shape}, and must be {TensorShape.Format(shape)}");
        }

        return tensor;
    }

    /// <summary>A value under <c>__metadata__</c>, in UTF-8 without its escapes; null where there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="longest">The most bytes it may have as the header has it.</param>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public ReadOnlyMemory<byte>? Metadata(ReadOnlySpan<char> key, int longest = int.MaxValue)
    {
        ReadOnlySpan<byte> value = header.FindMetadata(key);
        if (value.IsEmpty)
        {
            return null;
        }

        Utf8JsonReader reader = new(value);
        reader.Read();
        int length = reader.ValueSpan.Length;
        if (length > longest)
        {
            throw SafetensorsFormat.Fault(
                Source, $"metadata '{Excerpt.Of(key.ToString())}'", $"has {length} bytes: expected at most {longest}");
        }

        byte[] text = new byte[length];
        return text.AsMemory(0, reader.CopyString(text));
    }

    /// <summary>Copies a tensor, row-major, converting F16, BF16, F32 and F64 to <typeparamref name="T"/>.</summary>
    /// <param name="name">The name of the tensor.</param>
    /// <param name="destination">As long as the tensor has elements. Numbers beyond the range of T become infinite.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or its elements are not floating-point numbers.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void CopyTo<T>(ReadOnlySpan<char> name, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorInfo tensor = Find(name);
        if (destination.Length != tensor.Elements)
        {
            throw new ArgumentException(
                $"Tensor '{Excerpt.Of(name.ToString())}' has {tensor.Elements} elements, but the destination has {destination.Length}.",
                nameof(destination));
        }

        RequireNumbers(name, tensor);
        CopyTo(tensor, 0, destination);
    }

    /// <summary>Copies a part of a tensor of floating-point numbers of this file.</summary>
    /// <param name="tensor">The tensor, for which <see cref="RequireNumbers"/> holds.</param>
    /// <param name="first">The part's first element, counted row by row.</param>
    /// <param name="destination">As long as the part, which ends within the tensor.</param>
    public void CopyTo<T>(in TensorInfo tensor, int first, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<byte> elements = data.Span[(int)tensor.Begin..(int)tensor.End];
        int size = tensor.DType.Size();
        LittleEndian.Read(tensor.DType, elements.Slice(first * size, destination.Length * size), destination);
    }

    /// <summary>Throws unless a tensor's elements are floating-point numbers.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public void RequireNumbers(ReadOnlySpan<char> name, in TensorInfo tensor)
    {
        if (!LittleEndian.CanRead(tensor.DType))
        {
            throw Fault(name, $"dtype is {tensor.DType.Name()}, and must be F16, BF16, F32 or F64");
        }
    }

    /// <summary>The error of a tensor of this file.</summary>
    public InvalidDataException Fault(ReadOnlySpan<char> name, string problem) =>
        SafetensorsFormat.Fault(Source, $"tensor '{Excerpt.Of(name.ToString())}'", problem);
}
