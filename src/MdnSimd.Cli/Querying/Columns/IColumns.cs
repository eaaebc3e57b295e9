using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying.Columns;

/// <summary>The answer to one question about every row: the names of its columns, and the values of a row. For one thread.</summary>
internal interface IColumns
{
    /// <summary>Writes the names.</summary>
    void WriteNames(CsvOutput csv);

    /// <summary>Writes the values of a row, as many as there are names.</summary>
    /// <param name="csv">Where to.</param>
    /// <param name="mixture">What was predicted.</param>
    /// <param name="target">The targets [D], NaN where unknown; empty where the file does not have them.</param>
    void WriteValues(CsvOutput csv, GaussianMixture<float> mixture, ReadOnlySpan<float> target);
}
