using System.Text.Json;
using MdnSimd.Quality.Scoring;

namespace MdnSimd.Quality.Tables;

/// <summary>All results for machines: one object per set and split.</summary>
internal static class ResultsJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the file.</summary>
    public static void Write(string path, IReadOnlyList<SetResult> results) => File.WriteAllText(path, JsonSerializer.Serialize(
        results.SelectMany(set => set.Splits.Select((split, number) => new
        {
            set = set.Name,
            split = number,
            nll = split.Scores.NegativeLogLikelihood,
            rmse = split.Scores.RootMeanSquare,
            crps = split.Scores.RankedProbability,
            coverage90 = split.Scores.Coverage,
            scale_floor = split.ScaleFloor,
            chosen = split.Selection.Best.Name,
            held_out_loss = split.Selection.Best.Loss,
            seconds = split.Seconds,
        })),
        Indented));
}
