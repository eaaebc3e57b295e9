namespace MdnSimd.Tests.Cli;

/// <summary>Whatever is wrong with a file: one line that names the place, and exit code 1.</summary>
public sealed class WrongInputTests(FaithfulModel faithful) : IClassFixture<FaithfulModel>, IDisposable
{
    private readonly CliFolder folder = new();

    [Theory]
    [InlineData("{0}: the file is empty; a header with the names of the columns is expected", "")]
    [InlineData("{0}: the file is empty; a header with the names of the columns is expected", "\n\r\n\n")]
    [InlineData("{0}: there are no rows below the header", "y,x\n")]
    [InlineData("{0}: one row is not enough to fit a density; at least two are needed", "y,x\n1,2\n")]
    [InlineData("{0}:3: 1 field where the header has 2", "y,x\n1,2\n3\n")]
    [InlineData("{0}:3: 3 fields where the header has 2", "y,x\n1,2\n3,4,5\n6,7\n")]
    [InlineData("{0}:3: column 'y': 'n/a' is not a number", "y,x\n1,2\nn/a,3\n")]
    [InlineData("{0}:3: column 'x': 'n/a' is not a number", "y,x\n1,2\n2,n/a\n")]
    [InlineData("{0}:3: column 'x': the value is missing", "y,x\n1,2\n2,\n")]
    [InlineData("{0}:2: column 'y': 'NaN' is not a finite number", "y,x\nNaN,2\n1,3\n")]
    [InlineData("{0}:3: column 'x': '-inf' is not a finite number", "y,x\n1,2\n1,-inf\n")]
    [InlineData("{0}:3: column 'x': 'Infinity' is not a finite number", "y,x\n1,2\n1,Infinity\n")]
    [InlineData("{0}:3: column 'y': '1e39' is too large for a 32-bit float", "y,x\n1,2\n1e39,3\n")]
    [InlineData("{0}:3: column 'y': '1,5' is not a number", "y,x\n1,2\n\"1,5\",3\n")]
    [InlineData("{0}:1: more than one column is called 'x'", "x,y,x\n1,2,3\n4,5,6\n")]
    [InlineData("{0}:3: a quoted field that is never closed", "y,x\n1,2\n\"3,4\n5,6\n")]
    [InlineData("{0}:1: a quoted field that is never closed", "y,\"x\n1,2\n")]
    [InlineData("{0}:3: a quote inside an unquoted field", "y,x\n1,2\n3\"a,4\n5,6\n")]
    [InlineData("{0}: no column 'y'; the columns are 'a', 'Y', 'x'", "a,Y,x\n1,2,3\n")]
    [InlineData("{0}: no column besides the targets is left to be a feature", "y\n1\n2\n")]
    public void Fit_names_the_place(string message, string text)
    {
        string data = folder.Write("data.csv", text);
        CliFolder.Run("fit", data, "--target", "y").AssertFails(1, string.Format(message, data));
    }

    [Fact]
    public void Text_in_a_feature_that_was_asked_for_is_an_error()
    {
        string[] lines = File.ReadAllLines(CliFolder.Faithful);
        lines[16] = "1.75,long";
        string data = folder.Write("faithful.csv", string.Join('\n', lines));
        CliFolder.Run("fit", data, "--target", "eruptions", "--feature", "waiting")
            .AssertFails(1, $"{data}:17: column 'waiting': 'long' is not a number");
    }

    [Fact]
    public void When_the_only_feature_holds_text_the_error_says_where()
    {
        string data = folder.Write("data.csv", "y,x\n1,2\n3,two\n");
        CliFolder.Run("fit", data, "--target", "y").AssertFails(
            1,
            $"{data}: no column besides the targets is left to be a feature; "
            + $"column 'x' is not used as a feature: {data}:3: 'two' is not a number");
    }

    [Fact]
    public void Lines_are_those_of_an_editor_even_after_line_breaks_in_quotes()
    {
        string data = folder.Write("data.csv", "y,note,x\n1,\"two\r\nlines\",2\n\n3,\"three\n\nlines\",x\n");
        CliFolder.Run("fit", data, "--target", "y", "--feature", "x")
            .AssertFails(1, $"{data}:7: column 'x': 'x' is not a number");
    }

    [Theory]
    [InlineData("\uFEFF\"y\",\"x\"\r\n\"1\",\"2\"\r\n\"3\", 4 \r\n5,6\r\n\r\n")]
    [InlineData("y,x\n1,2\n3,4\n5,6")]
    [InlineData("\ny,x\r1,2\r\r3,4\r5,6\r")]
    [InlineData("y,\"x\"\n+1,2e0\n3.,.4e1\n5,6\n")]
    public void Quotes_spaces_byte_order_marks_and_any_line_ending_read_the_same(string text)
    {
        string data = folder.Write("data.csv", text);
        string plain = folder.Write("plain.csv", "y,x\n1,2\n3,4\n5,6\n");
        CliResult expected = CliFolder.Run("predict", folder.FitQuickly(plain, "--target", "y"), plain);
        CliResult actual = CliFolder.Run("predict", folder.FitQuickly(data, "--target", "y"), data);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        string missing = folder.PathOf("missing.csv");
        CliFolder.Run("fit", missing, "--target", "y").AssertFails(1, $"{missing}: no such file");
        CliFolder.Run("predict", faithful.Model, missing).AssertFails(1, $"{missing}: no such file");
        CliFolder.Run("info", missing).AssertFails(1, $"{missing}: no such file");
    }

