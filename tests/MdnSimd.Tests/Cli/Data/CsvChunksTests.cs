using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Cli;
using MdnSimd.Cli.Data;

namespace MdnSimd.Tests.Cli.Data;

public sealed class CsvChunksTests : IDisposable
{
    private readonly CliFolder folder = new();

    /// <summary>The oracle is the CSV reader over the whole file, which knows nothing of chunks.</summary>
    [Fact]
    public void However_small_the_chunks_they_hold_the_records_of_the_file_and_know_their_lines() =>
        Properties.ForAll(Gen.Zip(Texts(), Gen.Choose(1, 40)), drawn =>
        {
            (string text, int size) = drawn;
            string path = folder.Write("data.csv", text);
            Assert.Equal(Records(path), ChunkRecords(path, size));
        }, cases: 1000);

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-8")]
    public void A_byte_order_mark_tells_the_encoding(string name)
    {
        string path = folder.PathOf("data.csv");
        File.WriteAllText(path, "y,\u00e9\n1,2\n3,\u20ac\n", Encoding.GetEncoding(name));
        Assert.Equal(["data.csv:2: 1|2", "data.csv:3: 3|\u20ac"], ChunkRecords(path, 5));
        using CsvChunks chunks = CsvChunks.Open(path);
        using CsvFile header = chunks.OpenHeader();
        Assert.Equal(["y", "\u00e9"], header.Columns);
    }

    [Fact]
    public void A_quote_in_the_wrong_place_is_an_error_of_its_record_whatever_follows()
    {
        string path = folder.Write("data.csv", "y,x\n1,2\n3\"a,4\n\"5\n\",6\n7,8\n9\"b,10\n");
        for (int size = 1; size < 40; size++)
        {
            CommandException error = Assert.Throws<CommandException>(() => ChunkRecords(path, size));
            Assert.Equal($"{path}:3: a quote inside an unquoted field", error.Message);
        }
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_an_error_where_it_opens()
    {
        string path = folder.Write("data.csv", "y,x\n1,2\n\"3,4\n5,6\n7,8\n");
        for (int size = 1; size < 40; size++)
        {
            CommandException error = Assert.Throws<CommandException>(() => ChunkRecords(path, size));
            Assert.Equal($"{path}:3: a quoted field that is never closed", error.Message);
        }
    }

    public void Dispose() => folder.Dispose();

    private static Gen<string> Texts()
    {
        Gen<string> lineBreak = Gen.Elements("\n", "\r\n", "\r", "\n\n", "\r\n\r\n");
        Gen<string> field = Gen.Elements("", "1", "-2.5", "abc", " 7 ", "\"\"", "\"a,b\"", "\"c\nd\"", "\"e\r\nf\"", "\"g\"\"\n\"\"h\"", "\"\u20ac\r\"");
        Gen<string> record = Gen.Zip(field, field).Select(pair => $"{pair.Item1},{pair.Item2}");
        Gen<string> header = Gen.Elements("y,x", "\"y\",\"x\n1\"", "\n\r\ny,x");
        return Gen.Zip(Gen.Zip(header, Gen.Elements("", "\n", "\r\n")), Gen.Zip(lineBreak, record).ListOf())
            .Select(parts => parts.Item1.Item1
                + string.Concat(parts.Item2.Select(line => line.Item1 + line.Item2)) + parts.Item1.Item2);
    }

    private static List<string> Records(string path)
    {
        using CsvFile file = CsvFile.Open(path);
        List<string> records = [];
        AddRecords(file, records);
        return records;
    }

    private static List<string> ChunkRecords(string path, int size)
    {
        using CsvChunks chunks = CsvChunks.Open(path, size);
        List<string> records = [];
        for (CsvChunk chunk = new(); chunks.Read(chunk);)
        {
            using CsvFile file = CsvFile.Open(path, chunk);
            AddRecords(file, records);
        }

        return records;
    }

    private static void AddRecords(CsvFile file, List<string> records)
    {
        while (file.Read())
        {
            IEnumerable<string> fields = Enumerable.Range(0, file.Columns.Count).Select(file.Text);
            records.Add($"{Path.GetFileName(file.PlaceOf(0))}: {string.Join('|', fields)}");
        }
    }
}
