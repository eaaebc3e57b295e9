using MdnSimd.Onnx;

namespace MdnSimd.Tests.Documents;

/// <summary>The C# of docs/embedding.md is the region ONNX of this file. MDNSIMD_UPDATE_DOCS=1 writes it there.</summary>
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
    public void The_example_is_what_the_page_shows() =>
        SourceRegion.AssertShownIn("docs/embedding.md", "tests/MdnSimd.Tests/Documents/OnnxExampleTests.cs", "ONNX");
}
