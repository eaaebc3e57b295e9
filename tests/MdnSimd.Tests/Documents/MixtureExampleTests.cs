using System.Globalization;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Documents;

/// <summary>The examples of docs/mixture.md are the regions Example and Plane of this file. MDNSIMD_UPDATE_DOCS=1 writes it there.</summary>
[Collection(MarkdownDocument.Collection)]
public sealed class MixtureExampleTests
{
    private static readonly float[] Weights = [0.361f, 0.639f];
    private static readonly float[] Means = [54.61f, 80.09f];
    private static readonly float[] Scales = [5.87f, 5.87f];
    private static readonly float[] PlaneWeights = [0.356f, 0.644f];
    private static readonly float[] PlaneMeans = [2.036f, 54.48f, 4.290f, 79.97f];
    private static readonly float[] Covariances = [0.0692f, 0.435f, 0.435f, 33.70f, 0.170f, 0.941f, 0.941f, 36.05f];

    [Fact]
    public void The_example_gives_the_answers_it_states()
    {
        #region Example
        float[] weights = [0.361f, 0.639f], means = [54.61f, 80.09f], scales = [5.87f, 5.87f];
        GaussianMixture<float> p = new(weights, means, scales);

        float density = p.Density([67]);                             // 0.0063 per minute: between the humps
        float median = p.Quantile(0.5f);                             // 75.5 minutes
        (float low, float high) = p.CentralInterval(0.8f);           // 51.1 to 86.0 minutes
        float patience = p.Survival(90);                             // 0.029: the probability of waiting more than 90 minutes
        float worst = p.ExpectedShortfallUpper(0.05f);               // 91.1 minutes, the mean of the longest 5 %
        float mode = p.Mode();                                       // 80.1 minutes

        float[] lows = new float[2], highs = new float[2];           // 48.7 to 60.6 and 71.4 to 88.7 minutes
        int intervals = p.HighestDensityRegion(0.8f, lows, highs, out float threshold);

        float[] responsibilities = new float[2];
        p.Responsibilities([67], responsibilities);                  // 0.42 and 0.58: could be either
        float score = p.Crps(79);                                    // 4.2 minutes, had it erupted after 79
        #endregion

        Assert.Equal(0.0063, density, 4);
        Assert.Equal(75.5, median, 1);
        Assert.Equal((51.1, 86.0), (Math.Round(low, 1), Math.Round(high, 1)));
        Assert.Equal(0.029, patience, 3);
        Assert.Equal(91.1, worst, 1);
        Assert.Equal(80.1, mode, 1);
        Assert.Equal(2, intervals);
        Assert.Equal([48.7, 71.4], lows.Select(end => Math.Round(end, 1)));
        Assert.Equal([60.6, 88.7], highs.Select(end => Math.Round(end, 1)));
        Assert.Equal(p.Density([lows[0]]), threshold, 1e-6f);
        Assert.Equal([0.42, 0.58], responsibilities.Select(share => Math.Round(share, 2)));
        Assert.Equal(4.2, score, 1);
        Assert.Equal(70.9, p.Mean(), 1);
        Assert.Equal(Weights, weights);
        Assert.Equal(Means, means);
        Assert.Equal(Scales, scales);
    }

