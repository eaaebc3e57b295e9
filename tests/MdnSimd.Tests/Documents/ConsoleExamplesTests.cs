using System.Text.Json;
using MdnSimd.Tests.Cli;

namespace MdnSimd.Tests.Documents;

/// <summary>
/// Runs every command that the documents show, in order, in a folder with a copy of docs/data, and compares what it prints:
/// standard output, or of a command that fails, standard error. MDNSIMD_UPDATE_DOCS=1 writes it into the documents instead.
/// </summary>
[Collection(MarkdownDocument.Collection)]
public sealed class ConsoleExamplesTests
{
    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("docs/cli.md", 10)]
    public async Task The_commands_print_what_the_document_shows(string name, int atLeast)
    {
        using TemporaryDirectory folder = CopyOfData();
        MarkdownDocument document = new(name);
        List<string> differences = [];
        int examples = 0;
        foreach (List<string> block in document.Blocks("console"))
        {
            List<string> actual = [];
            foreach (ConsoleExample example in ConsoleExample.In(block))
            {
                examples++;
                string[] printed = await Print(folder, example);
                Assert.NotEmpty(printed);
                string? difference = ShownOutput.IsComparable ? ShownOutput.Difference(example.Output, printed) : null;
                if (difference is not null)
                {
                    differences.Add($"$ {example.Command}\n{difference}");
                }

                actual.AddRange((difference is null ? example : example with { Output = printed }).ToLines());
            }

            if (actual.Count > 0)
            {
                block.Clear();
                block.AddRange(actual);
            }
        }

        Assert.True(examples >= atLeast, $"{name} has {examples} examples: expected at least {atLeast}");
        if (MarkdownDocument.Updates)
        {
            document.Save();
        }
        else
        {
            Assert.True(
                differences.Count == 0,
                $"{name}: {string.Join("\n\n", differences)}\n\n{MarkdownDocument.UpdateVariable}=1 rewrites the document.");
        }
    }

    [Fact]
    public async Task The_first_example_ends_with_two_branches_near_2_and_4_minutes()
    {
        using TemporaryDirectory folder = CopyOfData();
        ConsoleExample first = new MarkdownDocument("README.md").Blocks("console").SelectMany(ConsoleExample.In).First();
        (int exitCode, string output, string error) =
            await MdnProcess.Run(folder[""], [.. first.Arguments, "--json"], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, error);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement at = document.RootElement.GetProperty("at");
        Assert.Equal(67, at.GetProperty("features").GetProperty("waiting").GetDouble());
        Assert.InRange(WeightOfMeans(1.7, 2.7), 0.35, 0.65);
        Assert.InRange(WeightOfMeans(3.5, 4.6), 0.25, 0.6);

        double WeightOfMeans(double low, double high) => at.GetProperty("components").EnumerateArray()
            .Where(component => component.GetProperty("mean").GetProperty("eruptions").GetDouble() is double mean && mean >= low && mean <= high)
            .Sum(component => component.GetProperty("weight").GetDouble());
    }

    /// <summary>What a reader sees of a run: its result, or the error.</summary>
    private static async Task<string[]> Print(TemporaryDirectory folder, ConsoleExample example)
    {
        (int exitCode, string output, string error) =
            await MdnProcess.Run(folder[""], example.Arguments, TestContext.Current.CancellationToken);
        return (exitCode == 0 ? output : error).TrimEnd('\n').Split('\n');
    }

    private static TemporaryDirectory CopyOfData()
    {
        TemporaryDirectory folder = new();
        Directory.CreateDirectory(folder["docs/data"]);
        foreach (string file in Directory.GetFiles(Checkout.PathOf("docs/data")))
        {
            File.Copy(file, Path.Combine(folder["docs/data"], Path.GetFileName(file)));
        }

        return folder;
    }
}
