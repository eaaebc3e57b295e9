using System.Buffers.Binary;
using System.Text;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

/// <summary>Builds files by hand, sound or not, without the writer under test.</summary>
internal static class SafetensorsBytes
{
    public const string Source = "model.safetensors";

    /// <summary>A sound header with metadata, three types, a scalar and an empty tensor, in an order that is not that of the data.</summary>
    public const string Header = """
        {"__metadata__":{"format":"pt","größe":"\u00e9\n"},
        "b":{"dtype":"F64","shape":[2,1],"data_offsets":[24,40]},
        "layers.0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
        "half":{"data_offsets":[40,42],"shape":[],"dtype":"F16"},
        "none":{"dtype":"BF16","shape":[3,0],"data_offsets":[42,42]}}
        """;

    public const int HeaderData = 42;

    public static byte[] Build(string header, int dataLength) => Build(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] Build(byte[] header, int dataLength)
    {
        byte[] file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        for (int i = 0; i < dataLength; i++)
        {
            file[8 + header.Length + i] = (byte)((7 * i) + 1);
        }

        return file;
    }

    public static byte[] WithLength(ulong length)
    {
        byte[] file = Build(Header, HeaderData);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        return file;
    }

    /// <summary>A value of the metadata.</summary>
    public static string Text(SafetensorsFile file, string key) => Encoding.UTF8.GetString(file.Metadata(key)!.Value.Span);

    public static SafetensorsFile Parse(string header, int dataLength) => SafetensorsFile.Parse(Build(header, dataLength), Source);
}
