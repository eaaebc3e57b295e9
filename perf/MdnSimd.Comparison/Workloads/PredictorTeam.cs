using CommunityToolkit.HighPerformance;
using MdnSimd.Training;

namespace MdnSimd.Comparison.Workloads;

/// <summary>A batch predicted by one thread, or divided among as many predictors as there are threads.</summary>
internal sealed class PredictorTeam : ITeamWork, IDisposable
{
    private readonly float[,] inputs;
    private readonly WorkerTeam team;
    private readonly MdnPredictor<float>[] predictors;
    private readonly MixtureBatch<float>[] batches;
    private readonly int share;
    private float sink;

    public PredictorTeam(MdnModel<float> model, float[,] inputs, int threads)
    {
        this.inputs = inputs;
        team = new WorkerTeam(threads);
        share = inputs.GetLength(0) / threads;
        predictors = [.. Enumerable.Range(0, threads).Select(_ => model.CreatePredictor())];
        batches = [.. predictors.Select(predictor => predictor.CreateBatch(share))];
    }

    /// <summary>The weights of all rows.</summary>
    public float[] Weights => [.. batches.SelectMany(batch => batch.Weights.ToArray())];

    /// <summary>The means of all rows.</summary>
    public float[] Means => [.. batches.SelectMany(batch => batch.Means.ToArray())];

    /// <summary>The scales of all rows.</summary>
    public float[] Scales => [.. batches.SelectMany(batch => batch.Scales.ToArray())];

    /// <summary>The first row alone.</summary>
    public void PredictRow() => sink += predictors[0].Predict(new ReadOnlySpan2D<float>(inputs).GetRowSpan(0)).Weights[0];

    /// <summary>All rows.</summary>
    public void PredictBatch() => team.Run(this, 0);

    public void Run(int phase, int worker, int workers) => predictors[worker].Predict(
        new ReadOnlySpan2D<float>(inputs).Slice(worker * share, 0, share, inputs.GetLength(1)), batches[worker]);

    public void Dispose()
    {
        team.Dispose();
        for (int i = 0; i < predictors.Length; i++)
        {
            predictors[i].Dispose();
            batches[i].Dispose();
        }
    }
}
