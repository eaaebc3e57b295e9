using System.Collections.ObjectModel;
using System.Numerics;

namespace MdnSimd.Persistence;

/// <summary>
/// A safetensors file in memory, checked as a whole: once read, every tensor named here lies inside the data and is as
/// long as its shape says. Immutable, and safe to share between threads.
/// </summary>
internal sealed class SafetensorsFile
{
    private readonly ReadOnlyMemory<byte> data;

    private SafetensorsFile(
        string source,
        ReadOnlyMemory<byte> data,
        IReadOnlyDictionary<string, string> metadata,
        IReadOnlyDictionary<string, TensorInfo> tensors)
    {
        Source = source;
        this.data = data;
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>The name of the file, with which every message starts.</summary>
    public string Source { get; }

    /// <summary>The strings under <c>__metadata__</c>, in the order of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name, in the order of the header.</summary>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Reads and checks a file. Memory: the file itself, and no more than its length again plus 64 MiB.</summary>
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
        ReadOnlySpan<byte> header = bytes.Span.Slice(SafetensorsFormat.PrefixLength, headerLength);
        ReadOnlyMemory<byte> data = bytes[(SafetensorsFormat.PrefixLength + headerLength)..];
        (OrderedDictionary<string, string> metadata, OrderedDictionary<string, TensorInfo> tensors) =
            SafetensorsHeader.Parse(header, data.Length, source);
        return new SafetensorsFile(
            source, data, new ReadOnlyDictionary<string, string>(metadata), new ReadOnlyDictionary<string, TensorInfo>(tensors));
    }

    /// <summary>The same tensors with other metadata.</summary>
    public SafetensorsFile With(IReadOnlyDictionary<string, string> metadata) => new(Source, data, metadata, Tensors);

    /// <summary>The tensor of this name, which must have this shape.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, or it has another shape.</exception>
    public TensorInfo Require(string name, params ReadOnlySpan<long> shape)
    {
        TensorInfo tensor = Find(name);
        if (!tensor.Shape.AsSpan().SequenceEqual(shape))
        {
            string found = TensorInfo.Format(tensor.Shape.AsSpan());
            throw Fault(name, $"shape is {found}, and must be {TensorInfo.Format(shape)}");
        }

        return tensor;
    }

    /// <summary>Copies a tensor, row-major, converting F16, BF16, F32 and F64 to <typeparamref name="T"/>.</summary>
    /// <param name="name">The name of the tensor.</param>
    /// <param name="destination">As long as the tensor has elements. Numbers beyond the range of T become infinite.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or its elements are not floating-point numbers.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void CopyTo<T>(string name, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorInfo tensor = Find(name);
        if (destination.Length != tensor.Elements)
        {
            throw new ArgumentException(
                $"Tensor '{Excerpt.Of(name)}' has {tensor.Elements} elements, but the destination has {destination.Length}.",
                nameof(destination));
        }

        CopyTo(tensor, 0, destination);
    }

    /// <summary>As <see cref="CopyTo{T}(string, Span{T})"/>, of a part of a tensor of this file.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="first">The part's first element, counted row by row.</param>
    /// <param name="destination">As long as the part, which ends within the tensor.</param>
    public void CopyTo<T>(TensorInfo tensor, int first, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!LittleEndian.CanRead(tensor.DType))
        {
            throw Fault(tensor.Name, $"dtype is {tensor.DType.Name()}, and must be F16, BF16, F32 or F64");
        }

        ReadOnlySpan<byte> elements = data.Span[(int)tensor.Begin..(int)tensor.End];
        int size = tensor.DType.Size();
        LittleEndian.Read(tensor.DType, elements.Slice(first * size, destination.Length * size), destination);
    }

    private TensorInfo Find(string name) =>
        Tensors.TryGetValue(name, out TensorInfo? tensor) ? tensor : throw Fault(name, "is missing");

    private InvalidDataException Fault(string name, string problem) =>
        SafetensorsFormat.Fault(Source, $"tensor '{Excerpt.Of(name)}'", problem);
}
