using System.Numerics;
using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

/// <summary>Numbers of components around those of lanes: nothing beside the mixture is read, and all of it counts.</summary>
public sealed class GaussianMixtureMemoryFloatTests : GaussianMixtureMemoryTests<float>;

/// <inheritdoc cref="GaussianMixtureMemoryFloatTests"/>
public sealed class GaussianMixtureMemoryDoubleTests : GaussianMixtureMemoryTests<double>;

public abstract class GaussianMixtureMemoryTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Outcome = 0.75;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Questions_read_every_component_and_nothing_beside_them(int dimensions)
    {
        for (int components = 1; components <= 19; components++)
        {
            Random random = new(components);
            T[] weights = Draw(components, 1.0 / components, 1.0 / components);
            T[] means = Draw(components * dimensions, -2, 2);
            T[] scales = Draw(components * dimensions, 0.5, 2);
            T[] answers = GuardedCopy<T>.AssertSameInEveryPlace(place => [Ask(weights, means, scales, dimensions, place)])[0];

            double cdf = 0, density = 0;
            int last = dimensions - 1;
            for (int k = 0; k < components; k++)
            {
                double weight = Wide(weights[k]) / weights.Sum(Wide);
                (double mean, double scale) = (Wide(means[(k * dimensions) + last]), Wide(scales[(k * dimensions) + last]));
                cdf += weight * Normal.CDF(mean, scale, Outcome);
                density += weight * Enumerable.Range(k * dimensions, dimensions)
                    .Aggregate(1.0, (product, i) => product * Normal.PDF(Wide(means[i]), Wide(scales[i]), Outcome));
            }

            double tolerance = typeof(T) == typeof(float) ? 3e-7 : 1e-13;
            string what = $"K = {components}";
            Near.AssertAbsolute(Math.Log(density), Wide(answers[0]), 4 * tolerance, what);
            Near.AssertRelative(density, Wide(answers[1]), tolerance, what);
            Near.AssertAbsolute(cdf, Wide(answers[2]), tolerance, what);
            Near.AssertAbsolute(1 - cdf, Wide(answers[3]), tolerance, what);
            Near.AssertAbsolute(Outcome, Wide(answers[4]), 20 * tolerance, what);
            Near.AssertAbsolute(PlainCrps(weights, means, scales, dimensions), Wide(answers[5]), tolerance, what);

            T[] Draw(int length, double from, double to) =>
                [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(from + ((to - from) * random.NextDouble())))];
        }
    }

    /// <summary>The integral over x of (F(x) - [x >= t])^2 in the last dimension, by the pairs' mean distances.</summary>
    private static double PlainCrps(T[] weights, T[] means, T[] scales, int dimensions)
    {
        int last = dimensions - 1;
        double total = weights.Sum(Wide);
        double score = 0;
        for (int i = last; i < means.Length; i += dimensions)
        {
            score += Wide(weights[i / dimensions]) / total * MeanDistance(Wide(means[i]) - Outcome, Wide(scales[i]));
            for (int j = last; j < means.Length; j += dimensions)
            {
                double pair = Wide(weights[i / dimensions]) * Wide(weights[j / dimensions]) / (total * total);
                score -= 0.5 * pair * MeanDistance(Wide(means[i]) - Wide(means[j]), double.Hypot(Wide(scales[i]), Wide(scales[j])));
            }
        }

        return score;

        static double MeanDistance(double mean, double scale) =>
            (2 * scale * scale * Normal.PDF(0, scale, mean)) + (mean * (1 - (2 * Normal.CDF(mean, scale, 0))));
    }

    private static T[] Ask(T[] weights, T[] means, T[] scales, int dimensions, Place place)
    {
        using GuardedCopy<T> weightsThere = new(weights, place);
        using GuardedCopy<T> meansThere = new(means, place);
        using GuardedCopy<T> scalesThere = new(scales, place);
        GaussianMixture<T> mixture = new(weightsThere.Span, meansThere.Span, scalesThere.Span);
        T[] point = new T[dimensions];
        T outcome = T.CreateChecked(Outcome);
        Array.Fill(point, outcome);
        int last = dimensions - 1;
        T cdf = mixture.Cdf(outcome, last);
        return
        [
            mixture.LogDensity(point), mixture.Density(point), cdf, mixture.Survival(outcome, last),
            mixture.Quantile(cdf, last), mixture.Crps(outcome, last),
        ];
    }

    private static double Wide(T value) => double.CreateChecked(value);
}
