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

    [Theory]
    [InlineData("docs/embedding.md", 2, 3)]
    [InlineData("src/MdnSimd.Onnx/README.md", 0, 1)]
    public void The_example_is_what_a_page_shows(string document, int block, int blocks) =>
        SourceRegion.AssertShownIn(document, "tests/MdnSimd.Tests/Documents/OnnxExampleTests.cs", "ONNX", block, blocks);
}
