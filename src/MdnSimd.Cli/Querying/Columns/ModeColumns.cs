using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying.Columns;

/// <summary>The single most likely outcome: the highest mode of the joint density of all targets.</summary>
/// <param name="targets">Their names.</param>
internal sealed class ModeColumns(IReadOnlyList<string> targets) : IColumns
{
    private readonly float[] mode = new float[targets.Count];

    public void WriteNames(CsvOutput csv)
    {
        foreach (string target in targets)
        {
            csv.Write($"{target}_mode");
        }
    }

    public void WriteValues(CsvOutput csv, GaussianMixture<float> mixture, ReadOnlySpan<float> target)
    {
        mixture.Mode(mode);
        foreach (float value in mode)
        {
            csv.Write(value);
        }
    }
}
