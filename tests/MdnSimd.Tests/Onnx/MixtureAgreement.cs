using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Onnx;

/// <summary>Compares what a graph gave with the library's own predictions.</summary>
internal static class MixtureAgreement
{
    /// <summary>
    /// Asserts that every output is the model's, relative to itself: a mean relative to itself and its scale, an element of a factor to
    /// the largest of its row, a log-density to itself and 1.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Features.</param>
    /// <param name="targets">Targets, or null where no log-density was asked for.</param>
    /// <param name="output">The elements of an output by its name, row-major.</param>
    /// <param name="tolerance">The relative tolerance.</param>
    public static void Assert<T>(MdnModel<T> model, T[,] inputs, T[,]? targets, Func<string, double[]> output, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MdnPredictor<T> predictor = model.CreatePredictor();
        (double[] weights, double[] means, double[] scales) = (output("weights"), output("means"), output("scales"));
        int components = weights.Length / inputs.GetLength(0);
        int dimensions = model.Options.Targets;
        for (int row = 0; row < inputs.GetLength(0); row++)
        {
            GaussianMixture<T> p = predictor.Predict(inputs.GetRowSpan(row));
            Xunit.Assert.Equal(p.Components, components);
            for (int k = 0; k < components; k++)
            {
                int component = (row * components) + k;
                Near($"row {row}: weight {k}", p.Weights[k], weights[component], 1e-30, tolerance);
                for (int d = 0; d < dimensions; d++)
                {
                    int own = (k * dimensions) + d;
                    int element = (component * dimensions) + d;
                    double scale = double.CreateTruncating(p.Scales[own]);
                    Near($"row {row}: mean {k}, {d}", p.Means[own], means[element], scale, tolerance);
                    Near($"row {row}: scale {k}, {d}", p.Scales[own], scales[element], 0, tolerance);
                }
            }

            if (model.Options.Covariance == Covariance.Full)
            {
                double[] factors = output("precision_factors");
                int size = components * dimensions * dimensions;
                for (int i = 0; i < size; i++)
                {
                    ReadOnlySpan<T> factorRow = p.PrecisionFactors.Slice(i / dimensions * dimensions, dimensions);
                    Near($"row {row}: factor {i}", p.PrecisionFactors[i], factors[(row * size) + i], Largest(factorRow), tolerance);
                }
            }

            if (targets is not null)
            {
                Near($"row {row}: log-density", p.LogDensity(targets.GetRowSpan(row)), output("log_density")[row], 1, 10 * tolerance);
            }
        }
    }

    private static void Near<T>(string what, T expected, double actual, double allowance, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double value = double.CreateTruncating(expected);
        Xunit.Assert.True(
            Math.Abs(actual - value) <= tolerance * (Math.Abs(value) + allowance), $"{what} is {actual}: the library's is {value}");
    }

    private static double Largest<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        foreach (T value in values)
        {
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(value)));
        }

        return largest;
    }
}
