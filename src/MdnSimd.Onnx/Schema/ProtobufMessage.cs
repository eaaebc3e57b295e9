using Google.Protobuf;

namespace MdnSimd.Onnx.Schema;

/// <summary>
/// A protocol buffer under construction: fields by their number, in the order in which they are added. Only what ONNX needs: integers,
/// text, bytes and messages in messages. Tensors are kept, not copied.
/// </summary>
/// <remarks>
/// Written by hand over Google's <see cref="CodedOutputStream"/> rather than generated: twelve small messages need no compiler in the
/// build, no generated sources and no reflection, which native compilation would have to keep.
/// </remarks>
internal sealed class ProtobufMessage
{
    private readonly List<(int Field, object Value)> fields = [];

    /// <summary>The bytes of the message, without a length before it.</summary>
    /// <exception cref="NotSupportedException">It is beyond the 2 GiB of a protocol buffer.</exception>
    public int Size
    {
        get
        {
            long size = 0;
            foreach ((int number, object value) in fields)
            {
                size += CodedOutputStream.ComputeTagSize(number) + SizeOf(value);
            }

            return size <= int.MaxValue
                ? (int)size
                : throw new NotSupportedException($"the graph has {size} bytes: a protocol buffer holds {int.MaxValue}");
        }
    }

    public ProtobufMessage Add(int field, long value) => AddValue(field, value);

    public ProtobufMessage Add(int field, string value) => AddValue(field, value);

    public ProtobufMessage Add(int field, byte[] value) => AddValue(field, UnsafeByteOperations.UnsafeWrap(value));

    public ProtobufMessage Add(int field, ProtobufMessage value) => AddValue(field, value);

    /// <summary>A field that occurs once for each of some integers.</summary>
    public ProtobufMessage AddEach(int field, ReadOnlySpan<long> values)
    {
        foreach (long value in values)
        {
            Add(field, value);
        }

        return this;
    }

    /// <summary>Writes the message, without a length before it.</summary>
    /// <exception cref="NotSupportedException">A part of it is beyond the 2 GiB of a protocol buffer.</exception>
    public void WriteTo(CodedOutputStream output)
    {
        foreach ((int field, object value) in fields)
        {
            output.WriteTag(field, value is long ? WireFormat.WireType.Varint : WireFormat.WireType.LengthDelimited);
            switch (value)
            {
                case long number:
                    output.WriteInt64(number);
                    break;
                case string text:
                    output.WriteString(text);
                    break;
                case ByteString bytes:
                    output.WriteBytes(bytes);
                    break;
                case ProtobufMessage message:
                    output.WriteLength(message.Size);
                    message.WriteTo(output);
                    break;
            }
        }
    }

    private static long SizeOf(object value) => value switch
    {
        long number => CodedOutputStream.ComputeInt64Size(number),
        string text => CodedOutputStream.ComputeStringSize(text),
        ByteString bytes => CodedOutputStream.ComputeLengthSize(bytes.Length) + (long)bytes.Length,
        ProtobufMessage message => CodedOutputStream.ComputeLengthSize(message.Size) + (long)message.Size,
        _ => throw new NotSupportedException($"a field of {value.GetType().Name}"),
    };

    private ProtobufMessage AddValue(int field, object value)
    {
        fields.Add((field, value));
        return this;
    }
}
