using System.Globalization;
using MdnSimd.Quality.Data;

namespace MdnSimd.Tests.Quality;

/// <summary>A small data set in the layout of the field: 30 rows of columns 0 to 3, of which 2 and 0 are features and 3 is the target; two splits.</summary>
internal sealed class UciFolder : IDisposable
{
    public const int Count = 30;

    private readonly TemporaryDirectory directory = new();

    public UciFolder()
    {
        Directory.CreateDirectory(Path.Combine(Root, "tiny", "data"));
        Directory.CreateDirectory(Path.Combine(Root, "no-set"));
        WriteRows(Value);
        Write("index_features.txt", "2.0e+00\n0.0e+00\n");
        Write("index_target.txt", "3\n");
        Write("n_splits.txt", "2\n");
        for (int split = 0; split < 2; split++)
        {
            int chosen = split;
            Write($"index_train_{split}.txt", string.Join('\n', Enumerable.Range(0, Count).Where(row => row % 5 != chosen)));
            Write($"index_test_{split}.txt", string.Join('\n', Enumerable.Range(0, Count).Where(row => row % 5 == chosen).Select(row => $"{row}.0e+00")));
        }
    }

    public string Root => directory["."];

    public RegressionSet Set => new(Path.Combine(Root, "tiny"));

    /// <summary>What stands in a row and column.</summary>
    public static float Value(int row, int column) => column == 3 ? (row % 7) + (0.1f * (row % 3)) : (10 * row) + column + 0.5f;

    public void WriteRows(Func<int, int, float> value) => Write("data.txt", string.Concat(Enumerable.Range(0, Count).Select(row =>
        $"{string.Join("  ", Enumerable.Range(0, 4).Select(column => value(row, column).ToString("r", CultureInfo.InvariantCulture)))}\n")));

    public void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    public void Delete(string file) => File.Delete(PathOf(file));

    public void Dispose() => directory.Dispose();

    private string PathOf(string file) => Path.Combine(Root, "tiny", "data", file);
}
