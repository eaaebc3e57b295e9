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

    [Fact]
    public void Sharpness_is_the_mean_width_of_the_central_90_percent()
    {
        Scores scores = new(2);
        scores.Add(new GaussianMixture<float>([1f], [0f, 7f], [1f, 3f]), [0f, 0f]);
        scores.Add(new GaussianMixture<float>([1f], [5f, 7f], [2f, 3f]), [0f, 0f]);
        double quantile = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.95);
        Assert.Equal(2 * quantile * 1.5, scores.Sharpness[0], 1e-5);
        Assert.Equal(2 * quantile * 3, scores.Sharpness[1], 1e-5);
    }

    [Fact]
    public void The_energy_score_of_a_round_normal_at_its_mean_is_the_closed_form()
    {
        // Distances from the mean in two dimensions are Rayleigh's, of which the mean is s sqrt(pi / 2).
        Scores scores = new(2);
        scores.Add(new GaussianMixture<float>([1f], [3f, -4f], [2f, 2f]), [3f, -4f]);
        scores.Add(new GaussianMixture<float>([1f], [3f, -4f], [4f, 4f]), [3f, -4f]);
        Assert.Equal(3 * (Math.Sqrt(Math.PI / 2) - (Math.Sqrt(Math.PI) / 2)), scores.EnergyScore, 1e-5);

        Scores single = new(1);
        single.Add(new GaussianMixture<float>([1f], [3f], [2f]), [3f]);
        Assert.True(double.IsNaN(single.EnergyScore));
    }

    [Fact]
    public void Sums_of_parts_are_the_scores_of_the_whole()
    {
        Scores whole = new(2), parts = new(2);
        for (int row = 0; row < 8; row++)
        {
            GaussianMixture<float> mixture = new([0.25f, 0.75f], [row, 1f, 2f, 3f], [1f, 2f, 1f, 1 + row]);
            float[] actual = [row / 2f, 3f - row];
            Scores part = new(2);
            whole.Add(mixture, actual);
            part.Add(mixture, actual);
            parts.Add(part);
        }

        Assert.Equal(8, parts.Rows);
        Assert.Equal(whole.PitHistogram, parts.PitHistogram);
        Assert.Equal(whole.CalibrationError, parts.CalibrationError);
        Assert.Equal(whole.Sharpness, parts.Sharpness);
        Assert.Equal(whole.EnergyScore, parts.EnergyScore);
    }
}
