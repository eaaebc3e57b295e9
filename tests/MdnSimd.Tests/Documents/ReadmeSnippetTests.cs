using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Documents;

/// <summary>The snippet of README.md and of the package's readme is the region README of this file. MDNSIMD_UPDATE_DOCS=1 writes it there.</summary>
[Collection(MarkdownDocument.Collection)]
public sealed class ReadmeSnippetTests
{
    [Fact]
    public void The_snippet_runs()
    {
        #region README
        float[,] waiting = { { 79 }, { 54 }, { 74 }, { 62 }, { 85 }, { 55 }, { 88 }, { 51 } };
        float[,] eruptions = { { 3.6f }, { 1.8f }, { 3.33f }, { 2.28f }, { 4.53f }, { 2.88f }, { 4.7f }, { 1.95f } };

        FitResult<float> fit = AutoFit.Fit<float>(waiting, eruptions);
        fit.Model.Save("geyser.safetensors");

        MdnModel<float> model = MdnModel<float>.Load("geyser.safetensors");
        using MdnPredictor<float> predictor = model.CreatePredictor();
        GaussianMixture<float> p = predictor.Predict([79f]);
        float surprise = -p.LogDensity([3.6f]);
        float median = p.Quantile(0.5f);
        #endregion

        File.Delete("geyser.safetensors");
        Assert.Equal(fit.Report.ParameterCount, model.ParameterCount);
        Assert.NotNull(fit.Report.Selection);
        Assert.InRange(median, 3, 5);
        Assert.InRange(surprise, -2, 3);
        Assert.Equal(0.5f, p.Cdf(median), 1e-5f);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/MdnSimd/README.md")]
    public void The_snippet_is_what_a_readme_shows(string document) =>
        SourceRegion.AssertShownIn(document, "tests/MdnSimd.Tests/Documents/ReadmeSnippetTests.cs", "README");

    [Fact]
    public void From_arrays_to_a_quantile_it_is_fifteen_lines_at_most()
    {
        List<string> snippet = new MarkdownDocument("README.md").Blocks("csharp").Single();
        Assert.StartsWith("float[,]", snippet[0], StringComparison.Ordinal);
        Assert.Contains("Quantile", snippet[^1], StringComparison.Ordinal);
        Assert.InRange(snippet.Count, 1, 15);
    }
}
