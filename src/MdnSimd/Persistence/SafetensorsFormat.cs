using System.Buffers.Binary;

namespace MdnSimd.Persistence;

/// <summary>
/// The frame of a safetensors file: 8 bytes of header length (little-endian, unsigned), the header, a JSON object padded
/// with spaces, and the data up to the end of the file. Source: the format section of huggingface/safetensors.
/// </summary>
internal static class SafetensorsFormat
{
    /// <summary>The bytes before the header.</summary>
    public const int PrefixLength = 8;

    /// <summary>The bytes that <see cref="HeaderLength"/> looks at.</summary>
    public const int StartLength = PrefixLength + 1;

    /// <summary>The longest header the format allows, in bytes.</summary>
    public const int MaxHeaderLength = 100_000_000;

    /// <summary>
    /// The longest header we write, in bytes. Names of columns are the long part of it: a value of the metadata beyond this is no
    /// model's.
    /// </summary>
    public const int MaxWrittenHeaderLength = 1 << 20;

    /// <summary>Data written by us begins at a multiple of this, so that it can be mapped and read as aligned vectors.</summary>
    public const int DataAlignment = 64;

    /// <summary>The name in the header that is no tensor but an object of strings.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Reads the header length and checks it against the length of the file, before anything is allocated by it.</summary>
    /// <param name="start">The first bytes of the file, all 8 of the prefix and the first of the header where it has them.</param>
    /// <param name="fileLength">The bytes of the whole file.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <exception cref="InvalidDataException">
    /// The length is missing, zero, beyond the file or beyond the format's limit, or what follows it does not begin as a header.
    /// </exception>
    public static int HeaderLength(ReadOnlySpan<byte> start, long fileLength, string source)
    {
        if (fileLength < PrefixLength || start.Length < PrefixLength)
        {
            throw Fault(source, "header length", $"needs {PrefixLength} bytes, but the file has {fileLength}");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        long rest = fileLength - PrefixLength;
        if (length == 0)
        {
            throw Fault(source, "header length", "is 0, but the shortest header, {}, has 2 bytes");
        }

        // Asked first: of a file of another kind, its first bytes as a number tell nothing.
        if (start.Length > PrefixLength && start[PrefixLength] != '{')
        {
            throw Fault(
                source, "this is not a safetensors file",
                $"after {PrefixLength} bytes, a header must start with '{{', but the byte is 0x{start[PrefixLength]:X2}");
        }

        if (length > (ulong)rest)
        {
            throw Fault(source, "header length", $"{length} is beyond the {rest} bytes that follow it");
        }

        if (length > MaxHeaderLength)
        {
            throw Fault(source, "header length", $"{length} is beyond the limit of {MaxHeaderLength} bytes");
        }

        return (int)length;
    }

    /// <summary>The error every fault of a file becomes: the file, the place in it, and what is wrong there.</summary>
    public static InvalidDataException Fault(string source, string place, string problem, Exception? inner = null) =>
        new($"{source}: {place}: {problem}", inner);
}
