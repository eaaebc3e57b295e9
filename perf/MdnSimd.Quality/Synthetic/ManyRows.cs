using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MdnSimd.Kernels;

namespace MdnSimd.Quality.Synthetic;

/// <summary>What becomes of a time budget, and of memory, where rows are many: a law of five features whose density is known.</summary>
internal static class ManyRows
{
    private const int Rows = 1_000_000;
    private const int Features = 5;
    private const int Sample = 20_000;
    private const ulong Stream = 1UL << 62;

    private static readonly int[] Budgets = [10, 45];

    /// <summary>Fits and measures, and writes a Markdown table.</summary>
    /// <param name="told">Told of every fit.</param>
    public static string Create(Action<string> told)
    {
        StringBuilder table = new();
        table.Append("| time budget | time taken | resident at most | chosen | epochs | KL(truth, model), nats |\n|---|---|---|---|---|---|\n");
        (float[,] inputs, float[,] targets, _) = Draw(Rows, seed: 1);
        foreach (int seconds in Budgets)
        {
            FitResult<float> fit = AutoFit.Fit<float>(inputs, targets, new AutoFitOptions { TimeBudget = TimeSpan.FromSeconds(seconds) });
            using Process process = Process.GetCurrentProcess();
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"| {seconds} s | {fit.Report.Elapsed.TotalSeconds:f1} s | {process.PeakWorkingSet64 >> 20} MiB | {fit.Report.Selection!.Best.Name} "
                + $"| {fit.Report.Epochs} | {Divergence(fit.Model):f3} |\n");
            told(line.TrimEnd());
            table.Append(line);
        }

        return table.ToString();
    }

    private static double Divergence(MdnModel<float> model)
    {
        (float[,] inputs, float[,] targets, double[] logDensities) = Draw(Sample, seed: 2);
        using MdnPredictor<float> predictor = model.CreatePredictor();
        double sum = 0;
        for (int row = 0; row < Sample; row++)
        {
            sum += logDensities[row]
                - predictor.Predict(MemoryMarshal.CreateReadOnlySpan(ref inputs[row, 0], Features)).LogDensity([targets[row, 0]]);
        }

        return sum / Sample;
    }

    /// <summary>t = sin 2 x1 + x2 x3 + (0.2 + 0.3 / (1 + exp -2 x4)) e, with normal x and e; x5 says nothing.</summary>
    private static (float[,] Inputs, float[,] Targets, double[] LogDensities) Draw(int rows, ulong seed)
    {
        CounterRandom random = new(seed, Stream);
        float[,] inputs = new float[rows, Features];
        float[,] targets = new float[rows, 1];
        double[] logDensities = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < Features; column++)
            {
                inputs[row, column] = (float)random.NextNormal();
            }

            double scale = 0.2 + (0.3 / (1 + Math.Exp(-2 * inputs[row, 3])));
            double noise = random.NextNormal();
            targets[row, 0] = (float)(Math.Sin(2 * inputs[row, 0]) + (inputs[row, 1] * inputs[row, 2]) + (scale * noise));
            logDensities[row] = (-0.5 * noise * noise) - Math.Log(scale) - (0.5 * Math.Log(2 * Math.PI));
        }

        return (inputs, targets, logDensities);
    }
}
