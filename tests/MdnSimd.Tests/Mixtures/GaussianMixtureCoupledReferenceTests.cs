using System.Globalization;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

/// <summary>Questions in several dimensions against 50 digits that came by another way: covariances, minors, quotients.</summary>
public class GaussianMixtureCoupledReferenceTests
{
    public static TheoryData<string> Names => [.. CoupledReference.Mixtures.Select(mixture => mixture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_agree_with_50_digits(string name)
    {
        (_, double[] weights, double[] means, double[] factors, double[][] points, var answers) =
            CoupledReference.Mixtures.Single(mixture => mixture.Name == name);
        CoupledCase mixture = new(weights, means, factors);
        foreach ((string question, int point, string dimensions, string text) in answers)
        {
            double[] t = points[point];
            double[] expected = [.. text.Split(' ').Select(x => double.Parse(x, CultureInfo.InvariantCulture))];
            foreach (int[] order in Orders([.. dimensions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]))
            {
                Check(mixture, question, t, order, expected, $"{question} at {point} of [{string.Join(", ", order)}]");
            }
        }
    }

    private static void Check(CoupledCase mixture, string question, double[] t, int[] dimensions, double[] expected, string what)
    {
        // The condition numbers of these correlations reach some hundreds, that of the last group some 1e5.
        const double Exactness = 1e-11;
        int n = mixture.Dimensions;
        GaussianMixture<double> view = mixture.View();
        double[] deviations = [.. Enumerable.Range(0, n).Select(d => Math.Sqrt(mixture.View().Variance(d)))];
        switch (question)
        {
            case "Mean":
                Compare(expected, i => mixture.View().Mean(i), i => 4e-15 * (Math.Abs(expected[i]) + deviations[i]), what);
                break;
            case "Covariance":
                double[,] covariance = new double[n, n];
                view.CovarianceMatrix(covariance);
                Compare(expected, i => covariance[i / n, i % n], i => Exactness * deviations[i / n] * deviations[i % n], what);
                break;
            case "LogDensity":
                Compare(expected, _ => mixture.View().LogDensity(t), i => 1e-14 * (10 + Math.Abs(expected[i])), what);
                break;
            case "Responsibilities":
                double[] shares = new double[mixture.Components];
                view.Responsibilities(t, shares);
                Compare(expected, i => shares[i], i => 1e-300 + (Exactness * expected[i]), what);
                break;
            case "LogDensityGradient":
                double[] slopes = new double[n];
                view.LogDensityGradient(t, slopes);
                Compare(expected, i => slopes[i], i => 1e-12 * (Math.Abs(expected[i]) + (1 / deviations[i])), what);
                break;
            case "Marginal":
                double marginal = mixture.LogMarginal(dimensions, t);
                Compare(expected, _ => marginal, i => Exactness * (10 + Math.Abs(expected[i])), what);
                break;
            case "Conditional":
                double conditional = mixture.LogConditional(dimensions, t);
                Compare(expected, _ => conditional, i => Exactness * (10 + Math.Abs(expected[i])), what);
                break;
            case "ConditionalMean":
                GaussianMixture<double> rest = view.Conditional(dimensions, [.. dimensions.Select(d => t[d])], mixture.Memory());
                double[] answered = new double[expected.Length], spread = new double[expected.Length];
                for (int i = 0; i < answered.Length; i++)
                {
                    (answered[i], spread[i]) = (rest.Mean(i), Math.Sqrt(rest.Variance(i)));
                }

                Compare(expected, i => answered[i], i => Exactness * (Math.Abs(expected[i]) + spread[i]), what);
                break;
            default: Assert.Fail($"Unknown question {question}"); break;
        }
    }

    private static void Compare(double[] expected, Func<int, double> actual, Func<int, double> tolerance, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Near.AssertAbsolute(expected[i], actual(i), tolerance(i), $"{what} [{i}]");
        }
    }

    /// <summary>All orders of some numbers; of none, the one there is.</summary>
    private static IEnumerable<int[]> Orders(int[] items) => items.Length < 2
        ? [items]
        : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
