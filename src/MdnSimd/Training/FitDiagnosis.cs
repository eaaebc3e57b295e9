using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using CommunityToolkit.HighPerformance;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>What a finished model's mixtures look like over the rows it was trained on.</summary>
/// <param name="DeadComponents">Components, from 0, whose mean weight is below <see cref="DeadWeight"/>.</param>
/// <param name="ScalesAtFloor">The part of all scales that is within 1 % of the floor.</param>
internal sealed record FitDiagnosis(ImmutableArray<int> DeadComponents, double ScalesAtFloor)
{
    private const double DeadWeight = 1e-3;
    private const double AtFloor = 1.01;

    /// <summary>Asks the model for the mixture of each of the rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Features in their own units, [rows, inputs].</param>
    /// <param name="rows">Which of them to look at.</param>
    public static FitDiagnosis Of<T>(MdnModel<T> model, ReadOnlySpan2D<T> inputs, ReadOnlySpan<int> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MdnPredictor<T> predictor = model.CreatePredictor();
        T[] weights = new T[model.Options.Components];
        T floor = Scalar.Of<T>(model.Options.ScaleFloor * AtFloor);
        long atFloor = 0;
        foreach (int row in rows)
        {
            Mixtures.GaussianMixture<T> mixture = predictor.Predict(inputs.GetRowSpan(row));
            TensorPrimitives.Add(weights, mixture.Weights, weights);
            for (int i = 0; i < mixture.Scales.Length; i++)
            {
                atFloor += mixture.Scales[i] <= floor * model.TargetScaler.Scales[i % model.Options.Targets] ? 1 : 0;
            }
        }

        T dead = Scalar.Of<T>(DeadWeight * rows.Length);
        long scales = (long)rows.Length * model.Options.Components * model.Options.Targets;
        return new FitDiagnosis(
            [.. Enumerable.Range(0, weights.Length).Where(k => weights[k] < dead)],
            (double)atFloor / scales);
    }
}
