namespace MdnSimd.Tests.Cli;

/// <summary>The file of -o is never one of those that are read.</summary>
public sealed class OutputTests(FaithfulModel faithful) : IClassFixture<FaithfulModel>, IDisposable
{
    private readonly CliFolder folder = new();

    [Theory]
    [InlineData("data.csv")]
    [InlineData("./below/../data.csv")]
    [InlineData("link.csv")]
    [InlineData("link-to-link.csv")]
    [InlineData("linked-folder/data.csv")]
    public void Neither_the_data_nor_the_model_is_replaced_whatever_they_are_called(string name)
    {
        string data = folder.PathOf("data.csv");
        File.Copy(CliFolder.Faithful, data);
        Directory.CreateDirectory(folder.PathOf("below"));
        File.CreateSymbolicLink(folder.PathOf("link.csv"), "data.csv");
        File.CreateSymbolicLink(folder.PathOf("link-to-link.csv"), folder.PathOf("link.csv"));
        Directory.CreateSymbolicLink(folder.PathOf("linked-folder"), folder.PathOf(""));
        string output = folder.PathOf(name);
        Refuse("fit", "data", data, "--target", "eruptions");
        Refuse("predict", "data", faithful.Model, data);
        Refuse("sample", "data", faithful.Model, data, "--count", "1");
        Assert.Equal(File.ReadAllText(CliFolder.Faithful), File.ReadAllText(data));

        File.Copy(faithful.Model, data, overwrite: true);
        Refuse("predict", "model", data, CliFolder.Faithful);
        Refuse("sample", "model", data, CliFolder.Faithful, "--count", "1");
        Assert.Equal(File.ReadAllBytes(faithful.Model), File.ReadAllBytes(data));

        void Refuse(string command, string role, params string[] arguments) =>
            CliFolder.Run([command, .. arguments, "-o", output]).AssertWrongUsage(
                command, $"-o: {MdnSimd.Cli.OneLine.Quote(output)} is the {role} file, which would be replaced");
    }

    [Fact]
    public void A_link_that_leads_to_itself_is_an_error_and_not_a_search_without_end()
    {
        string loop = folder.PathOf("loop.csv");
        File.CreateSymbolicLink(loop, "loop.csv");
        CliResult result = CliFolder.Run("predict", faithful.Model, CliFolder.Faithful, "-o", loop);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"{loop}: cannot be written: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_of_the_same_name_may_be_written()
    {
        Directory.CreateDirectory(folder.PathOf("below"));
        string output = folder.PathOf("below/faithful.csv");
        Assert.Equal(0, CliFolder.Run("predict", faithful.Model, CliFolder.Faithful, "-o", output).ExitCode);
        Assert.Equal(0, CliFolder.Run("predict", faithful.Model, CliFolder.Faithful, "-o", output).ExitCode);
    }

    public void Dispose() => folder.Dispose();
}
