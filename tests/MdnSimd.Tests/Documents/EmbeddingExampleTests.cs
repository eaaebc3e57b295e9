using MdnSimd.Mixtures;
using MdnSimd.Tests.Cli;

namespace MdnSimd.Tests.Documents;

/// <summary>The C# of docs/embedding.md is the regions Fit and Service of this file; MDNSIMD_UPDATE_DOCS=1 writes it there. Its Python runs where it can.</summary>
[Collection(MarkdownDocument.Collection)]
public sealed class EmbeddingExampleTests
{
    [Fact]
    public void Threads_share_a_model_and_each_has_a_predictor()
    {
        using TemporaryDirectory folder = new();
        string path = folder["geyser.safetensors"];
        Synthetic.Untrained<float>(new() { Inputs = 1, Targets = 1 }).Save(path);
        Request[] requests = [.. Enumerable.Range(0, 1000).Select(i => new Request { Features = [0.01f * i] })];

        #region Service
        MdnModel<float> model = MdnModel<float>.Load(path);
        Parallel.ForEach(
            requests,
            model.CreatePredictor,
            (request, _, predictor) =>
            {
                request.Median = predictor.Predict(request.Features).Quantile(0.5f);
                return predictor;
            },
            predictor => predictor.Dispose());
        #endregion

        using MdnPredictor<float> one = model.CreatePredictor();
        Assert.All(requests, request => Assert.Equal(one.Predict(request.Features).Quantile(0.5f), request.Median));
        Assert.True(requests.Select(request => request.Median).Distinct().Count() > 900);
    }

    [Theory]
    [InlineData("Fit", 0)]
    [InlineData("Service", 1)]
    public void The_examples_are_what_the_page_shows(string region, int block) =>
        SourceRegion.AssertShownIn("docs/embedding.md", "tests/MdnSimd.Tests/Documents/EmbeddingExampleTests.cs", region, block, 3);

    [Fact]
    public void A_model_comes_of_data_by_itself_or_by_hand()
    {
        (float[,] waiting, float[,] eruptions) = Synthetic.TwoBranches<float>(40);

        #region Fit
        AutoFitOptions automatic = new() { TimeBudget = TimeSpan.FromMinutes(1), TargetNames = ["eruptions"] };
        FitResult<float> fit = AutoFit.Fit<float>(waiting, eruptions, automatic);
        string tried = string.Join(", ", fit.Report.Selection!.Candidates.Select(each => $"{each.Name} {each.Loss:f3} nats"));
        string advice = string.Join(" ", fit.Report.Remarks);

        MdnOptions network = new() { Inputs = 1, Targets = 1, Components = 3, Hidden = [32] };
        using MdnTrainer<float> trainer = new(network, new TrainingOptions { Epochs = 50, Patience = 10 });
        FitResult<float> byHand = trainer.Fit(waiting, eruptions);
        #endregion

        Assert.Equal(["eruptions"], fit.Model.Options.TargetNames);
        Assert.Contains("unconditional", tried, StringComparison.Ordinal);
        Assert.Contains("With 40 rows", advice, StringComparison.Ordinal);
        Assert.Equal([32], byHand.Model.Options.Hidden);
        Assert.Null(byHand.Report.Selection);
    }

    [Fact]
    public async Task The_example_for_ONNX_Runtime_in_Python_gives_the_model_s_mixture()
    {
        await Python.Require("onnxruntime");
        using TemporaryDirectory folder = new();
        string model = folder["geyser.safetensors"];
        Assert.Equal(0, CliFolder.Run("fit", CliFolder.Faithful, "--target", "eruptions", "--epochs", "2", "-o", model).ExitCode);
        Assert.Equal(0, CliFolder.Run("export", model, "--onnx", folder["geyser.onnx"]).ExitCode);
        string script = string.Join('\n', new MarkdownDocument("docs/embedding.md").Blocks("python").Single(block => block.Contains("import onnxruntime")));
        string printed = await Python.Run(folder[""], "-c", $"{script}\nprint(*weights[0], *means[0, :, 0], *scales[0, :, 0])");
        using MdnPredictor<float> predictor = MdnModel<float>.Load(model).CreatePredictor();
        GaussianMixture<float> p = predictor.Predict([79f]);
        double[] actual = [.. printed.Split(' ').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        double[] expected = [.. p.Weights.ToArray().Concat(p.Means.ToArray()).Concat(p.Scales.ToArray()).Select(value => (double)value)];
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * (1 + Math.Abs(pair.First))));
    }

    private sealed class Request
    {
        public required float[] Features { get; init; }

        public float Median { get; set; }
    }
}
