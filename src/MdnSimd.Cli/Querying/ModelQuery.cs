using MdnSimd.Cli.Data;

namespace MdnSimd.Cli.Querying;

/// <summary>Asks a model about every row of a CSV file, on several threads and in memory that does not grow with the file.</summary>
internal sealed class ModelQuery : IDisposable
{
    private readonly MdnModel<float> model;
    private readonly CsvChunks chunks;
    private readonly ModelColumns columns;
    private long rows;

    private ModelQuery(MdnModel<float> model, CsvChunks chunks, ModelColumns columns)
    {
        this.model = model;
        this.chunks = chunks;
        this.columns = columns;
    }

    /// <summary>Whether the targets are read.</summary>
    public bool HasTargets => columns.Targets.Length > 0;

    /// <summary>Opens a file for a model.</summary>
    /// <exception cref="CommandException">The file cannot be read or lacks columns.</exception>
    public static ModelQuery Open(string path, MdnModel<float> model, TargetUse use)
    {
        CsvChunks chunks = CsvChunks.Open(path);
        try
        {
            using CsvFile header = chunks.OpenHeader();
            return new ModelQuery(model, chunks, ModelColumns.Find(header, model.Options, use));
        }
        catch
        {
            chunks.Dispose();
            throw;
        }
    }

    /// <summary>Asks about all rows. What the consumers get does not depend on the number of threads.</summary>
    /// <param name="threads">0 for as many as there are cores.</param>
    /// <param name="createConsumer">Makes a consumer for the chunks that one thread works on.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <exception cref="CommandException">A value is unusable, or the file has no rows at all.</exception>
    public void Run(int threads, Func<IRowConsumer> createConsumer, CancellationToken cancellation)
    {
        int count = threads == 0 ? Environment.ProcessorCount : threads;
        ChunkWorkers.Run(chunks, count, () => new Work(this, createConsumer()), cancellation);
        if (rows == 0)
        {
            throw new CommandException($"{chunks.Path}: there are no rows below the header");
        }
    }

    public void Dispose() => chunks.Dispose();

    private sealed class Work(ModelQuery query, IRowConsumer consumer) : IChunkWork
    {
        private readonly PredictedRows rows = new(query.model, query.columns);

        public void Process(CsvChunk chunk)
        {
            rows.Begin(CsvFile.Open(query.chunks.Path, chunk));
            while (rows.Read())
            {
                consumer.Add(rows);
            }
        }

        public void Deliver()
        {
            if (rows.Total > 0)
            {
                query.rows += rows.Total;
                consumer.Deliver();
            }
        }

        public void Dispose()
        {
            consumer.Dispose();
            rows.Dispose();
        }
    }
}