    [Fact]
    public void A_directory_is_no_file()
    {
        string folder = this.folder.PathOf("");
        CliFolder.Run("fit", folder, "--target", "y").AssertFails(1, $"{folder}: this is a directory, not a CSV file");
        CliFolder.Run("info", folder).AssertFails(1, $"{folder}: this is a directory, not a model");
    }

    [Fact]
    public void A_destination_that_cannot_be_written_is_refused_before_training()
    {
        string nowhere = this.folder.PathOf("missing/model.safetensors");
        AssertRefused(nowhere, $"{nowhere}: cannot be written: there is no directory '{this.folder.PathOf("missing")}'");
        string folder = this.folder.PathOf("");
        AssertRefused(folder, $"{folder}: cannot be written: it is a directory");
        string kept = this.folder.Write("kept.csv", "kept");
        File.SetAttributes(kept, FileAttributes.ReadOnly);
        AssertRefused(kept, $"{kept}: cannot be written: the file is read-only");
        Assert.Equal("kept", File.ReadAllText(kept));
        Assert.Equal([kept], Directory.GetFiles(folder));
        File.SetAttributes(kept, FileAttributes.Normal);

        void AssertRefused(string path, string message)
        {
            // One line: of an epoch, there would be another.
            CliFolder.Run("fit", CliFolder.Faithful, "--target", "eruptions", "-o", path).AssertFails(1, message);
            CliFolder.Run("predict", faithful.Model, CliFolder.Faithful, "-o", path).AssertFails(1, message);
        }
    }

    [Fact]
    public void A_disk_that_is_full_is_an_error_of_one_line()
    {
        if (OperatingSystem.IsLinux())
        {
            CliResult result = CliFolder.Run("predict", faithful.Model, CliFolder.Faithful, "-o", "/dev/full");
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("/dev/full", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("evaluate")]
    [InlineData("sample", "--count", "2")]
    public void Queries_name_what_the_data_lacks(string command, params string[] options)
    {
        string data = folder.Write("data.csv", "wait,eruptions\n67,3\n");
        CliFolder.Run([command, faithful.Model, data, .. options]).AssertFails(
            1, $"{data}: no column 'waiting', a feature of the model; the columns are 'wait', 'eruptions'");
        string header = folder.Write("header.csv", "waiting,eruptions\n");
        CliFolder.Run([command, faithful.Model, header, .. options])
            .AssertFails(1, $"{header}: there are no rows below the header");
        string text = folder.Write("text.csv", "waiting,eruptions\nNaN,3\n");
        CliFolder.Run([command, faithful.Model, text, .. options])
            .AssertFails(1, $"{text}:2: column 'waiting': 'NaN' is not a finite number");
    }

    [Fact]
    public void Evaluate_needs_every_target()
    {
        string data = folder.Write("data.csv", "waiting\n67\n");
        CliFolder.Run("evaluate", faithful.Model, data).AssertFails(
            1, $"{data}: no column 'eruptions', a target of the model; the columns are 'waiting'");
        string gap = folder.Write("gap.csv", "waiting,eruptions\n67,\n");
        CliFolder.Run("evaluate", faithful.Model, gap).AssertFails(
            1, $"{gap}:2: column 'eruptions': the value is missing");
    }

    [Fact]
    public void A_damaged_model_is_refused_in_one_line()
    {
        byte[] sound = File.ReadAllBytes(faithful.Model);
        byte[] hugeHeader = [.. BitConverter.GetBytes(1L << 60), .. sound[8..]];
        string model = folder.PathOf("damaged.safetensors");
        foreach (byte[] damaged in new byte[][] { [], [1], sound[..7], sound[..(sound.Length / 2)], hugeHeader, [.. "y,x\n1,2\n"u8] })
        {
            File.WriteAllBytes(model, damaged);
            foreach (string[] command in new string[][] { ["info", model], ["predict", model, CliFolder.Faithful] })
            {
                CliResult result = CliFolder.Run(command);
                Assert.Equal(1, result.ExitCode);
                Assert.Equal("", result.Output);
                Assert.StartsWith(model, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_file_that_is_no_model_at_all_is_called_so()
    {
        CliFolder.Run("info", CliFolder.Faithful).AssertFails(
            1,
            $"{CliFolder.Faithful}: this is not a safetensors file: "
            + "after 8 bytes, a header must start with '{', but the byte is 0x73");
    }

    public void Dispose() => folder.Dispose();
}
