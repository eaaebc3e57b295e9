using System.Globalization;

namespace MdnSimd.Quality.Data;

/// <summary>
/// A regression set in the layout of the field: a folder NAME with data/data.txt, one row per line, and the numbers of its feature
/// columns, of its target column, and of the training and test rows of every split.
/// </summary>
internal sealed class RegressionSet
{
    private readonly string folder;
    private readonly float[][] rows;
    private readonly int[] features;
    private readonly int target;

    /// <param name="folder">The folder NAME.</param>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it, the line, and the column where there are several.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public RegressionSet(string folder)
    {
        this.folder = Path.Combine(folder, "data");
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        rows = ReadRows(PathOf("data.txt"));
        features = ReadNumbers(PathOf("index_features.txt"), rows[0].Length);
        target = ReadNumber(PathOf("index_target.txt"), rows[0].Length);
        Splits = ReadNumber(PathOf("n_splits.txt"), int.MaxValue);
        Require(!features.Contains(target), "index_features.txt", $"column {target} is the target");
        Require(Splits > 0, "n_splits.txt", "0 splits");
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>Rows in all.</summary>
    public int Rows => rows.Length;

    /// <summary>Features of a row.</summary>
    public int Features => features.Length;

    /// <summary>How many splits there are.</summary>
    public int Splits { get; }

    /// <summary>All sets in a folder, by name.</summary>
    public static IEnumerable<string> FoldersIn(string root) => Directory.EnumerateDirectories(root)
        .Where(folder => File.Exists(Path.Combine(folder, "data", "data.txt")))
        .Order(StringComparer.Ordinal);

    /// <summary>The rows of a split to train on.</summary>
    public Rows Training(int split) => Pick($"index_train_{split}.txt");

    /// <summary>The rows of a split that a model is scored on.</summary>
    /// <exception cref="InvalidDataException">One of them is trained on.</exception>
    public Rows Test(int split)
    {
        string file = $"index_test_{split}.txt";
        int[] both = [.. ReadNumbers(PathOf($"index_train_{split}.txt"), rows.Length).Intersect(ReadNumbers(PathOf(file), rows.Length))];
        Require(both.Length == 0, file, $"row {both.FirstOrDefault()} is trained on as well");
        return Pick(file);
    }

    private static float[][] ReadRows(string path)
    {
        List<float[]> rows = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            float[] row = [.. Words(line).Select((word, column) =>
                float.TryParse(word, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
                    ? value
                    : throw new InvalidDataException($"{path}, line {number}, column {column + 1}: '{word}' is not a finite number"))];
            if (rows.Count > 0 && row.Length != rows[0].Length)
            {
                throw new InvalidDataException($"{path}, line {number}: {row.Length} columns: expected {rows[0].Length}");
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? [.. rows] : throw new InvalidDataException($"{path} has no rows");
    }

    /// <summary>Whole numbers below a limit; some of the public files write them as 1.0e+00.</summary>
    private static int[] ReadNumbers(string path, int limit)
    {
        int[] numbers = [.. File.ReadLines(path).SelectMany((line, number) => Words(line).Select(word =>
            double.TryParse(word, CultureInfo.InvariantCulture, out double value) && value >= 0 && value < limit && value == Math.Floor(value)
                ? (int)value
                : throw new InvalidDataException($"{path}, line {number + 1}: '{word}' is not a whole number from 0 to below {limit}")))];
        return numbers.Length > 0 ? numbers : throw new InvalidDataException($"{path} is empty");
    }

    private static int ReadNumber(string path, int limit)
    {
        int[] numbers = ReadNumbers(path, limit);
        return numbers.Length == 1 ? numbers[0] : throw new InvalidDataException($"{path}: {numbers.Length} numbers: expected 1");
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private void Require(bool condition, string file, string message)
    {
        if (!condition)
        {
            throw new InvalidDataException($"{PathOf(file)}: {message}");
        }
    }

    private string PathOf(string file) => Path.Combine(folder, file);

    private Rows Pick(string file)
    {
        int[] picked = ReadNumbers(PathOf(file), rows.Length);
        float[,] inputs = new float[picked.Length, features.Length];
        float[,] targets = new float[picked.Length, 1];
        for (int i = 0; i < picked.Length; i++)
        {
            for (int j = 0; j < features.Length; j++)
            {
                inputs[i, j] = rows[picked[i]][features[j]];
            }

            targets[i, 0] = rows[picked[i]][target];
        }

        return new Rows(inputs, targets);
    }
}

/// <summary>Some rows of a data set.</summary>
/// <param name="Inputs">Features, [rows, columns].</param>
/// <param name="Targets">Targets, [rows, D].</param>
internal sealed record Rows(float[,] Inputs, float[,] Targets)
{
    /// <summary>How many there are.</summary>
    public int Count => Inputs.GetLength(0);
}
