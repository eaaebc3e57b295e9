using MdnSimd.Cli.Scoring;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Cli.Scoring;

public sealed class ScoresTests
{
    [Fact]
    public void A_standard_normal_scores_what_the_tables_say()
    {
        // The ends of the central 50, 80, 90 and 95 % intervals, each a little to one side, and the middle.
        float[] values = [0f, 0.674f, -0.675f, 1.281f, 1.282f, -1.644f, 1.646f, -1.959f, 1.961f, 5f];
        Scores scores = new(1);
        foreach (float value in values)
        {
            scores.Add(new GaussianMixture<float>([1f], [0f], [1f]), [value]);
        }

        Assert.Equal(values.Length, scores.Rows);
        Assert.Equal([0.2, 0.4, 0.6, 0.8], scores.Coverage);
        double meanSquare = values.Average(value => (double)value * value);
        Assert.Equal(Math.Sqrt(meanSquare), scores.RootMeanSquaredError[0], 1e-6);
        Assert.Equal(values.Average(Math.Abs), scores.MeanAbsoluteError[0], 1e-5);
        Assert.Equal((0.5 * Math.Log(2 * Math.PI)) + (0.5 * meanSquare), scores.NegativeLogLikelihood, 1e-5);
    }

    [Fact]
    public void The_crps_of_a_normal_at_its_mean_is_the_closed_form()
    {
        Scores scores = new(2);
        scores.Add(new GaussianMixture<float>([1f], [3f, -4f], [2f, 0.5f]), [3f, -4f]);
        double standard = (2 / Math.Sqrt(2 * Math.PI)) - (1 / Math.Sqrt(Math.PI));
        Assert.Equal(2 * standard, scores.ContinuousRankedProbabilityScore[0], 1e-5);
        Assert.Equal(0.5 * standard, scores.ContinuousRankedProbabilityScore[1], 1e-5);
    }

    [Fact]
    public void Coverage_is_the_share_over_all_targets()
    {
        Scores scores = new(2);
        scores.Add(new GaussianMixture<float>([1f], [0f, 0f], [1f, 1f]), [0f, 9f]);
        Assert.Equal([0.5, 0.5, 0.5, 0.5], scores.Coverage);
    }
}
