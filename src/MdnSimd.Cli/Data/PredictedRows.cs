using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Data;

/// <summary>The rows of a CSV file with what a model predicts for them, block by block.</summary>
internal sealed class PredictedRows : IDisposable
{
    private readonly RowBlocks rows;
    private readonly MdnPredictor<float> predictor;
    private readonly MixtureBatch<float> batch;

    private PredictedRows(RowBlocks rows, MdnModel<float> model)
    {
        this.rows = rows;
        predictor = model.CreatePredictor();
        batch = predictor.CreateBatch(RowBlocks.Capacity);
    }

    /// <summary>The rows in the current block.</summary>
    public int Count => rows.Count;

    /// <summary>Whether the targets are read.</summary>
    public bool HasTargets => rows.HasTargets;

    /// <summary>What the model predicts for a row of the current block; valid until the next block is read.</summary>
    public GaussianMixture<float> this[int row] => batch[row];

    /// <summary>The targets of a row of the current block [targets]; NaN where a field was empty.</summary>
    public ReadOnlySpan<float> Target(int row) => rows.Target(row);

    /// <summary>Opens a file for a model.</summary>
    /// <exception cref="CommandException">The file cannot be read or lacks columns.</exception>
    public static PredictedRows Open(string path, MdnModel<float> model, TargetUse use) =>
        new(RowBlocks.Open(path, model.Options, use), model);

    /// <summary>Reads the next block and predicts for it.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CommandException">A value is unusable, or the file has no rows at all.</exception>
    public bool Read(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
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
