using MdnSimd.Cli.Output;
using MdnSimd.Cli.Querying.Columns;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying;

/// <summary>The columns of <c>mdn predict</c>: their names, and the numbers of a row. For one thread.</summary>
internal sealed class PredictionColumns
{
    private readonly List<IColumns> columns = [];

    /// <param name="model">Names the targets.</param>
    /// <param name="components">Components of a mixture, of all members together.</param>
    /// <param name="questions">What is asked.</param>
    /// <param name="hasTargets">Whether the log density of the targets is a column.</param>
    public PredictionColumns(MdnOptions model, int components, PredictionQuestions questions, bool hasTargets)
    {
        for (int d = 0; d < model.Targets; d++)
        {
            columns.Add(new TargetColumns(model.TargetNames[d], d, questions, components));
        }

        if (questions.Mode)
        {
            columns.Add(new ModeColumns(model.TargetNames));
        }

        if (hasTargets)
        {
            columns.Add(new LogDensityColumn());
        }

        if (questions.Mixture)
        {
            columns.Add(new ComponentColumns(model, components));
        }
    }

    /// <summary>Writes the names.</summary>
    public void WriteHeader(CsvOutput csv)
    {
        foreach (IColumns each in columns)
        {
            each.WriteNames(csv);
        }

        csv.EndRow();
    }

    /// <summary>Writes a row.</summary>
    /// <param name="csv">Where to.</param>
    /// <param name="mixture">What was predicted.</param>
    /// <param name="target">The targets, NaN where unknown; not looked at unless their log density is a column.</param>
    public void WriteRow(CsvOutput csv, GaussianMixture<float> mixture, ReadOnlySpan<float> target)
    {
        foreach (IColumns each in columns)
        {
            each.WriteValues(csv, mixture, target);
        }

        csv.EndRow();
    }
}
