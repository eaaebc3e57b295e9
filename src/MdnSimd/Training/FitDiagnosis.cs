using System.Collections.Immutable;
using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>What a finished model's mixtures look like over the rows it was trained on.</summary>
/// <param name="DeadComponents">Components, from 0, whose mean weight in their network is below <see cref="DeadWeight"/>.</param>
/// <param name="ScalesAtFloor">The part of all scales, those that the floor bounds, that is within 1 % of it.</param>
internal sealed record FitDiagnosis(ImmutableArray<int> DeadComponents, double ScalesAtFloor)
{
    private const double DeadWeight = 1e-3;
    private const double AtFloor = 1.01;
    private const int BatchRows = 256;

    /// <summary>Asks the model for the mixture of each of the rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Features in their own units, [rows, inputs].</param>
    /// <param name="rows">Which of them to look at.</param>
    public static FitDiagnosis Of<T>(MdnModel<T> model, ReadOnlySpan2D<T> inputs, ReadOnlySpan<int> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MdnPredictor<T> predictor = model.CreatePredictor();
        using MixtureBatch<T> batch = predictor.CreateBatch(BatchRows);
        T[] features = new T[BatchRows * inputs.Width];
        double[] weights = new double[model.Mixture.Components];
        long atFloor = 0;
        for (int first = 0; first < rows.Length; first += BatchRows)
        {
            ReadOnlySpan<int> picked = rows.Slice(first, Math.Min(BatchRows, rows.Length - first));
            for (int i = 0; i < picked.Length; i++)
            {
                inputs.GetRowSpan(picked[i]).CopyTo(features.AsSpan(i * inputs.Width));
            }

            predictor.Predict(new ReadOnlySpan2D<T>(features, picked.Length, inputs.Width), batch);
            for (int i = 0; i < batch.Weights.Length; i++)
            {
                weights[i % weights.Length] += Scalar.ToDouble(batch.Weights[i]);
            }

            atFloor += CountAtFloor(batch, model);
        }

        double dead = DeadWeight * rows.Length / model.Members;
        return new FitDiagnosis(
            [.. Enumerable.Range(0, weights.Length).Where(k => weights[k] < dead)],
            (double)atFloor / ((long)rows.Length * weights.Length * model.Options.Targets));
    }

    /// <summary>The mean negative log-likelihood of the rows, in nats, in the target's units.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Features in their own units, [rows, inputs].</param>
    /// <param name="targets">Targets in their own units, [rows, targets].</param>
    /// <param name="rows">Which of them to look at; at least one.</param>
    /// <param name="weights">What each of them counts for; empty for 1 each.</param>
    public static double Loss<T>(
        MdnModel<T> model, ReadOnlySpan2D<T> inputs, ReadOnlySpan2D<T> targets, ReadOnlySpan<int> rows, ReadOnlySpan<T> weights = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MdnPredictor<T> predictor = model.CreatePredictor();
        double sum = 0;
        double total = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : Scalar.ToDouble(weights[i]);
            sum -= weight * Scalar.ToDouble(predictor.Predict(inputs.GetRowSpan(rows[i])).LogDensity(targets.GetRowSpan(rows[i])));
            total += weight;
        }

        return sum / total;
    }

    /// <summary>A coupled dimension is at the floor where its scale given the dimensions it depends on is, 1 / U_ii.</summary>
    private static long CountAtFloor<T>(MixtureBatch<T> batch, MdnModel<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T floor = Scalar.Of<T>(model.Options.ScaleFloor * AtFloor);
        ReadOnlySpan<T> units = model.TargetScaler.Scales;
        ReadOnlySpan<T> factors = batch.PrecisionFactors;
        ReadOnlySpan<T> scales = batch.Scales;
        long count = 0;
        for (int i = 0; i < scales.Length; i++)
        {
            int d = i % units.Length;
            T scale = factors.IsEmpty ? scales[i] : T.One / factors[(i * units.Length) + d];
            count += scale <= floor * units[d] ? 1 : 0;
        }

        return count;
    }
}
