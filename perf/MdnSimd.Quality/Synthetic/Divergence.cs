using System.Runtime.InteropServices;

namespace MdnSimd.Quality.Synthetic;

/// <summary>The Kullback-Leibler divergence of a model from a truth, averaged over x, in nats.</summary>
/// <param name="Mean">The mean of log p(t | x) - log q(t | x) over a sample of the truth.</param>
/// <param name="StandardError">The standard error of that mean.</param>
internal readonly record struct Divergence(double Mean, double StandardError)
{
    /// <summary>Of a model that was fitted to other rows.</summary>
    /// <param name="truth">Where the sample comes from.</param>
    /// <param name="model">Of one feature and one target.</param>
    /// <param name="rows">Rows of the sample.</param>
    /// <param name="seed">Decides them.</param>
    public static Divergence Of(Truth truth, MdnModel<float> model, int rows, ulong seed)
    {
        const ulong Stream = 1000;
        (float[,] inputs, float[,] targets) = truth.Sample(rows, seed, Stream);
        using MdnPredictor<float> predictor = model.CreatePredictor();
        (double sum, double squares) = (0, 0);
        for (int row = 0; row < rows; row++)
        {
            float t = targets[row, 0];
            double expected = truth.LogDensity(t, inputs[row, 0]);
            if (double.IsNegativeInfinity(expected))
            {
                continue; // on the edge of what is possible, and beyond it once rounded to float
            }

            double excess = expected - predictor.Predict(MemoryMarshal.CreateReadOnlySpan(ref inputs[row, 0], 1)).LogDensity([t]);
            sum += excess;
            squares += excess * excess;
        }

        double mean = sum / rows;
        return new Divergence(mean, Math.Sqrt(((squares / rows) - (mean * mean)) / rows));
    }
}
