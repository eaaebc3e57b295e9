using System.Runtime.InteropServices;
using MdnSimd.Mixtures;
using MdnSimd.Quality.Data;

namespace MdnSimd.Quality.Scoring;

/// <summary>How good a model's densities are on rows that it has not seen, in the target's units.</summary>
/// <param name="NegativeLogLikelihood">Mean, in nats.</param>
/// <param name="RootMeanSquare">Root of the mean squared error of the mean.</param>
/// <param name="RankedProbability">Mean continuous ranked probability score.</param>
/// <param name="Coverage">The part of the targets within the central 90 % interval.</param>
internal readonly record struct Scores(double NegativeLogLikelihood, double RootMeanSquare, double RankedProbability, double Coverage)
{
    private const double Tail = 0.05;

    /// <summary>Scores a model with one target.</summary>
    public static Scores Of(MdnModel<float> model, Rows rows)
    {
        using MdnPredictor<float> predictor = model.CreatePredictor();
        (double loss, double squares, double ranked, int covered) = (0, 0, 0, 0);
        for (int row = 0; row < rows.Count; row++)
        {
            GaussianMixture<float> mixture = predictor.Predict(MemoryMarshal.CreateReadOnlySpan(ref rows.Inputs[row, 0], rows.Inputs.GetLength(1)));
            float t = rows.Targets[row, 0];
            double error = mixture.Mean() - t;
            loss -= mixture.LogDensity([t]);
            squares += error * error;
            ranked += mixture.Crps(t);
            covered += mixture.Cdf(t) is >= (float)Tail and <= (float)(1 - Tail) ? 1 : 0;
        }

        return new Scores(loss / rows.Count, Math.Sqrt(squares / rows.Count), ranked / rows.Count, (double)covered / rows.Count);
    }
}
