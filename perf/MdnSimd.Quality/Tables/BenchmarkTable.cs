using System.Globalization;
using System.Text;
using MdnSimd.Quality.Data;
using MdnSimd.Quality.Scoring;

namespace MdnSimd.Quality.Tables;

/// <summary>What was reached on every set, and what others published.</summary>
internal static class BenchmarkTable
{
    /// <summary>Our scores: mean and standard error over splits, in the target's units.</summary>
    public static string Scores(IReadOnlyList<SetResult> results)
    {
        StringBuilder table = new();
        table.Append("| set | rows | splits | NLL | RMSE | CRPS | in the 90 % interval | scale floor | chosen | seconds |\n");
        table.Append("|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (SetResult set in results)
        {
            IEnumerable<string> chosen = set.Splits.CountBy(split => split.Selection.Best.Name)
                .OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}");
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {set.Name} | {set.Rows} | {Splits(set)} | {Score(set, split => split.Scores.NegativeLogLikelihood)} "
                + $"| {Score(set, split => split.Scores.RootMeanSquare)} | {Score(set, split => split.Scores.RankedProbability)} "
                + $"| {100 * set.Mean(split => split.Scores.Coverage):f1} % | {set.Mean(split => split.ScaleFloor):g2} "
                + $"| {string.Join(", ", chosen)} | {set.Splits.Sum(split => split.Seconds):f0} |\n");
        }

        return table.ToString();
    }

    /// <summary>Mean test negative log-likelihoods beside those of others.</summary>
    public static string Comparison(IReadOnlyList<SetResult> results)
    {
        StringBuilder table = new();
        table.Append("| test NLL |").AppendJoin(" |", results.Select(set => $" {set.Name}")).Append(" |\n");
        table.Append("|---|").Insert(table.Length, "---|", results.Count).Append('\n');
        foreach (string method in PublishedFigures.Methods)
        {
            IEnumerable<string> losses = results.Select(set => PublishedFigures.Loss(method, set.Name) is double loss ? Two(loss) : "");
            table.Append(CultureInfo.InvariantCulture, $"| {method} | {string.Join(" | ", losses)} |\n");
        }

        table.Append(CultureInfo.InvariantCulture, $"| **MdnSimd, no settings** | {string.Join(" | ", results.Select(Ours))} |\n");
        return table.ToString();
    }

    private static string Splits(SetResult set) =>
        set.Splits.Count == set.SplitsInAll ? $"{set.SplitsInAll}" : $"{set.Splits.Count} of {set.SplitsInAll}";

    private static string Ours(SetResult set)
    {
        string loss = Two(set.Mean(split => split.Scores.NegativeLogLikelihood));
        return PublishedFigures.Best(set.Name) is double best && set.Mean(split => split.Scores.NegativeLogLikelihood) < best ? $"**{loss}**" : loss;
    }

    private static string Score(SetResult set, Func<SplitResult, double> value) => string.Create(
        CultureInfo.InvariantCulture, $"{set.Mean(value):f3} ± {set.StandardError(value):f3}");

    private static string Two(double value) => value.ToString("f2", CultureInfo.InvariantCulture);
}
