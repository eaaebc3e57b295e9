using System.Globalization;
using MdnSimd.Quality.Data;
using MdnSimd.Quality.Scoring;
using MdnSimd.Quality.Tables;

namespace MdnSimd.Quality;

/// <summary>Runs what the command line asks for.</summary>
internal static class Benchmark
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(Arguments arguments)
    {
        try
        {
            if (arguments.Root is null)
            {
                throw new ArgumentException("DIR, the folder of data sets, is missing");
            }

            List<SetResult> results = [.. Sets(arguments).Select(set => SetResult.Of(set, arguments.Splits, recipe => recipe, (split, result) => Tell(set, split, result)))];
            string scores = BenchmarkTable.Scores(results);
            string comparison = BenchmarkTable.Comparison(results);
            Console.WriteLine($"{scores}\n{comparison}");
            if (arguments.Json is string json)
            {
                ResultsJson.Write(json, results);
            }

            return 0;
        }
        catch (Exception error) when (error is ArgumentException or IOException or InvalidDataException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static IEnumerable<RegressionSet> Sets(Arguments arguments)
    {
        string[] folders = [.. RegressionSet.FoldersIn(arguments.Root!)];
        string? unknown = arguments.Sets.FirstOrDefault(name => !folders.Any(folder => Path.GetFileName(folder) == name));
        if (unknown is not null || folders.Length == 0)
        {
            throw new ArgumentException(
                $"{arguments.Root}: no data set {unknown}; there are {string.Join(", ", folders.Select(folder => Path.GetFileName(folder)))}");
        }

        return folders.Where(folder => arguments.Sets.Count == 0 || arguments.Sets.Contains(Path.GetFileName(folder)))
            .Select(folder => new RegressionSet(folder));
    }

    private static void Tell(RegressionSet set, int split, SplitResult result) => Console.Error.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{set.Name} {split + 1}/{set.Splits}: NLL {result.Scores.NegativeLogLikelihood:f3}  {result.Selection.Best.Name}  {result.Seconds:f1} s"));
}
