using System.Globalization;
using System.Text;
using MdnSimd.Quality.Scoring;

namespace MdnSimd.Quality.Tables;

/// <summary>What each change of the recipe does to every set.</summary>
internal static class AblationTable
{
    /// <summary>Mean test NLL / CRPS per set and change.</summary>
    /// <param name="rows">Each change with the results of all sets, the same sets in every row.</param>
    public static string Of(IReadOnlyList<(string Change, IReadOnlyList<SetResult> Results)> rows)
    {
        StringBuilder table = new();
        table.Append("| test NLL / CRPS |").AppendJoin(" |", rows[0].Results.Select(set => $" {set.Name}")).Append(" |\n");
        table.Append("|---|").Insert(table.Length, "---|", rows[0].Results.Count).Append('\n');
        foreach ((string change, IReadOnlyList<SetResult> results) in rows)
        {
            IEnumerable<string> scores = results.Select(set => string.Create(
                CultureInfo.InvariantCulture,
                $"{set.Mean(split => split.Scores.NegativeLogLikelihood):f3} / {set.Mean(split => split.Scores.RankedProbability):f3}"));
            table.Append(CultureInfo.InvariantCulture, $"| {change} | {string.Join(" | ", scores)} |\n");
        }

        return table.ToString();
    }
}
