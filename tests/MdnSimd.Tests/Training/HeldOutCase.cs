using MdnSimd.Kernels;
using MdnSimd.Mixtures;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

/// <summary>Raw outputs of several networks for some rows, and the targets: random ones, or the truth and draws from it.</summary>
/// <param name="Options">The networks.</param>
/// <param name="Outputs">[networks][rows * outputs].</param>
/// <param name="Targets">[rows * D].</param>
internal sealed record HeldOutCase(MdnOptions Options, double[][] Outputs, double[] Targets)
{
    private MixtureLayout Layout => MdnModel<double>.MixtureOf(Options);

    private int Rows => Targets.Length / Options.Targets;

    /// <summary>Normal outputs and targets.</summary>
    public static HeldOutCase Random(MdnOptions options, int networks, int rows, ulong seed)
    {
        int outputs = MdnModel<double>.MixtureOf(options).Outputs;
        return new HeldOutCase(
            options,
            [.. Enumerable.Range(0, networks).Select(network => Numbers(rows * outputs, seed + 100 + (ulong)network))],
            Numbers(rows * options.Targets, seed));
    }

    /// <summary>Outputs that are alike in all networks, and one target drawn from the mixture that they stand for.</summary>
    public static HeldOutCase Truth(MdnOptions options, int networks, int rows, ulong seed)
    {
        HeldOutCase random = Random(options, 1, rows, seed);
        CounterRandom draws = new(seed, 9);
        double[] targets = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            (double[] weights, double[] means, double[] factors) = random.MixtureOf(0, row, Calibration.None);
            double left = draws.NextUniform();
            int k = 0;
            while (k < weights.Length - 1 && left > weights[k])
            {
                left -= weights[k++];
            }

            targets[row] = means[k] + (draws.NextNormal() / factors[k]);
        }

        return new HeldOutCase(options, [.. Enumerable.Repeat(random.Outputs[0], networks)], targets);
    }

    /// <summary>The same rows, with every scale multiplied by a factor.</summary>
    public HeldOutCase WithScales(double factor)
    {
        MixtureLayout layout = Layout;
        double[] Scaled(double[] outputs)
        {
            double[] scaled = [.. outputs];
            for (int row = 0; row < Rows; row++)
            {
                foreach (int column in layout.ScaleColumns)
                {
                    ref double raw = ref scaled[(row * layout.Outputs) + column];
                    raw = Raw(factor * Link(raw));
                }
            }

            return scaled;
        }

        return this with { Outputs = Array.ConvertAll(Outputs, Scaled) };
    }

    /// <summary>What the code under test sees.</summary>
    public HeldOutMixtures<double> Create(double[]? weights = null)
    {
        double[] each = weights ?? [.. Enumerable.Repeat(1.0, Rows)];
        HeldOutMixtures<double> mixtures = new(Options, Outputs.Length, Rows) { Weights = each };
        Targets.CopyTo(mixtures.Targets(0, Rows));
        for (int network = 0; network < Outputs.Length; network++)
        {
            Outputs[network].CopyTo(mixtures.Outputs(network, 0, Rows));
        }

        return mixtures;
    }

    /// <summary>-log of the mean of the networks' densities of a row, each a mixture of the public type.</summary>
    public double LossOf(int row, Calibration calibration)
    {
        int dimensions = Options.Targets;
        double density = 0;
        for (int network = 0; network < Outputs.Length; network++)
        {
            (double[] weights, double[] means, double[] factors) = MixtureOf(network, row, calibration);
            GaussianMixture<double> mixture = GaussianMixture<double>.FromPrecisionFactors(weights, means, factors, new double[means.Length]);
            density += mixture.Density(Targets.AsSpan(row * dimensions, dimensions)) / Outputs.Length;
        }

        return -Math.Log(density);
    }

    /// <summary>The formulas of a mixture head, with those of <see cref="Calibration"/>.</summary>
    private (double[] Weights, double[] Means, double[] Factors) MixtureOf(int network, int row, Calibration calibration)
    {
        int dimensions = Options.Targets;
        double[] z = Outputs[network][(row * Layout.Outputs)..((row + 1) * Layout.Outputs)];
        double[] powers = [.. z.Take(Options.Components).Select(logit => Math.Exp(logit / calibration.Temperature))];
        double[] factors = new double[Options.Components * dimensions * dimensions];
        int next = Layout.ScaleOffset;
        for (int i = 0; i < Options.Components * dimensions; i++)
        {
            int d = i % dimensions;
            bool shared = Options.Covariance == Covariance.Isotropic && d > 0;
            double raw = z[shared ? next - 1 : next++];
            double scale = Options.ScaleFloor + calibration.Floor + Link((calibration.Slope * raw) + calibration.Shift);
            factors[(i * dimensions) + d] = 1 / scale;
            for (int j = d + 1; Options.Covariance == Covariance.Full && j < dimensions; j++)
            {
                factors[(i * dimensions) + j] = z[next++] / scale;
            }
        }

        return ([.. powers.Select(power => power / powers.Sum())], z[Layout.MeanOffset..Layout.ScaleOffset], factors);
    }

    private double Link(double raw) => Options.ScaleLink == ScaleLink.Exp ? Math.Exp(raw) : Math.Log(1 + Math.Exp(raw));

    private double Raw(double linked) => Options.ScaleLink == ScaleLink.Exp ? Math.Log(linked) : Math.Log(Math.Exp(linked) - 1);

    private static double[] Numbers(int count, ulong seed) => [.. Synthetic.Normal<double>(1, count, seed).Cast<double>()];
}
