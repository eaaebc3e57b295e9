namespace MdnSimd.Cli.Data;

/// <summary>One column while a file is read for training.</summary>
/// <param name="index">Its place in a record.</param>
/// <param name="name">Its name in the header.</param>
/// <param name="isRequired">Whether it was asked for by name; if not, a column of text is left out, not an error.</param>
/// <param name="isWeight">Whether it holds weights, which are not negative.</param>
internal sealed class TrainingColumn(int index, string name, bool isRequired, bool isWeight = false)
{
    private string? text;
    private CommandException? unusable;
    private string? gap;
    private bool hasNumbers;

    /// <summary>Its name in the header.</summary>
    public string Name { get; } = name;

    /// <summary>The values of the rows read so far.</summary>
    public List<float> Values { get; } = [];

    /// <summary>Reads the value of the current record.</summary>
    public void Read(CsvFile file)
    {
        if (text is not null)
        {
            return;
        }

        FieldProblem problem = file.TryGet(index, out float value);
        if (isWeight && problem == FieldProblem.None && value < 0)
        {
            problem = FieldProblem.Negative;
        }

        Values.Add(value);
        if (problem == FieldProblem.None)
        {
            hasNumbers = true;
            return;
        }

        if (isRequired)
        {
            throw file.Error(index, problem);
        }

        // A NaN or a gap may stand in a column of names too; whether it is an error is known when all rows are.
        if (problem == FieldProblem.Text)
        {
            text = Place(file, problem);
        }
        else if (unusable is null)
        {
            unusable = file.Error(index, problem);
            gap = Place(file, problem);
        }
    }

    /// <summary>Whether the column can be a feature, once all rows are read.</summary>
    /// <param name="notes">Receives why it cannot.</param>
    /// <exception cref="CommandException">It holds numbers, but not in every row.</exception>
    public bool IsUsable(List<string> notes)
    {
        if (text is null && unusable is null)
        {
            return true;
        }

        if (text is null && hasNumbers)
        {
            throw unusable!;
        }

        notes.Add($"column {OneLine.Quote(Name)} is not used as a feature: {text ?? gap}");
        return false;
    }

    private string Place(CsvFile file, FieldProblem problem) => $"{file.PlaceOf(index)}: {file.Complaint(index, problem)}";

    /// <summary>The columns side by side, row-major [rows, columns].</summary>
    public static float[] Interleave(TrainingColumn[] columns, int rows)
    {
        float[] matrix = new float[checked(rows * columns.Length)];
        for (int column = 0; column < columns.Length; column++)
        {
            List<float> values = columns[column].Values;
            for (int row = 0; row < rows; row++)
            {
                matrix[(row * columns.Length) + column] = values[row];
            }
        }

        return matrix;
    }
}
