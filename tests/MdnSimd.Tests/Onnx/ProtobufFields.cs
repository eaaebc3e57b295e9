using System.Text;

namespace MdnSimd.Tests.Onnx;

/// <summary>A protocol buffer taken apart: the values of each field, in order. Knows nothing of what writes one.</summary>
internal sealed class ProtobufFields
{
    private readonly Dictionary<int, List<ulong>> numbers = [];
    private readonly Dictionary<int, List<byte[]>> bytes = [];

    public ProtobufFields(byte[] message)
    {
        int position = 0;
        while (position < message.Length)
        {
            ulong tag = Varint(message, ref position);
            int field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    Of(numbers, field).Add(Varint(message, ref position));
                    break;
                case 2:
                    int length = (int)Varint(message, ref position);
                    Of(bytes, field).Add(message[position..(position + length)]);
                    position += length;
                    break;
                default:
                    throw new InvalidDataException($"field {field} has wire type {tag & 7}: ONNX files of ours have 0 and 2 only");
            }
        }
    }

    public IEnumerable<long> Integers(int field) => Of(numbers, field).Select(value => (long)value);

    public long Integer(int field) => Integers(field).Single();

    public IEnumerable<string> Texts(int field) => Of(bytes, field).Select(Encoding.UTF8.GetString);

    public string Text(int field) => Texts(field).Single();

    public IEnumerable<ProtobufFields> Messages(int field) => Of(bytes, field).Select(content => new ProtobufFields(content));

    public ProtobufFields Message(int field) => Messages(field).Single();

    public byte[] Bytes(int field) => Of(bytes, field).Single();

    private static ulong Varint(byte[] message, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static List<TValue> Of<TValue>(Dictionary<int, List<TValue>> fields, int field)
    {
        if (!fields.TryGetValue(field, out List<TValue>? values))
        {
            fields.Add(field, values = []);
        }

        return values;
    }
}
