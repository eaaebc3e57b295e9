using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Onnx;

/// <summary>Compares what a graph gave with the library's own predictions.</summary>
internal static class MixtureAgreement
{
    /// <summary>
    /// Asserts that every output is the model's, relative to itself and to what it is the sum of: a mean to the targets' own mean and
    /// scale, a coupling to 1 and so a scale to the others that are coupled to it, a log-density to the squares of distances, which are
    /// differences of such means over a scale.
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
        double[] factors = model.Options.Covariance == Covariance.Full ? output("precision_factors") : [];
        double[] units = [.. model.TargetScaler.Scales.ToArray().Select(double.CreateTruncating)];
        double[] magnitudes = [.. model.TargetScaler.Means.ToArray().Select((mean, d) => Math.Abs(double.CreateTruncating(mean)) + units[d])];
        int components = weights.Length / inputs.GetLength(0);
        int dimensions = units.Length;
        for (int row = 0; row < inputs.GetLength(0); row++)
        {
            GaussianMixture<T> p = predictor.Predict(inputs.GetRowSpan(row));
            Xunit.Assert.Equal(p.Components, components);
            double farthest = 1;
            for (int k = 0; k < components; k++)
            {
                int component = (row * components) + k;
                Near($"row {row}: weight {k}", p.Weights[k], weights[component], 0, tolerance);
                for (int i = 0; i < dimensions; i++)
                {
                    int own = (k * dimensions) + i;
                    int element = (component * dimensions) + i;
                    Near($"row {row}: mean {k}, {i}", p.Means[own], means[element], magnitudes[i], tolerance);
                    double others = factors.Length == 0 ? 0 : units[i] * Enumerable.Range(0, dimensions).Max(
                        j => scales[(component * dimensions) + j] / units[j]);
                    Near($"row {row}: scale {k}, {i}", p.Scales[own], scales[element], others, tolerance);
                    farthest = Math.Max(farthest, magnitudes[i] / scales[element]);
                    for (int j = 0; j < dimensions && factors.Length > 0; j++)
                    {
                        double diagonal = double.CreateTruncating(p.PrecisionFactors[(own * dimensions) + i]);
                        double whole = i <= j ? diagonal * units[i] / units[j] : 0;
                        double factor = factors[(element * dimensions) + j];
                        Near($"row {row}: factor {k}, {i}, {j}", p.PrecisionFactors[(own * dimensions) + j], factor, whole, tolerance);
                        farthest = Math.Max(farthest, magnitudes[j] * Math.Abs(factor));
                    }
                }
            }

            if (targets is not null)
            {
                T density = p.LogDensity(targets.GetRowSpan(row));
                double distance = Math.Sqrt(1 + (2 * Math.Abs(double.CreateTruncating(density))));
                Near($"row {row}: log-density", density, output("log_density")[row], farthest * distance, tolerance);
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
}
