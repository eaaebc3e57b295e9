using MdnSimd.Onnx;

namespace MdnSimd.Tests.Documents;

/// <summary>The C# of the package's readme, and of docs/embedding.md, is the region ONNX of this file. MDNSIMD_UPDATE_DOCS=1 writes it there.</summary>
[Collection(MarkdownDocument.Collection)]
public sealed class OnnxExampleTests
{
    [Fact]
    public void The_example_writes_two_graphs()
    {
        using TemporaryDirectory folder = new();
        string path = folder["geyser.safetensors"];
        Synthetic.Untrained<float>(new() { Inputs = 1, Targets = 1 }).Save(path);

        #region ONNX
        MdnModel<float> model = MdnModel<float>.Load(path);
        OnnxExport.Save(model, Path.ChangeExtension(path, ".onnx"));

        using MemoryStream graph = new();
        OnnxExport.Write(model, graph, new OnnxOptions { LogDensity = true });
        #endregion

        Assert.Equal(["geyser.onnx", "geyser.safetensors"], folder.Names);
        Assert.True(graph.Length > new FileInfo(folder["geyser.onnx"]).Length);
    }

    [Fact]
    public async Task The_Python_of_the_page_asks_for_what_a_graph_has()
    {
        await Python.Require("onnx");
        using TemporaryDirectory folder = new();
        OnnxExport.Save(Synthetic.Untrained<float>(new() { Inputs = 1, Targets = 1 }), folder["geyser.onnx"]);

        // In the place of the runtime, which Debian does not have: what the graph would refuse.
        await File.WriteAllTextAsync(folder["onnxruntime.py"], """
            import numpy as np
            import onnx


            class InferenceSession:
                def __init__(self, path):
                    self.graph = onnx.load(path).graph

                def run(self, names, inputs):
                    assert set(names) <= {value.name for value in self.graph.output}, names
                    assert set(inputs) == {value.name for value in self.graph.input}, inputs
                    for value in self.graph.input:
                        tensor, given = value.type.tensor_type, inputs[value.name]
                        assert given.dtype == {1: "float32", 11: "float64"}[tensor.elem_type], given.dtype
                        assert given.shape[1:] == tuple(size.dim_value for size in tensor.shape.dim[1:]), given.shape
                    print(*names)
                    return [np.zeros(1) for _ in names]

            """);
        List<string> script = new MarkdownDocument("docs/embedding.md").Blocks("python").Single(block => block.Contains("import onnxruntime"));
        await File.WriteAllLinesAsync(folder["serve.py"], script);
        Assert.Equal("weights means scales\n", await Python.Run(folder[""], "serve.py"));
    }

    [Theory]
    [InlineData("docs/embedding.md", 2, 3)]
    [InlineData("src/MdnSimd.Onnx/README.md", 0, 1)]
    public void The_example_is_what_a_page_shows(string document, int block, int blocks) =>
        SourceRegion.AssertShownIn(document, "tests/MdnSimd.Tests/Documents/OnnxExampleTests.cs", "ONNX", block, blocks);
}
