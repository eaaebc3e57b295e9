using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MdnSimd.Comparison.Peers;

/// <summary>Writes protocol buffer messages: fields by their number, in wire format.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding.</remarks>
internal sealed class Protobuf
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly MemoryStream bytes = new();

    /// <summary>The message so far.</summary>
    public byte[] ToArray() => bytes.ToArray();

    public Protobuf Add(int field, long value)
    {
        Key(field, Varint);
        Number((ulong)value);
        return this;
    }

    public Protobuf Add(int field, float value)
    {
        Key(field, Fixed32);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(four, value);
        bytes.Write(four);
        return this;
    }

    public Protobuf Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public Protobuf Add(int field, Protobuf message) => Add(field, message.ToArray());

    public Protobuf Add(int field, ReadOnlySpan<byte> value)
    {
        Key(field, LengthDelimited);
        Number((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    /// <summary>Floats as raw little-endian bytes.</summary>
    public Protobuf Add(int field, ReadOnlySpan<float> values) => Add(field, MemoryMarshal.AsBytes(values));

    private void Key(int field, int wireType) => Number(((ulong)field << 3) | (uint)wireType);

    private void Number(ulong value)
    {
        while (value >= 0x80)
        {
            bytes.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        bytes.WriteByte((byte)value);
    }
}
