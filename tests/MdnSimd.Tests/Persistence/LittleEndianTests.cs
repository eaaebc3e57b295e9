using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

public class LittleEndianTests
{
    [Fact]
    public void Every_F16_is_the_number_that_System_Half_says()
    {
        (byte[] bytes, int count) = AllPatterns();
        float[] floats = new float[count];
        double[] doubles = new double[count];
        LittleEndian.Read<float>(DType.F16, bytes, floats);
        LittleEndian.Read<double>(DType.F16, bytes, doubles);

        for (int i = 0; i < count; i++)
        {
            Half expected = BitConverter.UInt16BitsToHalf((ushort)i);
            Assert.Equal((float)expected, floats[i]);
            Assert.Equal((double)expected, doubles[i]);
        }

        // By the definition of binary16: the smallest subnormal, the largest number, minus zero, infinity.
        Assert.Equal(MathF.ScaleB(1, -24), floats[0x0001]);
        Assert.Equal(65504f, floats[0x7BFF]);
        Assert.Equal(BitConverter.SingleToUInt32Bits(-0f), BitConverter.SingleToUInt32Bits(floats[0x8000]));
        Assert.Equal(double.NegativeInfinity, doubles[0xFC00]);
    }

    [Fact]
    public void Every_BF16_is_the_upper_half_of_a_float()
    {
        (byte[] bytes, int count) = AllPatterns();
        float[] floats = new float[count];
        double[] doubles = new double[count];
        LittleEndian.Read<float>(DType.BF16, bytes, floats);
        LittleEndian.Read<double>(DType.BF16, bytes, doubles);

        for (int i = 0; i < count; i++)
        {
            Assert.Equal((uint)i << 16, BitConverter.SingleToUInt32Bits(floats[i]));
            Assert.Equal((double)floats[i], doubles[i]);
        }

        Assert.Equal(1f, floats[0x3F80]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Bytes_need_no_alignment(int offset)
    {
        double[] values = [1.5, -2.25, 1e300, double.NaN];
        byte[] bytes = new byte[offset + (8 * values.Length)];
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(bytes.AsSpan(offset));

        double[] doubles = new double[values.Length];
        float[] floats = new float[values.Length];
        LittleEndian.Read<double>(DType.F64, bytes.AsSpan(offset), doubles);
        LittleEndian.Read<float>(DType.F64, bytes.AsSpan(offset), floats);
        Assert.Equal(values, doubles);
        Assert.Equal([1.5f, -2.25f, float.PositiveInfinity, float.NaN], floats);
    }

    [Fact]
    public void A_double_is_rounded_to_the_nearest_float()
    {
        double[] values = [0.1, 1 + 6e-8, 1 + 5.9e-8, 1e-46];
        float[] floats = new float[values.Length];
        LittleEndian.Read<float>(DType.F64, LittleEndian.ToBytes<double>(values), floats);
        Assert.Equal([0.1f, 1.00000012f, 1f, 0f], floats);
    }

    [Fact]
    public void A_float_is_the_same_number_in_double()
    {
        float[] values = [0.1f, float.Epsilon, float.MaxValue, -0f, float.NegativeInfinity];
        double[] doubles = new double[values.Length];
        LittleEndian.Read<double>(DType.F32, LittleEndian.ToBytes<float>(values), doubles);
        Assert.Equal(values.Select(value => (double)value), doubles);
    }

    [Fact]
    public void Bits_of_a_NaN_survive()
    {
        float[] values = [BitConverter.UInt32BitsToSingle(0x7F812345), BitConverter.UInt32BitsToSingle(0xFFC00001)];
        float[] read = new float[2];
        LittleEndian.Read<float>(DType.F32, LittleEndian.ToBytes<float>(values), read);
        Assert.Equal(MemoryMarshal.AsBytes(values.AsSpan()), MemoryMarshal.AsBytes(read.AsSpan()));
    }

    [Fact]
    public void On_a_machine_of_the_other_byte_order_elements_are_reversed_one_by_one()
    {
        byte[] source = [1, 2, 3, 4, 5, 6, 7, 8];
        byte[] destination = new byte[8];
        LittleEndian.Copy(source, destination, 4, reverse: true);
        Assert.Equal([4, 3, 2, 1, 8, 7, 6, 5], destination);
        LittleEndian.Copy(source, destination, 8, reverse: true);
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], destination);
        LittleEndian.Copy(source, destination, 4, reverse: false);
        Assert.Equal(source, destination);
    }

    [Fact]
    public void Only_float_and_double_have_a_type()
    {
        Assert.Equal(DType.F32, LittleEndian.TypeOf<float>());
        Assert.Equal(DType.F64, LittleEndian.TypeOf<double>());
        Assert.Contains("Half", Assert.Throws<NotSupportedException>(() => LittleEndian.TypeOf<Half>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_is_found_by_the_name_it_is_written_with()
    {
        Assert.All(Enum.GetValues<DType>(), type =>
        {
            Assert.Equal(type, Find(type.Name()));
            Assert.Equal(type.ToString(), type.Name().Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        });
        Assert.Null(Find("F128"));
        Assert.Null(Find("F3"));
    }

    private static DType? Find(string name)
    {
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes($"\"{name}\""));
        reader.Read();
        return DTypes.Find(in reader);
    }

    private static (byte[] Bytes, int Count) AllPatterns()
    {
        const int Count = 1 << 16;
        byte[] bytes = new byte[2 * Count];
        for (int i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)i);
        }

        return (bytes, Count);
    }
}
