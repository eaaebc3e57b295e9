using System.Globalization;
using MdnSimd.Tests.Cli;
using MdnSimd.Tests.Native;

namespace MdnSimd.Tests.Documents;

/// <summary>
/// Compiles and runs the C and the Python of docs/embedding.md as they stand there, and compares what they print and how large the
/// libraries are. MDNSIMD_UPDATE_DOCS=1 writes both into the page.
/// </summary>
[Collection(MarkdownDocument.Collection)]
public sealed class NativeExampleTests : IDisposable
{
    private const string Page = "docs/embedding.md";
    private const string Library = "libmdnsimd.so.0";

    /// <summary>How far the size of a library may be from the one shown, relative to it.</summary>
    private const double SizeTolerance = 0.05;

    private readonly TemporaryDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_C_program_prints_what_the_page_shows()
    {
        NativeLibrary.Require();
        MarkdownDocument page = new(Page);
        await Fit();
        await File.WriteAllLinesAsync(folder["geyser.c"], page.Blocks("c").Single());
        string program = await NativeLibrary.Compile(folder, folder["geyser.c"]);
        Compare(page, 0, await NativeLibrary.Run(folder, program, []));
    }

    [Fact]
    public async Task The_header_compiles_as_Cpp()
    {
        NativeLibrary.Require();
        await Fit();
        await File.WriteAllLinesAsync(folder["geyser.cpp"], new MarkdownDocument(Page).Blocks("c").Single());
        await NativeLibrary.Run(folder, await NativeLibrary.Compile(folder, folder["geyser.cpp"]), []);
    }

    [Fact]
    public async Task The_Python_script_prints_what_the_page_shows()
    {
        NativeLibrary.Require();
        await Python.Require("ctypes");
        MarkdownDocument page = new(Page);
        await Fit();
        List<string> script = page.Blocks("python").Single(block => block.Contains("import ctypes"));
        await File.WriteAllLinesAsync(folder["geyser.py"], script);
        Compare(page, 1, await Python.Run(folder[""], ["geyser.py"], ("LD_LIBRARY_PATH", NativeLibrary.FolderOf("x86-64"))));
    }

    [Fact]
    public void The_sizes_of_the_libraries_are_those_that_the_page_shows()
    {
        NativeLibrary.Require();
        MarkdownDocument page = new(Page);
        List<string> shown = page.Blocks("text").Single(block => block.Count > 0 && block[0].Contains(Library, StringComparison.Ordinal));
        for (int i = 0; i < shown.Count; i++)
        {
            string[] words = shown[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            double actual = new FileInfo(Path.Combine(NativeLibrary.Prefix, words[0])).Length / 1e6;
            double written = double.Parse(words[1], CultureInfo.InvariantCulture);
            if (MarkdownDocument.Updates)
            {
                shown[i] = shown[i].Replace($" {words[1]} MB", string.Create(CultureInfo.InvariantCulture, $" {actual:F1} MB"), StringComparison.Ordinal);
                continue;
            }

            Assert.True(
                Math.Abs(actual - written) <= (SizeTolerance * written) + 0.05,
                $"{words[0]} has {actual:F2} MB, and {Page} shows {written} MB: {MarkdownDocument.UpdateVariable}=1 rewrites it");
        }

        if (MarkdownDocument.Updates)
        {
            page.Save();
        }
    }

    /// <summary>The n-th block of output on the page.</summary>
    private static void Compare(MarkdownDocument page, int block, string printed)
    {
        string[] lines = printed.TrimEnd('\n').Split('\n');
        List<string> shown = page.Blocks("text").Where(lines => lines.Count == 0 || lines[0].Contains("median", StringComparison.Ordinal)).ElementAt(block);
        if (MarkdownDocument.Updates)
        {
            shown.Clear();
            shown.AddRange(lines);
            page.Save();
        }
        else if (ShownOutput.IsComparable)
        {
            Assert.Null(ShownOutput.Difference([.. shown], lines));
        }
    }

    /// <summary>Fits the model of the examples, as the page says.</summary>
    private async Task Fit()
    {
        string text = await File.ReadAllTextAsync(Checkout.PathOf(Page));
        string command = text.Split('`').Single(code => code.StartsWith("mdn fit ", StringComparison.Ordinal));
        string[] arguments = command.Replace("docs/data/faithful.csv", CliFolder.Faithful, StringComparison.Ordinal).Split(' ')[1..];
        (int exitCode, _, string error) = await MdnProcess.Run(folder[""], arguments, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, error);
    }
}
