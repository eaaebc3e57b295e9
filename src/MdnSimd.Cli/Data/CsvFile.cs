using CsvHelper;

namespace MdnSimd.Cli.Data;

/// <summary>A CSV file with a header, read record by record; every error names the file, the line and the column.</summary>
/// <remarks>
/// UTF-8 (or what a byte order mark says), comma-separated, quoted as RFC 4180 has it, any line ending. Spaces around
/// unquoted fields and empty lines are skipped. Lines are those of an editor: line breaks inside quotes count.
/// </remarks>
internal sealed class CsvFile : IDisposable
{
    // A quote that is never closed makes the rest of the file one record: stop long before it fills the memory.
    /// <summary>The bytes that a record may have.</summary>
    public const int LongestRecord = 1 << 26;

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrackLineNumbers = true,
        TrimWhitespace = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = LongestRecord,
    };

    private readonly CsvReader reader;
    private readonly string path;
    private readonly long linesBefore;
    private bool hasQuotes;

    private CsvFile(string path, CsvReader reader, long linesBefore)
    {
        this.path = path;
        this.reader = reader;
        this.linesBefore = linesBefore;
    }

    /// <summary>The names in the header; a column without a name has an empty one.</summary>
    public IReadOnlyList<string> Columns => reader.Headers;

    /// <summary>Opens the file and reads its header.</summary>
    /// <exception cref="CommandException">There is no such file, it cannot be read, it is empty, or names repeat.</exception>
    public static CsvFile Open(string path)
    {
        CsvFailure.RequireNoDirectory(path);
        return Open(path, 0, () => CsvReader.FromFile(path, Options));
    }

    /// <summary>Opens a chunk of a file and reads the header in it.</summary>
    /// <exception cref="CommandException">The header is empty or malformed, or names repeat.</exception>
    public static CsvFile Open(string path, CsvChunk chunk) =>
        Open(path, chunk.LinesBefore, () => CsvReader.Create(chunk.Text, Options));

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CommandException">Wrong quoting, or not as many fields as the header has.</exception>
    public bool Read()
    {
        try
        {
            if (!reader.Read())
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is CsvFormatException or IOException)
        {
            throw CsvFailure.Of(path, exception, linesBefore);
        }

        if (reader.FieldCount != Columns.Count)
        {
            throw new CommandException(
                $"{path}:{linesBefore + reader.LineNumber}: {Count(reader.FieldCount, "field")} where the header has {Columns.Count}");
        }

        hasQuotes = reader.RawRecord.Contains((byte)'"');
        return true;
    }

    /// <summary>The number in a column of the current record, or why there is none.</summary>
    public FieldProblem TryGet(int column, out float value)
    {
        if (!reader.TryParse(column, out value))
        {
            return CsvFieldText.Classify(Text(column));
        }

        if (!float.IsFinite(value))
        {
            return CsvFieldText.ClassifyInfinite(Text(column));
        }

        // The parser skips commas inside quotes: "1,5" would read as 15, which somebody meant as 1.5.
        return hasQuotes && reader.GetSpan(column).Contains((byte)',') ? FieldProblem.Text : FieldProblem.None;
    }

    /// <summary>The text in a column of the current record.</summary>
    public string Text(int column) => reader.GetString(column);

    /// <summary>The error that says what is wrong in a column of the current record.</summary>
    public CommandException Error(int column, FieldProblem problem) =>
        new($"{PlaceOf(column)}: column {OneLine.Quote(Columns[column])}: {Complaint(column, problem)}");

    /// <summary>Where a column of the current record stands: the file and the line.</summary>
    public string PlaceOf(int column) => $"{path}:{LineOf(column)}";

    /// <summary>What is wrong in a column of the current record, without its name and place.</summary>
    public string Complaint(int column, FieldProblem problem)
    {
        string text = Text(column);
        return problem switch
        {
            FieldProblem.Missing when text.Length == 0 => "the value is missing",
            FieldProblem.NotFinite => $"{OneLine.Quote(text)} is not a finite number",
            FieldProblem.TooLarge => $"{OneLine.Quote(text)} is too large for a 32-bit float",
            FieldProblem.Negative => $"{OneLine.Quote(text)} is negative; a weight is 0 or more",
            _ => $"{OneLine.Quote(text)} is not a number",
        };
    }

    /// <summary>The index of a column, or -1.</summary>
    public int IndexOf(string name)
    {
        for (int column = 0; column < Columns.Count; column++)
        {
            if (string.Equals(Columns[column], name, StringComparison.Ordinal))
            {
                return column;
            }
        }

        return -1;
    }

    /// <summary>The index of a column that has to be there.</summary>
    /// <param name="name">The name in the header; upper and lower case differ.</param>
    /// <param name="reason">Why it is needed, after a comma, or nothing.</param>
    public int Require(string name, string reason = "")
    {
        int column = IndexOf(name);
        return column >= 0
            ? column
            : throw new CommandException(
                $"{path}: no column {OneLine.Quote(name)}{reason}; the columns are {OneLine.Quote([.. Columns])}");
    }

    public void Dispose() => reader.Dispose();

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static CsvFile Open(string path, long linesBefore, Func<CsvReader> create)
    {
        CsvFile? file = null;
        try
        {
            file = new CsvFile(path, create(), linesBefore);
            file.ReadHeader();
            return file;
        }
        catch (Exception exception)
        {
            file?.Dispose();
            throw CsvFailure.Of(path, exception);
        }
    }

    private void ReadHeader()
    {
        reader.ReadHeader();
        if (Columns.Count == 0)
        {
            throw new CommandException($"{path}: the file is empty; a header with the names of the columns is expected");
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in Columns)
        {
            if (name.Length > 0 && !seen.Add(name))
            {
                throw new CommandException(
                    $"{path}:{reader.LineNumber}: more than one column is called {OneLine.Quote(name)}");
            }
        }
    }

    /// <summary>The line on which a field begins: that of its record, and the line breaks inside the fields before it.</summary>
    private long LineOf(int column)
    {
        long line = linesBefore + reader.LineNumber;
        for (int before = 0; before < column; before++)
        {
            line += RecordBorder.LineBreaks(reader.GetRawSpan(before));
        }

        return line;
    }
}
