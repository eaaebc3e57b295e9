using System.Globalization;
using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying.Columns;

/// <summary>What is asked of one target alone: mean and standard deviation, quantiles, intervals, regions and tails.</summary>
/// <param name="name">The target.</param>
/// <param name="dimension">Its place in the mixture.</param>
/// <param name="questions">What is asked besides mean and standard deviation.</param>
/// <param name="components">K.</param>
internal sealed class TargetColumns(string name, int dimension, PredictionQuestions questions, int components) : IColumns
{
    private readonly RegionText region = new(components);

    public void WriteNames(CsvOutput csv)
    {
        csv.Write($"{name}_mean");
        csv.Write($"{name}_std");
        foreach (string quantile in questions.Quantiles.Select(Text))
        {
            csv.Write($"{name}_q{quantile}");
        }

        foreach (string interval in questions.Intervals.Select(Text))
        {
            csv.Write($"{name}_interval{interval}_lower");
            csv.Write($"{name}_interval{interval}_upper");
        }

        foreach (string probability in questions.Regions.Select(Text))
        {
            csv.Write($"{name}_hdr{probability}");
        }

        foreach (string tail in questions.Tails.Select(Text))
        {
            csv.Write($"{name}_var{tail}_lower");
            csv.Write($"{name}_cvar{tail}_lower");
            csv.Write($"{name}_var{tail}_upper");
            csv.Write($"{name}_cvar{tail}_upper");
        }
    }

    public void WriteValues(CsvOutput csv, GaussianMixture<float> mixture, ReadOnlySpan<float> target)
    {
        csv.Write(mixture.Mean(dimension));
        csv.Write(mixture.StandardDeviation(dimension));
        foreach (double quantile in questions.Quantiles)
        {
            csv.Write(mixture.Quantile((float)quantile, dimension));
        }

        foreach (double interval in questions.Intervals)
        {
            (float low, float high) = mixture.CentralInterval((float)interval, dimension);
            csv.Write(low);
            csv.Write(high);
        }

        foreach (double probability in questions.Regions)
        {
            csv.Write(region.Of(mixture, (float)probability, dimension));
        }

        foreach (double tail in questions.Tails)
        {
            csv.Write(mixture.ValueAtRiskLower((float)tail, dimension));
            csv.Write(mixture.ExpectedShortfallLower((float)tail, dimension));
            csv.Write(mixture.ValueAtRiskUpper((float)tail, dimension));
            csv.Write(mixture.ExpectedShortfallUpper((float)tail, dimension));
        }
    }

    private static string Text(double probability) => probability.ToString(CultureInfo.InvariantCulture);
}
