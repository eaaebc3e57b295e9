using System.Text.Json.Nodes;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Cli;

/// <summary>Networks that were trained elsewhere: what comes in, and what is refused by its name.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private static readonly RandomModel Random = new(Activation.LeakyRelu, Covariance.Full, ScaleLink.EluPlusOne, 2, 1, 2, 2, 0.01, 5);

    private readonly CliFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_and_its_configuration_become_the_model()
    {
        MdnModel<float> expected = Random.Create<float>();
        string model = folder.PathOf("model.safetensors");
        CliResult result = CliFolder.Run("import", Tensors(), "--config", Config(), "-o", model);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("  mixture      2 components, full covariance", result.Output, StringComparison.Ordinal);

        MdnModel<float> imported = MdnModel<float>.Load(model);
        Assert.Equal(expected.Options, imported.Options);
        Assert.Equal(expected.Parameters.ToArray(), imported.Parameters.ToArray());
        Assert.Equal(expected.InputScaler.Scales.ToArray(), imported.InputScaler.Scales.ToArray());
        Assert.Equal(expected.TargetScaler.Means.ToArray(), imported.TargetScaler.Means.ToArray());
    }

    [Theory]
    [InlineData("F64", 0)]
    [InlineData("F16", 1e-3)]
    [InlineData("BF16", 8e-3)]
    public void Other_floating_point_types_are_read(string type, double tolerance)
    {
        string model = folder.PathOf("model.safetensors");
        CliResult result = CliFolder.Run("import", Tensors(type: type), "--config", Config(), "-o", model);
        Assert.True(result.ExitCode == 0, result.Error);
        float[] expected = Random.Create<float>().Parameters.ToArray();
        float[] actual = MdnModel<float>.Load(model).Parameters.ToArray();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, (float)(tolerance * (Math.Abs(pair.First) + 1e-3))));
    }

    [Theory]
    [InlineData("missing", "tensor 'layers.1.bias': is missing")]
    [InlineData("unknown", "tensor 'layer.1.bias' belongs to no layer or scaler of the options: expected layers.0.weight, layers.0.bias to "
        + "layers.1.bias, inputs.mean, inputs.scale, targets.mean, targets.scale, and where long tails are drawn in inputs.power, "
        + "inputs.power_mean and inputs.power_scale")]
    [InlineData("shape", "tensor 'layers.0.weight': shape is [2, 7], and must be [7, 2]")]
    [InlineData("type", "tensor 'layers.1.bias': dtype is I32, and must be F16, BF16, F32 or F64")]
    [InlineData("value", "tensor 'layers.1.bias': element 1 is NaN: expected a finite number")]
    public void A_fault_of_the_tensors_is_named(string fault, string message)
    {
        string path = Tensors(fault);
        CliFolder.Run("import", path, "--config", Config(), "-o", folder.PathOf("m")).AssertFails(1, $"{path}: {message}");
        Assert.False(File.Exists(folder.PathOf("m")));
    }

    [Theory]
    [InlineData("components", null, "'components' is missing")]
    [InlineData("components", "2.5", "'components' '2.5' is no whole number")]
    [InlineData("components", "0", "Components is 0: expected 1 to 65536")]
    [InlineData("hidden", "7", "'hidden' must be a list")]
    [InlineData("hidden", "[7, \"a\"]", "'hidden' 'a' is no whole number")]
    [InlineData("activation", "\"swish\"",
        "'activation' 'swish' is none of identity, tanh, relu, leaky-relu, elu, gelu, silu, softplus, sigmoid")]
    [InlineData("scale_link", "3", "'scale_link' '3' is none of exp, softplus, elu-plus-one")]
    [InlineData("scale_floor", "\"small\"", "'scale_floor' must be a number")]
    [InlineData("input_names", "[1, 2]", "'input_names' must be a list of strings")]
    [InlineData("input_names", "[\"a\"]", "InputNames is 1: expected 2 names")]
    [InlineData("layers", "2", "'layers' is none of inputs, targets, components, covariance, hidden, activation, scale_link, scale_floor, "
        + "input_names, target_names")]
    public void A_fault_of_the_configuration_is_named(string key, string? value, string message)
    {
        string config = Config(key, value);
        CliFolder.Run("import", Tensors(), "--config", config, "-o", folder.PathOf("m")).AssertFails(1, $"{config}: {message}");
    }

    [Fact]
    public void A_configuration_that_is_none_is_refused()
    {
        string output = folder.PathOf("m");
        string list = folder.Write("list.json", "[]");
        CliFolder.Run("import", Tensors(), "--config", list, "-o", output).AssertFails(1, $"{list}: is not a JSON object");
        string text = folder.Write("text.json", "inputs: 2");
        Assert.StartsWith($"{text}: is not JSON: ", CliFolder.Run("import", Tensors(), "--config", text, "-o", output).Error, StringComparison.Ordinal);
        string twice = folder.Write("twice.json", """{"inputs": 1, "inputs": 1}""");
        CliFolder.Run("import", Tensors(), "--config", twice, "-o", output).AssertFails(1, $"{twice}: 'inputs' occurs twice");
        string none = folder.PathOf("none.json");
        CliFolder.Run("import", Tensors(), "--config", none, "-o", output).AssertFails(1, $"{none}: no such file");
        CliFolder.Run("import", Tensors(), "--config", Config(), "-o", Config()).AssertWrongUsage(
            "import", $"-o: '{Config()}' is the configuration file, which would be replaced");
        CliFolder.Run("import", Tensors(), "-o", output).AssertWrongUsage("import", "option --config is missing");
    }

    /// <summary>The configuration of the model, with a key changed.</summary>
    private string Config(string? key = null, string? value = null)
    {
        JsonObject config = new()
        {
            ["inputs"] = 2,
            ["targets"] = 2,
            ["components"] = 2,
            ["covariance"] = "full",
            ["hidden"] = new JsonArray(7),
            ["activation"] = "leaky-relu",
            ["scale_link"] = "elu-plus-one",
            ["scale_floor"] = 0.01,
        };
        if (key is not null)
        {
            config.Remove(key);
            if (value is not null)
            {
                config[key] = JsonNode.Parse(value);
            }
        }

        return folder.Write("config.json", config.ToJsonString());
    }

    /// <summary>The tensors of the model in a file without metadata, of another type or with a fault.</summary>
    private string Tensors(string fault = "", string type = "F32")
    {
        string path = folder.PathOf("whole.safetensors");
        Random.Create<float>().Save(path);
        SafetensorsFile file = SafetensorsFile.Read(path);
        JsonObject header = [];
        List<byte> data = [];
        foreach (string name in file.TensorNames)
        {
            TensorInfo tensor = file.Find(name);
            long[] shape = tensor.Shape.Dimensions.ToArray();
            bool here = name == (fault == "shape" ? "layers.0.weight" : "layers.1.bias");
            if (here && fault == "missing")
            {
                continue;
            }

            float[] values = new float[tensor.Elements];
            file.CopyTo<float>(name, values);
            if (here && fault == "value")
            {
                values[1] = float.NaN;
            }

            int begin = data.Count;
            data.AddRange(values.SelectMany(value => Bytes(type, value)));
            header[here && fault == "unknown" ? "layer.1.bias" : name] = new JsonObject
            {
                ["dtype"] = here && fault == "type" ? "I32" : type,
                ["shape"] = new JsonArray([.. (here && fault == "shape" ? shape.Reverse() : shape).Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(begin, data.Count),
            };
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        string result = folder.PathOf("tensors.safetensors");
        File.WriteAllBytes(result, [.. BitConverter.GetBytes((ulong)text.Length), .. text, .. data]);
        return result;
    }

    private static byte[] Bytes(string type, float value) => type switch
    {
        "F64" => BitConverter.GetBytes((double)value),
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes(value)[2..],
        _ => BitConverter.GetBytes(value),
    };
}
