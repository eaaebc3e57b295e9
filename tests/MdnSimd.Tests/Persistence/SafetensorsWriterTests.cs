using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

public class SafetensorsWriterTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(200);

    [Fact]
    public void The_file_is_the_one_the_format_describes()
    {
        byte[] file = Example().ToArray();

        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, (8 + length) % 64);
        string header = Encoding.UTF8.GetString(file, 8, length);
        Assert.Equal(
            """{"__metadata__":{"format":"mdn","größe":"1\n2"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"s":"""
            + """{"dtype":"F64","shape":[],"data_offsets":[24,32]},"none":{"dtype":"F32","shape":[0,5],"data_offsets":[32,32]}}""",
            header.TrimEnd(' '));
        Assert.Equal(8 + length + 32, file.Length);
        Assert.Equal(3f, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(8 + length + 8)));
        Assert.Equal(Math.PI, BinaryPrimitives.ReadDoubleLittleEndian(file.AsSpan(8 + length + 24)));
    }

    [Fact]
    public void The_same_calls_give_the_same_bytes() => Assert.Equal(Example().ToArray(), Example().ToArray());

    [Fact]
    public void What_is_written_to_the_disk_is_what_ToArray_gives()
    {
        using TemporaryDirectory directory = new();
        Example().Write(directory["a.safetensors"]);
        Assert.Equal(Example().ToArray(), File.ReadAllBytes(directory["a.safetensors"]));
        Assert.Equal(["a.safetensors"], directory.Names);
    }

    [Fact]
    public void Nothing_at_all_is_a_sound_file()
    {
        byte[] file = new SafetensorsWriter().ToArray();
        Assert.Equal(64, file.Length);
        Assert.Empty(SafetensorsFile.Parse(file, "a").TensorNames);
    }

    [Fact]
    public void Data_begin_aligned_whatever_the_length_of_the_header()
    {
        for (int length = 0; length < 130; length++)
        {
            SafetensorsWriter writer = new();
            writer.AddMetadata("k", new string('x', length));
            writer.Add<float>("a", [1], [1f]);
            byte[] file = writer.ToArray();
            Assert.Equal(0, (file.Length - sizeof(float)) % 64);
            Assert.Equal(length, SafetensorsBytes.Text(SafetensorsFile.Parse(file, "a"), "k").Length);
        }
    }

    [Fact]
    public void Tensors_of_float_and_double_come_back_bit_for_bit() => Prop.ForAll(
        ArbMap.Default.ArbFor<float[]>(),
        ArbMap.Default.ArbFor<double[]>(),
        (floats, doubles) =>
        {
            SafetensorsWriter writer = new();
            writer.Add<float>("floats", [floats.Length, 1], floats);
            writer.Add<double>("doubles", [1, doubles.Length], doubles);
            SafetensorsFile file = SafetensorsFile.Parse(writer.ToArray(), "a");

            float[] floatsRead = new float[file.Require("floats", floats.Length, 1).Elements];
            double[] doublesRead = new double[file.Require("doubles", 1, doubles.Length).Elements];
            file.CopyTo<float>("floats", floatsRead);
            file.CopyTo<double>("doubles", doublesRead);
            return floats.Select(BitConverter.SingleToUInt32Bits).SequenceEqual(floatsRead.Select(BitConverter.SingleToUInt32Bits))
                && doubles.Select(BitConverter.DoubleToUInt64Bits).SequenceEqual(doublesRead.Select(BitConverter.DoubleToUInt64Bits));
        }).Check(Quick);

    [Fact]
    public void Metadata_and_names_of_any_Unicode_come_back_in_their_order() => Prop.ForAll(
        TextArbitrary(),
        TextArbitrary(),
        (keys, values) =>
        {
            SafetensorsWriter writer = new();
            List<(string Key, string Value)> metadata = [];
            List<string> names = [];
            for (int i = 0; i < keys.Length; i++)
            {
                string value = values.Length == 0 ? "" : values[i % values.Length];
                if (!metadata.Exists(entry => entry.Key == keys[i]))
                {
                    metadata.Add((keys[i], value));
                    writer.AddMetadata(keys[i], value);
                    names.Add(keys[i]);
                    writer.Add<float>(keys[i], [], [i]);
                }
            }

            SafetensorsFile file = SafetensorsFile.Parse(writer.ToArray(), "a");
            return metadata.SequenceEqual(file.MetadataKeys.Select(key => (key, SafetensorsBytes.Text(file, key))))
                && names.SequenceEqual(file.TensorNames);
        }).Check(Quick);

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_where_it_is_given()
    {
        foreach (string text in (string[])["\uD800", "a\uDC00b"])
        {
            SafetensorsWriter writer = new();
            Assert.Equal("key", Assert.Throws<ArgumentException>(() => writer.AddMetadata(text, "")).ParamName);
            Assert.Equal("value", Assert.Throws<ArgumentException>(() => writer.AddMetadata("k", text)).ParamName);
            Assert.Equal("name", Assert.Throws<ArgumentException>(() => writer.Add<float>(text, [], [1f])).ParamName);
        }
    }

    [Fact]
    public void A_name_is_given_once_and_is_never_that_of_the_metadata()
    {
        SafetensorsWriter writer = Example();
        Assert.Contains("'w' is taken", Assert.Throws<ArgumentException>(() => writer.Add<float>("w", [], [1f])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => writer.Add<float>("__metadata__", [], [1f]));
        Assert.Contains(
            "'format' is there already",
            Assert.Throws<ArgumentException>(() => writer.AddMetadata("format", "")).Message,
            StringComparison.Ordinal);
        Assert.Equal(Example().ToArray(), writer.ToArray());
    }

    [Theory]
    [InlineData(new long[] { 2, 3 }, 5)]
    [InlineData(new long[0], 0)]
    [InlineData(new long[] { -1, -6 }, 6)]
    [InlineData(new long[] { -1, 0 }, 0)]
    [InlineData(new long[] { 4294967296, 4294967296 }, 0)]
    public void A_shape_must_be_that_of_the_data(long[] shape, int count)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new SafetensorsWriter().Add<float>("a", shape, new float[count]));
        Assert.Equal("shape", error.ParamName);
        Assert.Contains($"Tensor 'a': shape [{string.Join(", ", shape)}] does not have {count} elements", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_are_copied_when_they_are_added()
    {
        float[] data = [1f];
        SafetensorsWriter writer = new();
        writer.Add<float>("a", [1], data);
        data[0] = 2f;
        float[] read = new float[1];
        SafetensorsFile.Parse(writer.ToArray(), "a").CopyTo<float>("a", read);
        Assert.Equal(1f, read[0]);
    }

    [Fact]
    public void What_would_not_be_read_is_not_written()
    {
        SafetensorsWriter writer = new();
        for (int i = 0; i < 1024; i++)
        {
            writer.AddMetadata($"{i}", "");
        }

        ArgumentException error = Assert.Throws<ArgumentException>(() => writer.AddMetadata("more", ""));
        Assert.Contains("has 1024 entries already", error.Message, StringComparison.Ordinal);

        string longest = new('\n', 2048); // escaped, two bytes each
        writer.Add<float>(longest, [1, 1, 1, 1, 1, 1, 1, 1], [1f]);
        error = Assert.Throws<ArgumentException>(() => writer.Add<float>(longest + "x", [], [1f]));
        Assert.Contains("has 4097 bytes in a header, and no more than 4096 are read", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new SafetensorsWriter().AddMetadata(longest + "x", ""));
        error = Assert.Throws<ArgumentException>(() => writer.Add<float>("a", [1, 1, 1, 1, 1, 1, 1, 1, 1], [1f]));
        Assert.Contains("has 9 dimensions, and no more than 8 are read", error.Message, StringComparison.Ordinal);

        SafetensorsFile file = SafetensorsFile.Parse(writer.ToArray(), "a");
        Assert.Equal(1024, file.MetadataKeys.Count());
        Assert.Equal([longest], file.TensorNames);
    }

    [Fact]
    public void A_header_longer_than_any_model_s_is_not_written()
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("a", new string('x', 1 << 20));
        using TemporaryDirectory directory = new();
        Assert.Throws<InvalidOperationException>(() => writer.Write(directory["a"]));
        Assert.Contains("no more than 1048576", Assert.Throws<InvalidOperationException>(writer.ToArray).Message, StringComparison.Ordinal);
        Assert.Empty(directory.Names);
    }

    [Fact]
    public void A_write_that_cannot_succeed_leaves_the_old_file_and_nothing_else()
    {
        using TemporaryDirectory directory = new();
        Example().Write(directory["old"]);
        Directory.CreateDirectory(directory["taken"]);

        Assert.Contains("taken", Assert.Throws<UnauthorizedAccessException>(() => Example().Write(directory["taken"])).Message, StringComparison.Ordinal);
        Assert.Contains("below", Assert.Throws<DirectoryNotFoundException>(() => Example().Write(directory["old/below"])).Message, StringComparison.Ordinal);
        Assert.Equal(["old", "taken"], directory.Names);
        Assert.Equal(Example().ToArray(), File.ReadAllBytes(directory["old"]));
    }

    private static SafetensorsWriter Example()
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", "mdn");
        writer.Add<float>("w", [2, 3], [1f, 2f, 3f, 4f, 5f, 6f]);
        writer.AddMetadata("größe", "1\n2");
        writer.Add<double>("s", [], [Math.PI]);
        writer.Add<float>("none", [0, 5], []);
        return writer;
    }

    /// <summary>Lists of strings over all of Unicode, half of them made of what JSON must escape or .NET takes two units for.</summary>
    private static Arbitrary<string[]> TextArbitrary()
    {
        Gen<int> any = Gen.Choose(0, 0x10FFFF).Where(code => code is < 0xD800 or > 0xDFFF);
        Gen<int> nasty = Gen.Elements(0, 0x1F, '"', '\\', '/', 0x7F, 0xFFFD, 0xFFFE, 0x2028, 0x1F600, 0x10FFFF);
        Gen<string> text = Gen.OneOf(any, nasty).ArrayOf().Select(codes => string.Concat(codes.Select(char.ConvertFromUtf32)));
        return Arb.From(text.ArrayOf(), Shrink);
    }

    private static IEnumerable<string[]> Shrink(string[] texts)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            yield return [.. texts[..i], .. texts[(i + 1)..]];
            if (texts[i].Length > 0)
            {
                int half = char.IsHighSurrogate(texts[i][0]) ? 2 : 1;
                yield return [.. texts[..i], texts[i][half..], .. texts[(i + 1)..]];
            }
        }
    }
}
