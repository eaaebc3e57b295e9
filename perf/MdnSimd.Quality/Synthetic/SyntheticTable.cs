using System.Globalization;
using System.Text;

namespace MdnSimd.Quality.Synthetic;

/// <summary>How far fits without settings are from laws that are known, by the number of rows.</summary>
internal static class SyntheticTable
{
    private const int Sample = 100_000;

    private static readonly int[] Sizes = [100, 1000, 10_000];

    /// <summary>Fits and measures all, and writes a Markdown table: means over seeds, with their standard errors.</summary>
    /// <param name="told">Told of every fit.</param>
    public static string Create(Action<string> told)
    {
        StringBuilder table = new();
        table.Append("| KL(truth, model), nats |").AppendJoin(" |", Sizes.Select(rows => string.Create(CultureInfo.InvariantCulture, $" n = {rows:n0}"))).Append(" |\n");
        table.Append("|---|").Insert(table.Length, "---|", Sizes.Length).Append('\n');
        foreach (Truth truth in Truth.All)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {truth.Name} |");
            foreach (int rows in Sizes)
            {
                double[] divergences = [.. Enumerable.Range(1, SeedsOf(rows)).Select(seed => Fit(truth, rows, (ulong)seed, told))];
                double mean = divergences.Average();
                double error = Math.Sqrt(divergences.Sum(each => Math.Pow(each - mean, 2)) / (divergences.Length - 1) / divergences.Length);
                table.Append(CultureInfo.InvariantCulture, $" {mean:f4} ± {error:f4} |");
            }

            table.Append('\n');
        }

        return table.ToString();
    }

    /// <summary>Of many rows one sample says more than of few.</summary>
    private static int SeedsOf(int rows) => rows > 1000 ? 3 : 5;

    private static double Fit(Truth truth, int rows, ulong seed, Action<string> told)
    {
        (float[,] inputs, float[,] targets) = truth.Sample(rows, seed, 0);
        FitResult<float> fit = AutoFit.Fit<float>(inputs, targets, new AutoFitOptions { Seed = seed });
        Divergence divergence = Divergence.Of(truth, fit.Model, Sample, seed);
        told(string.Create(
            CultureInfo.InvariantCulture,
            $"{truth.Name}, {rows} rows, seed {seed}: {divergence.Mean:f4} ± {divergence.StandardError:f4}, "
            + $"{fit.Report.Selection!.Best.Name}, {fit.Report.Elapsed.TotalSeconds:f1} s"));
        return divergence.Mean;
    }
}
