using System.Text;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;

namespace MdnSimd.Cli.Querying;

/// <summary>Predictions as CSV, formatted chunk by chunk beside other threads.</summary>
/// <param name="output">Where the chunks go.</param>
/// <param name="columns">What is written of a row.</param>
internal sealed class PredictionText(PredictionOutput output, PredictionColumns columns) : IRowConsumer
{
    private readonly StringBuilder text = new();
    private CsvOutput? csv;

    public void Add(PredictedRows rows)
    {
        csv ??= new CsvOutput(new StringWriter(text));
        for (int row = 0; row < rows.Count; row++)
        {
            columns.WriteRow(csv, rows[row], rows.Target(row));
        }

        csv.Flush();
    }

    public void Deliver()
    {
        output.Write(text);
        text.Clear();
    }

    public void Dispose() => csv?.Dispose();
}
