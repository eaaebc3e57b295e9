using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying;

/// <summary>Draws from the density of every row and writes the draws as CSV. For one thread.</summary>
/// <param name="csv">Where to.</param>
/// <param name="model">Names the targets.</param>
/// <param name="request">What is drawn.</param>
/// <param name="cancellation">Ends the drawing.</param>
internal sealed class Samples(CsvOutput csv, MdnOptions model, SampleRequest request, CancellationToken cancellation) : IRowConsumer
{
    private readonly float[] sample = new float[model.Targets];
    private readonly SamplingOptions options = request.Options;
    private long number;

    public void Add(PredictedRows rows)
    {
        if (number == 0)
        {
            WriteHeader();
        }

        for (int row = 0; row < rows.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            WriteSamples(rows[row], (ulong)number * request.IndicesPerRow);
            number++;
        }
    }

    public void Deliver()
    {
    }

    public void Dispose()
    {
    }

    private void WriteHeader()
    {
        csv.Write("row");
        foreach (string target in model.TargetNames)
        {
            csv.Write(target);
        }

        csv.EndRow();
    }

    private void WriteSamples(GaussianMixture<float> mixture, ulong index)
    {
        for (int i = 0; i < request.Count; i++)
        {
            mixture.Sample(request.Seed, index + (ulong)i, options, sample);
            csv.Write(number + 1);
            foreach (float value in sample)
            {
                csv.Write(value);
            }

            csv.EndRow();
        }
    }
}
