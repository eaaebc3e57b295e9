using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Quality.Synthetic;

namespace MdnSimd.Tests.Quality;

/// <summary>The laws by which fits are judged: their densities are densities, and those of their own draws.</summary>
public class TruthTests
{
    private const double Least = -8;
    private const double Most = 16;

    public static TheoryData<string> Names => [.. Truth.All.Select(truth => truth.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_density_integrates_to_1(string name)
    {
        Truth truth = ByName(name);
        (float[,] inputs, _) = truth.Sample(20, 1, 1);
        Assert.All(inputs.Cast<float>(), x => Assert.Equal(1, Integral(truth, x, 400_000, _ => 1), 3e-3));
    }

    [Fact]
    public void Its_draws_are_not_those_of_the_first_weights_of_a_fit()
    {
        InverseProblem truth = new();
        (float[,] inputs, _) = truth.Sample(1, 7, 0);
        for (ulong layer = 0; layer < 100; layer++)
        {
            CounterRandom weights = new(7, layer);
            Assert.NotEqual((float)truth.Draw(ref weights).X, inputs[0, 0]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_draws_follow_its_density(string name)
    {
        const int Rows = 400;
        Truth truth = ByName(name);
        (float[,] inputs, float[,] targets) = truth.Sample(Rows, 2, 1);
        Func<double, double>[] questions = [t => t > 0.5 ? 1 : 0, t => Math.Exp(-t * t), Math.Tanh, t => Math.Sin(3 * t)];
        foreach (Func<double, double> question in questions)
        {
            double[] differences = new double[Rows];
            for (int row = 0; row < Rows; row++)
            {
                differences[row] = question(targets[row, 0]) - Integral(truth, inputs[row, 0], 1000, question);
            }

            double error = Math.Sqrt(differences.Average(each => each * each) / Rows);
            Assert.InRange(differences.Average(), (-4 * error) - 2e-3, (4 * error) + 2e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_divergence_of_a_fit_falls_with_the_rows(string name)
    {
        Truth truth = ByName(name);
        Divergence few = Fit(truth, 100);
        Divergence many = Fit(truth, 1000);
        Assert.InRange(few.Mean, many.Mean + few.StandardError + many.StandardError, 3);
        Assert.InRange(many.Mean, 0, 0.3);
    }

    [Fact]
    public void The_divergence_is_the_integral_over_all_targets()
    {
        Truth truth = ByName("heteroscedastic");
        (float[,] inputs, float[,] targets) = truth.Sample(100, 3, 0);
        MdnModel<float> model = AutoFit.Fit<float>(inputs, targets, new AutoFitOptions { Members = 1, Hidden = [8] }).Model;
        using MdnPredictor<float> predictor = model.CreatePredictor();
        (float[,] asked, _) = truth.Sample(500, 4, 1000);
        double[] integrals = new double[500];
        for (int row = 0; row < 500; row++)
        {
            integrals[row] = Integral(truth, asked[row, 0], 2000, t => truth.LogDensity(t, asked[row, 0])
                - predictor.Predict(MemoryMarshal.CreateReadOnlySpan(ref asked[row, 0], 1)).LogDensity([(float)t]));
        }

        Divergence divergence = Divergence.Of(truth, model, 20_000, 4);
        double error = Math.Sqrt(integrals.Average(each => each * each) / 500) + divergence.StandardError;
        Assert.Equal(integrals.Average(), divergence.Mean, 4 * error);
        Assert.InRange(error, 0, 0.1);
    }

    private static Divergence Fit(Truth truth, int rows)
    {
        (float[,] inputs, float[,] targets) = truth.Sample(rows, 1, 0);
        return Divergence.Of(truth, AutoFit.Fit<float>(inputs, targets, new AutoFitOptions { Members = 2 }).Model, 4000, 1);
    }

    private static Truth ByName(string name) => Truth.All.Single(truth => truth.Name == name);

    /// <summary>The integral of a function of t times p(t | x), by midpoints.</summary>
    private static double Integral(Truth truth, double x, int points, Func<double, double> function)
    {
        double step = (Most - Least) / points;
        double sum = 0;
        for (int i = 0; i < points; i++)
        {
            double t = Least + ((i + 0.5) * step);
            double log = truth.LogDensity(t, x);
            sum += log > -60 ? Math.Exp(log) * function(t) * step : 0;
        }

        return sum;
    }
}
