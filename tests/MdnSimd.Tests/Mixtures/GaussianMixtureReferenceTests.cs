using System.Globalization;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

/// <summary>Every question of one dimension against values that mpmath found by integrals and root finding.</summary>
public class GaussianMixtureReferenceTests
{
    public static TheoryData<string> Names => [.. MixtureReference.Mixtures.Select(mixture => mixture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_agree_with_50_digits(string name)
    {
        (_, double[] weights, double[] means, double[] scales, (string, double, string)[] answers) =
            MixtureReference.Mixtures.Single(mixture => mixture.Name == name);
        GaussianMixture<double> mixture = new(weights, means, scales);
        foreach ((string question, double argument, string answer) in answers)
        {
            double expected = double.Parse(answer, CultureInfo.InvariantCulture);
            string what = $"{question}({argument:R})";
            switch (question)
            {
                case "Mean": Near.AssertRelative(expected, mixture.Mean(), 1e-15, what); break;
                case "Variance": Near.AssertRelative(expected, mixture.Variance(), 1e-15, what); break;
                case "LogDensity": Near.AssertRelative(expected, mixture.LogDensity([argument]), 1e-15, what); break;
                case "Cdf": Near.AssertRelative(expected, mixture.Cdf(argument), 1e-14, what); break;
                case "Survival": Near.AssertRelative(expected, mixture.Survival(argument), 1e-14, what); break;
                case "Crps": Near.AssertRelative(expected, mixture.Crps(argument), 3e-15, what); break;
                case "LogCdf": Near.AssertRelative(expected, mixture.LogCdf(argument), 1e-14, what); break;
                case "LogSurvival": Near.AssertRelative(expected, mixture.LogSurvival(argument), 1e-14, what); break;
                case "LogDensityGradient":
                    double[] gradient = new double[1];
                    mixture.LogDensityGradient([argument], gradient);
                    Near.AssertRelative(expected, gradient[0], 1e-14, what);
                    break;
                case "Probability of 1e-9": Near.AssertRelative(expected, mixture.Probability(argument, argument + 1e-9), 1e-14, what); break;
                case "Probability of 0.125": Near.AssertRelative(expected, mixture.Probability(argument, argument + 0.125), 1e-14, what); break;
                case "Probability of 16": Near.AssertRelative(expected, mixture.Probability(argument, argument + 16), 1e-14, what); break;
                case "Skewness": Near.AssertAbsolute(expected, mixture.Skewness(), 1e-15 + (2e-15 * Math.Abs(expected)), what); break;
                case "ExcessKurtosis":
                    Near.AssertAbsolute(expected, mixture.ExcessKurtosis(), 1e-15 + (2e-15 * Math.Abs(expected)), what);
                    break;
                case "ExpectedShortfallLower":
                    Near.AssertRelative(expected, mixture.ExpectedShortfallLower(argument), 4e-15, what);
                    break;
                case "ExpectedShortfallUpper of the rest":
                    Near.AssertRelative(expected, mixture.ExpectedShortfallUpper(1 - argument), 4e-15, what);
                    break;
                case "Quantile":
                    // A step of the distribution function's rounding, as far as it moves the quantile.
                    double wiggle = 2e-13 * Math.Min(argument, 1 - argument) / mixture.Density([expected]);
                    Near.AssertAbsolute(expected, mixture.Quantile(argument), wiggle + (1e-15 * Math.Abs(expected)), what);
                    break;
                default: Assert.Fail($"Unknown question {question}"); break;
            }
        }
    }
}
