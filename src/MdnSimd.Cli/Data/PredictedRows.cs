using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Data;

/// <summary>The rows of CSV files with what a model predicts for them, block by block. One per thread.</summary>
internal sealed class PredictedRows : IDisposable
{
    private readonly RowBlocks rows;
    private readonly MdnPredictor<float> predictor;
    private readonly MixtureBatch<float> batch;

    /// <param name="model">The model that answers.</param>
    /// <param name="columns">Where its columns stand.</param>
    public PredictedRows(MdnModel<float> model, ModelColumns columns)
    {
        rows = new RowBlocks(columns);
        predictor = model.CreatePredictor();
        batch = predictor.CreateBatch(RowBlocks.Capacity);
    }

    /// <summary>The rows in the current block.</summary>
    public int Count => rows.Count;

    /// <summary>The rows of the file read so far, those of the current block included.</summary>
    public long Total => rows.Total;

    /// <summary>What the model predicts for a row of the current block; valid until the next block is read.</summary>
    public GaussianMixture<float> this[int row] => batch[row];

    /// <summary>The targets of a row of the current block [targets]; NaN where a field was empty.</summary>
    public ReadOnlySpan<float> Target(int row) => rows.Target(row);

    /// <summary>Goes on with a file, which is disposed here.</summary>
    public void Begin(CsvFile file) => rows.Begin(file);

    /// <summary>Reads the next block and predicts for it.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CommandException">A value is unusable.</exception>
    public bool Read()
    {
        if (!rows.Read())
        {
            return false;
        }

        predictor.Predict(rows.Inputs, batch);
        return true;
    }

    public void Dispose()
    {
        batch.Dispose();
        predictor.Dispose();
        rows.Dispose();
    }
}
