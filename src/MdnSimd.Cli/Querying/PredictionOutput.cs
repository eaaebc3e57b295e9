using System.Text;
using MdnSimd.Cli.Output;

namespace MdnSimd.Cli.Querying;

/// <summary>Predictions on their way out: the names of the columns before the first rows.</summary>
/// <param name="writer">Receives the text.</param>
/// <param name="columns">Their names.</param>
internal sealed class PredictionOutput(TextWriter writer, PredictionColumns columns)
{
    private bool hasHeader;

    /// <summary>Writes the rows of a chunk.</summary>
    public void Write(StringBuilder rows)
    {
        if (!hasHeader)
        {
            using CsvOutput csv = new(writer);
            columns.WriteHeader(csv);
            hasHeader = true;
        }

        foreach (ReadOnlyMemory<char> piece in rows.GetChunks())
        {
            writer.Write(piece.Span);
        }
    }
}