    [Fact]
    public void Its_parameters_are_those_of_greatest_likelihood()
    {
        // A step of expectation and maximisation over the data leaves them where they are.
        GaussianMixture<float> mixture = new(Weights, Means, Scales);
        float[] waits = [.. File.ReadLines(Checkout.PathOf("docs/data/faithful.csv")).Skip(1)
            .Select(line => float.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.Equal(272, waits.Length);
        float[] responsibilities = new float[2];
        double[] mass = new double[2], sum = new double[2], squares = new double[2];
        foreach (float wait in waits)
        {
            mixture.Responsibilities([wait], responsibilities);
            for (int k = 0; k < 2; k++)
            {
                mass[k] += responsibilities[k];
                sum[k] += responsibilities[k] * (double)wait;
                squares[k] += responsibilities[k] * Math.Pow(wait - Means[k], 2);
            }
        }

        for (int k = 0; k < 2; k++)
        {
            Assert.Equal(Weights[k], mass[k] / waits.Length, 0.001);
            Assert.Equal(Means[k], sum[k] / mass[k], 0.01);
            Assert.Equal(Scales[k], Math.Sqrt(squares[k] / mass[k]), 0.01);
        }
    }

    [Fact]
    public void Both_columns_give_the_answers_the_example_states()
    {
        #region Plane
        float[] shares = [0.356f, 0.644f], centers = [2.036f, 54.48f, 4.290f, 79.97f]; // eruption and wait, in minutes
        float[] covariances = [0.0692f, 0.435f, 0.435f, 33.70f, 0.170f, 0.941f, 0.941f, 36.05f];
        float[] factors = new float[8], deviations = new float[4], room = new float[GaussianMixture<float>.MemoryLength(2, 1)];
        GaussianMixture<float> both = GaussianMixture<float>.FromCovariances(shares, centers, covariances, factors, deviations);

        float surprise = both.LogDensity([2, 80]);                   // -14.0: a long wait after a short eruption is unheard of
        GaussianMixture<float> given = both.Conditional([1], [67], room); // the eruption, had one waited 67 minutes for it
        float expected = given.Mean();                               // 3.3 minutes, which few last
        float[] starts = new float[2], ends = new float[2];          // 1.8 to 2.6 and 3.3 to 4.6 minutes
        int parts = given.HighestDensityRegion(0.9f, starts, ends, out float level);

        GaussianMixture<float> wait = both.Marginal([1], room);      // in the same room: given is no more
        float longest = wait.Quantile(0.99f);                        // 92.9 minutes
        #endregion

        Assert.Equal(-14.0, surprise, 1);
        Assert.Equal(3.3, expected, 1);
        Assert.Equal(2, parts);
        Assert.Equal([1.8, 3.3], starts.Select(end => Math.Round(end, 1)));
        Assert.Equal([2.6, 4.6], ends.Select(end => Math.Round(end, 1)));
        Assert.Equal(92.9, longest, 1);
        Assert.True(level > 0);
        Assert.Equal(PlaneWeights, shares);
        Assert.Equal(PlaneMeans, centers);
        Assert.Equal(Covariances, covariances);
    }

    [Fact]
    public void The_parameters_of_both_columns_are_those_of_greatest_likelihood()
    {
        GaussianMixture<float> mixture =
            GaussianMixture<float>.FromCovariances(PlaneWeights, PlaneMeans, Covariances, new float[8], new float[4]);
        float[][] rows = [.. File.ReadLines(Checkout.PathOf("docs/data/faithful.csv")).Skip(1)
            .Select(line => line.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        float[] responsibilities = new float[2];
        double[] mass = new double[2], sums = new double[4], products = new double[8];
        foreach (float[] row in rows)
        {
            mixture.Responsibilities(row, responsibilities);
            for (int k = 0; k < 2; k++)
            {
                mass[k] += responsibilities[k];
                for (int i = 0; i < 4; i++)
                {
                    (int a, int b) = (i / 2, i % 2);
                    sums[(2 * k) + b] += 0.5 * responsibilities[k] * row[b];
                    products[(4 * k) + i] += responsibilities[k] * (row[a] - PlaneMeans[(2 * k) + a]) * (row[b] - PlaneMeans[(2 * k) + b]);
                }
            }
        }

        for (int i = 0; i < 8; i++)
        {
            int k = i / 4;
            Assert.Equal(PlaneWeights[k], mass[k] / rows.Length, 0.001);
            Assert.Equal(PlaneMeans[i / 2], sums[i / 2] / mass[k], 0.01);
            Assert.Equal(Covariances[i], products[i] / mass[k], 0.01 * Covariances[i]);
        }
    }

    [Fact]
    public void The_example_of_both_columns_is_what_the_page_shows() =>
        SourceRegion.AssertShownIn("docs/mixture.md", "tests/MdnSimd.Tests/Documents/MixtureExampleTests.cs", "Plane", 1, 2);

    [Fact]
    public void The_example_is_what_the_page_shows() =>
        SourceRegion.AssertShownIn("docs/mixture.md", "tests/MdnSimd.Tests/Documents/MixtureExampleTests.cs", "Example", 0, 2);
}
