using MdnSimd.Tests.Onnx;

namespace MdnSimd.Tests.Cli;

public sealed class ExportCommandTests(FaithfulModel faithful) : IClassFixture<FaithfulModel>
{
    [Fact]
    public void Export_writes_the_model_as_a_graph_and_tells_its_inputs_and_outputs()
    {
        string path = faithful.Folder.PathOf("model.onnx");
        CliResult result = CliFolder.Run("export", faithful.Model, "--onnx", path);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Equal(
            ["value", "x", "weights", "means", "scales"], result.OutputLines.Select(line => line.Split(' ')[0]));
        Assert.Contains("[n, 3, 1]", result.OutputLines[3], StringComparison.Ordinal);

        using MemoryStream expected = new();
        MdnSimd.Onnx.OnnxExport.Write(MdnModel<float>.Load(faithful.Model), expected);
        Assert.Equal(expected.ToArray(), File.ReadAllBytes(path));
    }

    [Fact]
    public void Export_adds_the_log_density_when_asked()
    {
        string path = faithful.Folder.PathOf("density.onnx");
        CliResult result = CliFolder.Run("export", faithful.Model, "--onnx", path, "--log-density");
        Assert.Equal(0, result.ExitCode);
        OnnxFile file = new(File.ReadAllBytes(path));
        Assert.Equal(["x", "t"], file.Inputs.Select(port => port.Name));
        Assert.Equal("log_density", file.Outputs[^1].Name);
        Assert.Equal("""["waiting"]""", file.Metadata["input_names"]);
    }

    [Fact]
    public void Export_does_not_replace_the_model()
    {
        byte[] before = File.ReadAllBytes(faithful.Model);
        CliFolder.Run("export", faithful.Model, "--onnx", faithful.Model).AssertWrongUsage(
            "export", $"--onnx: '{faithful.Model}' is the model file, which would be replaced");
        Assert.Equal(before, File.ReadAllBytes(faithful.Model));
    }

    [Fact]
    public void Export_needs_a_place_for_the_graph()
    {
        CliFolder.Run("export", faithful.Model).AssertWrongUsage("export", "option --onnx is missing");
        CliFolder.Run("export", faithful.Model, "--onnx", "").AssertWrongUsage("export", "--onnx: '' is not the name of a file");
        string path = faithful.Folder.PathOf("none/model.onnx");
        CliResult result = CliFolder.Run("export", faithful.Model, "--onnx", path);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"{path}: cannot be written: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }
}
