using MdnSimd.Quality.Data;

namespace MdnSimd.Tests.Quality;

public sealed class RegressionSetTests : IDisposable
{
    private readonly UciFolder folder = new();

    [Fact]
    public void The_rows_and_columns_are_those_that_the_index_files_name()
    {
        RegressionSet set = folder.Set;
        Assert.Equal(("tiny", UciFolder.Count, 2, 2), (set.Name, set.Rows, set.Features, set.Splits));
        for (int split = 0; split < 2; split++)
        {
            int chosen = split;
            AssertRows([.. Enumerable.Range(0, UciFolder.Count).Where(row => row % 5 != chosen)], set.Training(split));
            AssertRows([.. Enumerable.Range(0, UciFolder.Count).Where(row => row % 5 == chosen)], set.Test(split));
        }
    }

    [Fact]
    public void Folders_without_data_are_no_sets() =>
        Assert.Equal(["tiny"], RegressionSet.FoldersIn(folder.Root).Select(Path.GetFileName));

    [Theory]
    [InlineData("data.txt", "1 2 3 4\n5 6 x 8\n", "line 2, column 3", "'x'")]
    [InlineData("data.txt", "1 2 3 4\n\n5 6 7 NaN\n", "line 3, column 4", "'NaN'")]
    [InlineData("data.txt", "1 2 3 4\n5 6 7\n", "line 2", "3 columns: expected 4")]
    [InlineData("data.txt", "\n", "no rows")]
    [InlineData("index_features.txt", "0\n4\n", "line 2", "'4'", "below 4")]
    [InlineData("index_features.txt", "0\n1.5\n", "line 2", "'1.5'")]
    [InlineData("index_features.txt", "0\n3\n", "column 3 is the target")]
    [InlineData("index_features.txt", "", "empty")]
    [InlineData("index_target.txt", "2 3", "2 numbers")]
    [InlineData("index_target.txt", "-1", "line 1", "'-1'")]
    [InlineData("n_splits.txt", "0", "0 splits")]
    [InlineData("n_splits.txt", "two", "line 1", "'two'")]
    public void A_damaged_file_is_named_with_the_line_and_the_column(string file, string text, params string[] parts)
    {
        folder.Write(file, text);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => folder.Set);
        Assert.All([file, .. parts], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_split_that_is_damaged_is_named()
    {
        folder.Write("index_train_1.txt", "0\n30\n");
        InvalidDataException beyond = Assert.Throws<InvalidDataException>(() => folder.Set.Training(1));
        Assert.All((string[])["index_train_1.txt", "line 2", "'30'"], part => Assert.Contains(part, beyond.Message, StringComparison.Ordinal));
        folder.Write("index_test_0.txt", "5\n7\n");
        InvalidDataException both = Assert.Throws<InvalidDataException>(() => folder.Set.Test(0));
        Assert.All((string[])["index_test_0.txt", "row 7 is trained on"], part => Assert.Contains(part, both.Message, StringComparison.Ordinal));
        folder.Delete("index_train_0.txt");
        Assert.Contains("index_train_0.txt", Assert.ThrowsAny<IOException>(() => folder.Set.Training(0)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static void AssertRows(int[] expected, Rows rows)
    {
        Assert.Equal(expected.Length, rows.Count);
        Assert.Equal(expected.SelectMany(row => (float[])[UciFolder.Value(row, 2), UciFolder.Value(row, 0)]), rows.Inputs.Cast<float>());
        Assert.Equal(expected.Select(row => UciFolder.Value(row, 3)), rows.Targets.Cast<float>());
    }
}
