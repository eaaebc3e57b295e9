using System.Text.Encodings.Web;
using System.Text.Json;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

/// <summary>Sound safetensors files whose options promise far more than they hold: they are refused before memory is taken for a model.</summary>
public sealed class HostileModelTests
{
    private const int Inputs = 1 << 14;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Options as files have them, of a network with many inputs whose layers are one unit wide.</summary>
    private static Dictionary<string, string> Options => new()
    {
        ["format"] = "mdnsimd",
        ["format_version"] = "1",
        ["inputs"] = $"{Inputs}",
        ["targets"] = "1",
        ["components"] = "1",
        ["covariance"] = "Diagonal",
        ["hidden"] = "1",
        ["activation"] = "Tanh",
        ["initialization"] = "He",
        ["scale_link"] = "Exp",
        ["scale_floor"] = "0.001",
        ["input_names"] = "[]",
        ["target_names"] = "[]",
    };

    /// <summary>The tensors of that network.</summary>
    private static (string Name, int[] Shape)[] Tensors =>
    [
        ("layers.0.weight", [1, Inputs]), ("layers.0.bias", [1]), ("layers.1.weight", [3, 1]), ("layers.1.bias", [3]),
        ("inputs.mean", [Inputs]), ("inputs.scale", [Inputs]), ("targets.mean", [1]), ("targets.scale", [1]),
    ];

    [Theory]
    [InlineData("input_names", "[]", "'layers.0.weight': is missing")]
    [InlineData("hidden", "65536", "is too large a network")]
    [InlineData("members", "1024", "'layers.0.weight': is missing")]
    public void Options_without_tensors_take_the_constant_alone(string key, string value, string expected) =>
        Refused([], key, value, expected);

    [Theory]
    [InlineData("inputs", '1', 1_000_000, "metadata 'inputs': has 1000000 bytes: expected at most 2048")]
    [InlineData("inputs", '1', 2048, "'1111")]
    [InlineData("hidden", ',', 2048, "'' is not a whole number")]
    [InlineData("scale_floor", '1', 2048, "ScaleFloor is Infinity")]
    [InlineData("covariance", 'x', 2048, "is none of Isotropic")]
    [InlineData("format", 'x', 1_000_000, "metadata 'format': has 1000000 bytes")]
    public void A_long_option_takes_the_constant_alone(string key, char repeated, int count, string expected) =>
        Refused([], key, new string(repeated, count), expected);

    [Fact]
    public void Many_layers_take_the_constant_alone() =>
        Refused([], "hidden", string.Join(',', Enumerable.Repeat('1', 1000)), "Hidden is 1000 layers: expected at most 256");

    [Fact]
    public void Names_are_not_read_before_there_are_tensors_of_as_many_columns() =>
        Refused([], "input_names", Names(Inputs), "'layers.0.weight': is missing");

    [Theory]
    [InlineData(1, "is a list of 1 names: expected 16384")]
    [InlineData(Inputs - 1, "is a list of 16383 names: expected 16384")]
    [InlineData(Inputs + 1, "is a list of 16385 names: expected 16384")]
    public void Another_number_of_names_than_columns_is_found_by_counting(int count, string expected) =>
        Refused(Tensors, "input_names", Names(count), expected);

    [Theory]
    [InlineData("[nnn", "", 500_000, "is not a JSON list of strings")]
    [InlineData("[\"", "", 500_000, "is not a JSON list of strings")]
    [InlineData("[\"", "\"]", 100_000, "is a list of 1 names")]
    [InlineData("[\"", "\"]", 500_000, "is a list of very long names: expected at most 131072 characters")]
    [InlineData("[\"\\n", "\"]", 800_000, "is a list of very long names: expected at most 131072 characters")]
    [InlineData("[\"", "\"]", 2_000_000, "expected at most 1048576")]
    [InlineData("[\"", "\"]x", 100_000, "is not a JSON list of strings")]
    [InlineData("[\"", "\",1]", 100_000, "is not a JSON list of strings")]
    [InlineData("{\"", "\":1}", 500_000, "is not a JSON list of strings")]
    public void Names_that_are_no_list_take_the_constant_alone(string before, string after, int length, string expected) =>
        Refused(Tensors, "input_names", before + new string('n', length) + after, expected);

