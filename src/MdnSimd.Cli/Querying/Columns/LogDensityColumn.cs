using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying.Columns;

/// <summary>The log-density of the targets that the file has, in nats; empty where one is unknown.</summary>
internal sealed class LogDensityColumn : IColumns
{
    public void WriteNames(CsvOutput csv) => csv.Write("log_density");

    public void WriteValues(CsvOutput csv, GaussianMixture<float> mixture, ReadOnlySpan<float> target)
    {
        if (target.ContainsAny(float.NaN, float.NaN))
        {
            csv.WriteEmpty();
        }
        else
        {
            csv.Write(mixture.LogDensity(target));
        }
    }
}
