using System.IO.Pipes;
using System.Runtime.InteropServices;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

public class SafetensorsFileTests
{
    [Fact]
    public void A_header_written_by_hand_is_understood_field_by_field()
    {
        SafetensorsFile file = SafetensorsBytes.Parse(SafetensorsBytes.Header, SafetensorsBytes.HeaderData);

        Assert.Equal([("format", "pt"), ("größe", "é\n")], file.MetadataKeys.Select(key => (key, SafetensorsBytes.Text(file, key))));
        Assert.Equal(["b", "layers.0.weight", "half", "none"], file.TensorNames);
        TensorInfo weight = file.Find("layers.0.weight");
        Assert.Equal(DType.F32, weight.DType);
        Assert.Equal([2L, 3L], weight.Shape.Dimensions.ToArray());
        Assert.Equal((0L, 24L, 6L), (weight.Begin, weight.End, weight.Elements));
        Assert.Equal((40L, 42L, 1L), (file.Find("half").Begin, file.Find("half").End, file.Find("half").Elements));
        Assert.Equal(0, file.Find("none").Elements);
    }

    [Fact]
    public void Numbers_are_the_little_endian_bytes_of_the_data()
    {
        byte[] bytes = SafetensorsBytes.Build("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);
        byte[] numbers = [0x00, 0x00, 0xC0, 0x3F, 0x00, 0x00, 0x20, 0xC1];
        numbers.CopyTo(bytes, bytes.Length - 8);

        float[] values = new float[2];
        SafetensorsFile.Parse(bytes, "a").CopyTo<float>("a", values);
        Assert.Equal([1.5f, -10f], values);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{}      ")]
    [InlineData("""{"__metadata__":{}}""")]
    public void A_file_without_tensors_is_sound(string header) => Assert.Empty(SafetensorsBytes.Parse(header, 0).TensorNames);

    [Fact]
    public void Escaped_names_and_fields_are_the_same_names_and_fields()
    {
        SafetensorsFile file = SafetensorsBytes.Parse("""{"\u0061":{"\u0064type":"F3\u0032","shape":[],"data_offsets":[0,4]}}""", 4);
        Assert.Equal(["a"], file.TensorNames);
    }

    [Fact]
    public void Types_that_are_no_floating_point_numbers_are_listed_but_not_copied()
    {
        SafetensorsFile file = SafetensorsBytes.Parse("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", 8);
        Assert.Equal(1, file.Require("a", 1).Elements);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => file.CopyTo("a", new double[1]));
        Assert.Equal("model.safetensors: tensor 'a': dtype is I64, and must be F16, BF16, F32 or F64", error.Message);
    }

    [Fact]
    public void Require_tells_a_missing_tensor_from_one_of_another_shape()
    {
        SafetensorsFile file = SafetensorsBytes.Parse(SafetensorsBytes.Header, SafetensorsBytes.HeaderData);

        Assert.Equal((0L, 24L), (file.Require("layers.0.weight", 2, 3).Begin, file.Require("layers.0.weight", 2, 3).End));
        Assert.Equal(DType.F16, file.Require("half").DType);
        Assert.Equal(
            "model.safetensors: tensor 'layers.0.bias': is missing",
            Assert.Throws<InvalidDataException>(() => file.Require("layers.0.bias", 3)).Message);
        Assert.Equal(
            "model.safetensors: tensor 'layers.0.weight': shape is [2, 3], and must be [3, 2]",
            Assert.Throws<InvalidDataException>(() => file.Require("layers.0.weight", 3, 2)).Message);
        Assert.Equal(
            "model.safetensors: tensor 'b': shape is [2, 1], and must be [2]",
            Assert.Throws<InvalidDataException>(() => file.Require("b", 2)).Message);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void A_destination_of_another_length_is_the_callers_fault(int length)
    {
        SafetensorsFile file = SafetensorsBytes.Parse(SafetensorsBytes.Header, SafetensorsBytes.HeaderData);
        ArgumentException error = Assert.Throws<ArgumentException>(() => file.CopyTo("layers.0.weight", new float[length]));
        Assert.Equal("destination", error.ParamName);
        Assert.Contains($"has 6 elements, but the destination has {length}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_on_the_disk_is_read_and_named_as_it_was_given()
    {
        using TemporaryDirectory directory = new();
        string path = directory["model.safetensors"];
        byte[] bytes = SafetensorsBytes.Build(SafetensorsBytes.Header, SafetensorsBytes.HeaderData);
        File.WriteAllBytes(path, bytes);

        double[] values = new double[2];
        SafetensorsFile.Read(path).CopyTo<double>("b", values);
        Assert.Equal(bytes.AsSpan(bytes.Length - 18, 16), MemoryMarshal.AsBytes(values.AsSpan()));

        File.WriteAllBytes(path, bytes[..^1]);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));
        Assert.StartsWith(path + ": tensor ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_directory_are_the_errors_of_the_system()
    {
        using TemporaryDirectory directory = new();
        Assert.Contains("gone", Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Read(directory["gone"])).Message, StringComparison.Ordinal);
        Assert.Throws<UnauthorizedAccessException>(() => SafetensorsFile.Read(directory["."]));
    }

    [Fact]
    public void A_pipe_is_refused()
    {
        if (OperatingSystem.IsLinux())
        {
            using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
            string path = $"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}";
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));
            Assert.Equal($"{path}: file: is a pipe or a device, whose length cannot be known", error.Message);
        }
    }

    [Fact]
    public void Reading_takes_the_memory_of_the_file_and_little_more()
    {
        using TemporaryDirectory directory = new();
        SafetensorsWriter writer = new();
        writer.Add<float>("a", [1_000_000], new float[1_000_000]);
        writer.Write(directory["a"]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        SafetensorsFile file = SafetensorsFile.Read(directory["a"]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4_000_000, 4_050_000);
        Assert.Equal(1_000_000, file.Require("a", 1_000_000).Elements);
    }

    [Fact]
    public void A_file_too_large_for_memory_is_refused_before_it_is_read()
    {
        using TemporaryDirectory directory = new();
        string path = directory["large.safetensors"];
        using (FileStream stream = File.Create(path))
        {
            stream.Write(SafetensorsBytes.Build("{}", 0));
            stream.SetLength(3_000_000_000);
        }

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));
        Assert.Equal($"{path}: file: has 3000000000 bytes, and no more than 2147483591 are read", error.Message);
    }

    [Fact]
    public void A_header_length_is_checked_before_the_file_is_loaded()
    {
        using TemporaryDirectory directory = new();
        string path = directory["large"];
        using (FileStream stream = File.Create(path))
        {
            stream.Write(SafetensorsBytes.WithLength(100_000_001));
            stream.SetLength(200_000_000);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal($"{path}: header length: 100000001 is beyond the limit of 100000000 bytes", error.Message);
    }
}