    [Fact]
    public void A_name_with_half_of_a_surrogate_pair_is_none()
    {
        (string, int[])[] narrow = [.. Tensors.Select(tensor => (tensor.Name, tensor.Shape.Select(size => size == Inputs ? 1 : size).ToArray()))];
        byte[] file = Build(new(Options) { ["inputs"] = "1", ["input_names"] = "[\"\\ud800\"]" }, narrow);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => MdnModel<float>.Load(file, "a"));
        Assert.Equal("a: metadata 'input_names' is not a JSON list of strings", error.Message);
    }

    [Fact]
    public void A_number_that_is_none_at_the_end_is_found_before_memory_is_taken()
    {
        // In memory a layer one unit wide is padded to 64 bytes a weight, and has 2 here: the model would be 1 MiB.
        foreach (string tensor in (string[])["layers.0.weight", "inputs.mean", "inputs.scale", "targets.scale"])
        {
            byte[] file = Build(Options, Tensors, tensor);
            (InvalidDataException? error, long allocated) = Measure(() => ModelFile.Read<double>(SafetensorsFile.Parse(file, "a")));
            Assert.Contains($"tensor '{tensor}': element ", error?.Message, StringComparison.Ordinal);
            Assert.Contains(" is NaN: expected a ", error?.Message, StringComparison.Ordinal);
            Assert.InRange(allocated, 0, file.Length + SafetensorsFile.ConstantMemory);
        }
    }

    [Fact]
    public void Without_a_fault_that_file_is_a_model()
    {
        MdnModel<double> model = MdnModel<double>.Load(Build(Options, Tensors));
        Assert.Equal((Inputs, "x1", "x16384"), (model.Options.Inputs, model.Options.InputNames[0], model.Options.InputNames[^1]));
        MdnModel<float> named = MdnModel<float>.Load(Build(new(Options) { ["input_names"] = Names(Inputs) }, Tensors));
        Assert.Equal(("0", "3fff"), (named.Options.InputNames[0], named.Options.InputNames[^1]));
    }

    [Fact]
    public void A_thousand_small_members_take_twice_their_file_and_a_constant()
    {
        using TemporaryDirectory folder = new();
        string path = folder["model"];
        new RandomModel(Activation.Tanh, Covariance.Diagonal, ScaleLink.Exp, 1, 0, 1, 1, 1e-3, 3).Create<float>(1024).Save(path);
        long length = new FileInfo(path).Length;
        MdnModel<float>? model = null;

        // The runtime's instrumented code, in use between the first calls and the optimised code, allocates 120 bytes a tensor of its own:
        // what counts is code that stays.
        long most = (2 * length) + SafetensorsFile.ConstantMemory;
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 100 && allocated > most; attempt++)
        {
            Thread.Sleep(attempt == 0 ? 0 : 100);
            allocated = Measure(() => model = MdnModel<float>.Load(path)).Allocated;
        }

        Assert.Equal(1024, model?.Members);
        Assert.InRange(allocated, length, most);
    }

    private static void Refused((string, int[])[] tensors, string key, string value, string expected)
    {
        byte[] file = Build(new(Options) { [key] = value }, tensors);
        (InvalidDataException? error, long allocated) = Measure(() => ModelFile.Read<double>(SafetensorsFile.Parse(file, "a")));
        Assert.Contains(expected, error?.Message, StringComparison.Ordinal);
        Assert.InRange(error!.Message.Length, 0, 400);
        Assert.InRange(allocated, 0, file.Length + SafetensorsFile.ConstantMemory);
    }

    private static (InvalidDataException? Error, long Allocated) Measure(Action load)
    {
        InvalidDataException? error = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            load();
        }
        catch (InvalidDataException refused)
        {
            error = refused;
        }

        return (error, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Names(int count) => JsonSerializer.Serialize(Enumerable.Range(0, count).Select(i => $"{i:x}"));

    /// <summary>A file of numbers of 2 bytes, all 1, but for the last one of a tensor, which is none.</summary>
    private static byte[] Build(Dictionary<string, string> options, (string Name, int[] Shape)[] tensors, string? damaged = null)
    {
        Dictionary<string, object> header = new() { ["__metadata__"] = options };
        List<byte> data = [];
        foreach ((string name, int[] shape) in tensors)
        {
            int begin = data.Count;
            int count = shape.Aggregate(1, (product, dimension) => product * dimension);
            for (int i = 1; i <= count; i++)
            {
                data.AddRange(BitConverter.GetBytes(name == damaged && i == count ? Half.NaN : Half.One));
            }

            header[name] = new { dtype = "F16", shape, data_offsets = new[] { begin, data.Count } };
        }

        byte[] file = SafetensorsBytes.Build(JsonSerializer.Serialize(header, Readable), data.Count);
        data.CopyTo(file, file.Length - data.Count);
        return file;
    }
}
