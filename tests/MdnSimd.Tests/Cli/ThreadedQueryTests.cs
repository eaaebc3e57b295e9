using MdnSimd.Cli.Data;

namespace MdnSimd.Tests.Cli;

/// <summary>Files of many chunks: what comes out does not depend on the number of threads.</summary>
public sealed class ThreadedQueryTests(FaithfulModel faithful) : IClassFixture<FaithfulModel>, IDisposable
{
    private const int NoteLength = 8000;
    private const int Rows = 9 * (CsvChunks.Size / NoteLength);
    private const int RowInChunk7 = (int)(6.5 * CsvChunks.Size / NoteLength);

    private readonly CliFolder folder = new();

    [Theory]
    [InlineData("predict", "--quantile", "0.05", "0.95")]
    [InlineData("predict", "--mixture")]
    [InlineData("predict", "--interval", "0.5", "--hdr", "0.9", "--cvar", "0.1", "--mode")]
    [InlineData("evaluate", "--json")]
    public void The_output_is_the_same_on_any_number_of_threads(params string[] command)
    {
        string data = folder.Write("data.csv", Text("67", "\n"));
        string[] arguments = [command[0], faithful.Model, data, .. command[1..], "--threads"];
        CliResult one = CliFolder.Run([.. arguments, "1"]);
        Assert.Equal(0, one.ExitCode);
        foreach (string threads in new[] { "2", "3", "0" })
        {
            Assert.Equal(one, CliFolder.Run([.. arguments, threads]));
        }
    }

    [Theory]
    [InlineData("predict", "--hdr", "0.5", "0.9", "--mode", "--mixture")]
    [InlineData("evaluate", "--json")]
    public void So_are_the_answers_of_coupled_targets(params string[] command)
    {
        string note = new('n', 2000);
        string few = folder.Write("few.csv", "y,z,x", row => $"{row % 7},{(row % 7) + (row % 3)},{row % 3}");
        string model = folder.FitQuickly(few, "--target", "y", "--target", "z", "--covariance", "full");
        string data = folder.Write(
            "many.csv", "y,z,x,note", row => $"{row % 7},{(row % 7) + (row % 3)},{row % 3},{note}", 5 * (CsvChunks.Size / 2000));
        string[] arguments = [command[0], model, data, .. command[1..], "--threads"];
        CliResult one = CliFolder.Run([.. arguments, "1"]);
        Assert.Equal(0, one.ExitCode);
        Assert.Equal(one, CliFolder.Run([.. arguments, "3"]));
    }

    [Fact]
    public void Rows_are_predicted_as_in_a_file_of_their_own()
    {
        string[] all = CliFolder.Run("predict", faithful.Model, folder.Write("data.csv", Text("67", "\n"))).OutputLines;
        Assert.Equal(1 + Rows, all.Length);
        string some = folder.Write("some.csv", "waiting,eruptions", row => $"{40 + (row % 61)},{row % 5}", Rows);
        Assert.Equal(CliFolder.Run("predict", faithful.Model, some).OutputLines, all);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\n")]
    public void A_bad_number_in_a_later_chunk_is_named_by_its_line_and_what_stands_before_is_written(string lineBreak)
    {
        string data = folder.Write("data.csv", Text("long", lineBreak));

        // Two lines of header, three of every row, and the empty ones.
        int header = lineBreak == "\n\n" ? 3 : 2;
        int line = 1 + header + (RowInChunk7 * (lineBreak == "\n\n" ? 4 : 3)) + 2;
        foreach (string threads in new[] { "1", "2", "3" })
        {
            CliResult result = CliFolder.Run("predict", faithful.Model, data, "--threads", threads);
            Assert.Equal(1, result.ExitCode);
            Assert.Equal($"{data}:{line}: column 'waiting': 'long' is not a number", Assert.Single(result.ErrorLines));
            Assert.InRange(result.OutputLines.Length, 2, RowInChunk7);
            Assert.Equal(CliFolder.Run("predict", faithful.Model, data, "--threads", "1").Output, result.Output);
        }
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("evaluate")]
    public void A_number_of_threads_below_zero_is_a_usage_error(string command) =>
        CliFolder.Run(command, faithful.Model, CliFolder.Faithful, "--threads", "-1").AssertWrongUsage(
            command, "--threads: '-1' is not a whole number from 0 to 1024");

    public void Dispose() => folder.Dispose();

    /// <summary>Rows whose note has two line breaks, at any of which a chunk may end that does not mind the quotes.</summary>
    /// <param name="odd">Stands for the feature in one row of the seventh chunk.</param>
    /// <param name="lineBreak">Ends every row but the last.</param>
    private static string Text(string odd, string lineBreak)
    {
        string half = new('n', NoteLength / 2);
        IEnumerable<string> rows = Enumerable.Range(0, Rows).Select(row =>
            $"\"{half}\n\"\"{half}\n\",{row % 5},{(row == RowInChunk7 && odd != "67" ? odd : 40 + (row % 61))}");
        return $"\"the\nnote\",eruptions,waiting{lineBreak}{string.Join(lineBreak, rows)}";
    }
}
