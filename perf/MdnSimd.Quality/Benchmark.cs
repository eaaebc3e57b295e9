using System.Diagnostics;
using System.Globalization;
using MdnSimd.Comparison.Tables;
using MdnSimd.Quality.Data;
using MdnSimd.Quality.Scoring;
using MdnSimd.Quality.Synthetic;
using MdnSimd.Quality.Tables;
using MdnSimd.Training;

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
            if (arguments.Synthetic)
            {
                Show(arguments, "synthetic", SyntheticTable.Create(Console.Error.WriteLine), []);
            }
            else if (arguments.ManyRows)
            {
                Show(arguments, "many-rows", ManyRows.Create(Console.Error.WriteLine), []);
            }
            else if (arguments.Ablation)
            {
                Ablate(arguments);
            }
            else
            {
                Score(arguments);
            }

            return 0;
        }
        catch (Exception error) when (error is ArgumentException or IOException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static void Score(Arguments arguments)
    {
        Stopwatch clock = Stopwatch.StartNew();
        List<SetResult> results = [.. Sets(arguments).Select(set => SetResult.Of(
            set,
            arguments.Splits,
            (training, options) => AutoFit.Fit<float>(training.Inputs, training.Targets, options),
            (split, result) => Tell(set, split, result)))];
        Show(arguments, "machine", Machine.Describe(clock.Elapsed));
        Show(arguments, "scores", BenchmarkTable.Scores(results), results);
        Show(arguments, "comparison", BenchmarkTable.Comparison(results), results);
        if (arguments.Json is string json)
        {
            ResultsJson.Write(json, results);
        }
    }

    private static void Ablate(Arguments arguments)
    {
        RegressionSet[] sets = [.. Sets(arguments)];
        List<(string, IReadOnlyList<SetResult>)> rows = [];
        foreach ((string change, Func<Recipe, Recipe> apply) in Ablation.Changes)
        {
            rows.Add((change, [.. sets.Select(set => SetResult.Of(
                set, arguments.Splits, (training, options) => Ablation.Fit(training, options, apply), (_, _) => { }))]));
            Console.Error.WriteLine(AblationTable.Of([rows[0], rows[^1]]));
        }

        Show(arguments, "ablation", AblationTable.Of(rows), rows[0].Item2);
    }

    /// <summary>The same of a table, with its date.</summary>
    private static void Show(Arguments arguments, string key, string table, IReadOnlyList<SetResult> results) =>
        Show(arguments, key, $"{table}\n{Machine.Date(results)}");

    /// <summary>Prints a part of the document and writes it there, if there is one.</summary>
    private static void Show(Arguments arguments, string key, string markdown)
    {
        Console.WriteLine(markdown);
        if (arguments.Document is string document)
        {
            Document.Write(document, key, markdown);
        }
    }

    private static IEnumerable<RegressionSet> Sets(Arguments arguments)
    {
        string root = arguments.Root!;
        string[] folders = [.. RegressionSet.FoldersIn(root)];
        string? unknown = arguments.Sets.FirstOrDefault(name => !folders.Any(folder => Path.GetFileName(folder) == name));
        if (folders.Length == 0)
        {
            throw new ArgumentException($"{root} holds no data set: expected folders NAME with data/data.txt");
        }

        if (unknown is not null)
        {
            throw new ArgumentException(
                $"{root}: no data set {unknown}; there are {string.Join(", ", folders.Select(folder => Path.GetFileName(folder)))}");
        }

        return folders.Where(folder => arguments.Sets.Count == 0 || arguments.Sets.Contains(Path.GetFileName(folder)))
            .Select(folder => new RegressionSet(folder));
    }

    private static void Tell(RegressionSet set, int split, SplitResult result) => Console.Error.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{set.Name} {split + 1}/{set.Splits}: NLL {result.Scores.NegativeLogLikelihood:f3}  {result.Selection.Best.Name}  {result.Seconds:f1} s"));
}
