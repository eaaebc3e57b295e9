using System.Globalization;
using System.Text.RegularExpressions;
using MdnSimd.Mixtures;
using MdnSimd.Tests.Cli;

namespace MdnSimd.Tests.Documents;

/// <summary>Runs what docs/pytorch.md shows, both ways, and compares the two programs.</summary>
public sealed partial class PyTorchPageTests
{
    [Fact]
    public async Task The_commands_of_the_page_run_and_both_programs_say_the_same()
    {
        await Python.Require("torch");
        using TemporaryDirectory folder = CopyOfPage();
        string[] commands = [.. new MarkdownDocument("docs/pytorch.md").Blocks("console").SelectMany(ConsoleExample.In).Select(example => example.Command)];
        Dictionary<string, string> printed = [];
        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            printed[$"{words[0]} {Path.GetFileName(words[1])}"] = words[0] == "python3"
                ? await Python.Run(folder[""], words[1..])
                : await Mdn(folder, words[1..]);
        }

        AssertSameMixture(folder["geyser.safetensors"], printed["python3 mdn_torch.py"]);
        await AssertModuleRuns(folder);
        double loss = Numbers(printed["python3 train_mdn.py"])[0];
        double nll = Numbers(await Mdn(folder, "evaluate", "imported.safetensors", "docs/data/faithful.csv", "--json"))[1];
        Assert.Equal(loss, nll, 2e-6);
        Assert.InRange(nll, -0.5, 0.5);
        Assert.Contains("full covariance", printed["mdn import"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--members", "1", "--epochs", "20")]
    [InlineData("--members", "5", "--epochs", "20")]
    [InlineData("--members", "5", "--epochs", "20", "--hidden", "none")]
    [InlineData("--auto", "true")]
    public async Task One_network_or_several_with_and_without_hidden_layers_are_the_same_in_both_programs(params string[] options)
    {
        await Python.Require("torch");
        using TemporaryDirectory folder = CopyOfPage();
        await Mdn(folder, ["fit", "docs/data/faithful.csv", "--target", "eruptions", "-o", "geyser.safetensors", .. options]);
        AssertSameMixture(
            folder["geyser.safetensors"], await Python.Run(folder[""], "docs/pytorch/mdn_torch.py", "geyser.safetensors", "79"));

        const string Loss = """
            import sys
            sys.path.insert(0, "docs/pytorch")
            import mdn_torch, train_mdn
            columns = train_mdn.read_columns("docs/data/faithful.csv")
            loss = mdn_torch.load("geyser.safetensors").loss(columns["waiting"].unsqueeze(1), columns["eruptions"].unsqueeze(1))
            print(loss.item())
            """;
        double loss = Numbers(await Python.Run(folder[""], "-c", Loss))[0];
        Assert.Equal(loss, Numbers(await Mdn(folder, "evaluate", "geyser.safetensors", "docs/data/faithful.csv", "--json"))[1], 2e-6);
    }

    [Fact]
    public async Task The_scripts_need_no_NumPy_and_say_how_they_are_called()
    {
        await Python.Require("torch");
        using TemporaryDirectory folder = CopyOfPage();
        foreach (string script in (string[])["mdn_torch", "train_mdn"])
        {
            string usage = await Python.Run(folder[""], "-c", $$"""
                import runpy, sys
                sys.path.insert(0, "docs/pytorch")
                sys.argv = ["{{script}}.py"]
                try:
                    runpy.run_path("docs/pytorch/{{script}}.py", run_name="__main__")
                except SystemExit as end:
                    print(end.code)
                """);
            Assert.StartsWith($"usage: python3 {script}.py ", usage, StringComparison.Ordinal);
        }

        const string Write = """
            import sys
            sys.modules["numpy"] = None
            sys.path.insert(0, "docs/pytorch")
            import torch, mdn_torch, train_mdn
            for dtype in mdn_torch.DTYPES.values():
                tensors = {"a": torch.tensor([[1.5, -2.0], [0.25, 3.0]], dtype=dtype).T, "b": torch.zeros(3, dtype=dtype)}
                train_mdn.write_safetensors("t.safetensors", tensors)
                read = mdn_torch.read_safetensors("t.safetensors")[1]
                print(all(read[name].dtype == dtype and torch.equal(read[name], tensors[name]) for name in tensors))
            """;
        Assert.Equal("True\nTrue\nTrue\nTrue\n", await Python.Run(folder[""], "-c", Write));
    }

    /// <summary>The module of the page, with features and targets: its shapes and its loss.</summary>
    private static async Task AssertModuleRuns(TemporaryDirectory folder)
    {
        const string Data = """
            import sys
            sys.path.insert(0, "docs/pytorch")
            import train_mdn
            columns = train_mdn.read_columns("docs/data/faithful.csv")
            x, t = columns["waiting"].unsqueeze(1), columns["eruptions"].unsqueeze(1)
            """;
        const string Print = """
            print([list(value.shape) for value in (weights, means, scales, factors)])
            print(all(parameter.grad is not None for parameter in model.parameters()))
            print(loss.item())
            """;
        List<string> block = new MarkdownDocument("docs/pytorch.md").Blocks("python").Single();
        string[] lines = (await Python.Run(folder[""], "-c", string.Join('\n', [Data, .. block, Print]))).Split('\n');
        Assert.Equal("[[272, 2], [272, 2, 1], [272, 2, 1], [272, 2, 1, 1]]", lines[0]);
        Assert.Equal("True", lines[1]);
        double nll = Numbers(await Mdn(folder, "evaluate", "geyser.safetensors", "docs/data/faithful.csv", "--json"))[1];
        Assert.Equal(nll, Numbers(lines[2])[0], 2e-6);
    }

    private static TemporaryDirectory CopyOfPage()
    {
        TemporaryDirectory folder = new();
        foreach (string file in (string[])["docs/data/faithful.csv", "docs/pytorch/mdn_torch.py", "docs/pytorch/train_mdn.py"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
            File.Copy(Checkout.PathOf(file), folder[file]);
        }

        return folder;
    }

    /// <summary>The mixture at 79 minutes.</summary>
    private static void AssertSameMixture(string path, string printed)
    {
        using MdnPredictor<float> predictor = MdnModel<float>.Load(path).CreatePredictor();
        GaussianMixture<float> p = predictor.Predict([79f]);
        double[] expected = [.. p.Weights.ToArray().Concat(p.Means.ToArray()).Concat(p.Scales.ToArray()).Select(value => (double)value)];
        double[] actual = Numbers(printed);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * (1 + Math.Abs(pair.First))));
    }

    private static async Task<string> Mdn(TemporaryDirectory folder, params string[] arguments)
    {
        (int exitCode, string output, string error) =
            await MdnProcess.Run(folder[""], arguments, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static double[] Numbers(string text) =>
        [.. Number().Matches(text).Select(number => double.Parse(number.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")]
    private static partial Regex Number();
}
