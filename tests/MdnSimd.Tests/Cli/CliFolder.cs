using MdnSimd.Cli;

namespace MdnSimd.Tests.Cli;

/// <summary>A temporary folder to run <c>mdn</c> in, removed at the end.</summary>
public sealed class CliFolder : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    /// <summary>docs/data/faithful.csv of the checkout that the tests were built from.</summary>
    public static string Faithful { get; } = Checkout.PathOf("docs/data/faithful.csv");

    public string PathOf(string name) => folder[name];

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>A file of rows made from their numbers.</summary>
    public string Write(string name, string header, Func<int, string> row, int count = 40) =>
        Write(name, $"{header}\n{string.Join('\n', Enumerable.Range(0, count).Select(row))}\n");

    /// <summary>Runs <c>mdn</c> in this process, as a pipe would see it.</summary>
    internal static CliResult Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = MdnCommandLine.Run(args, output, error, cancellation: TestContext.Current.CancellationToken);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Fits a model of three components quickly, since its quality does not matter.</summary>
    internal string FitQuickly(string data, params string[] options) =>
        Fit(data, ["--epochs", "2", "--hidden", "4", "--components", "3", .. options]);

    /// <summary>Fits a model.</summary>
    internal string Fit(string data, params string[] options)
    {
        string model = PathOf("model.safetensors");
        CliResult result = Run(["fit", data, "-o", model, .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        return model;
    }

    public void Dispose() => folder.Dispose();
}

/// <summary>What a run of <c>mdn</c> left behind.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Lines(Output);

    public string[] ErrorLines => Lines(Error);

    /// <summary>Asserts an error of one line, without a stack trace and with nothing on standard output.</summary>
    public void AssertFails(int exitCode, string message)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Equal(message, Assert.Single(ErrorLines));
        Assert.Equal("", Output);
    }

    /// <summary>Asserts a usage error of a command: what is wrong, and the hint at its help.</summary>
    public void AssertWrongUsage(string command, string message)
    {
        Assert.Equal(2, ExitCode);
        Assert.Equal([$"mdn {command}: {message}", $"Try 'mdn {command} --help'."], ErrorLines);
        Assert.Equal("", Output);
    }

    private static string[] Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>A model of Old Faithful's eruptions given waiting, fitted once for a class of tests.</summary>
public sealed class FaithfulModel : IDisposable
{
    public FaithfulModel() => Model = Folder.FitQuickly(CliFolder.Faithful, "--target", "eruptions");

    public CliFolder Folder { get; } = new();

    public string Model { get; }

    public void Dispose() => Folder.Dispose();
}
