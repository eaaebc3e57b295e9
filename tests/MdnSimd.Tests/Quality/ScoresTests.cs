using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;
using MdnSimd.Quality.Data;
using MdnSimd.Quality.Scoring;

namespace MdnSimd.Tests.Quality;

/// <summary>The scores of a model that answers one normal distribution, whose scores are known in closed form.</summary>
public class ScoresTests
{
    private const double Mean = 40;
    private const double Scale = 2.5;

    [Fact]
    public void They_are_those_of_the_normal_distribution()
    {
        float[,] targets = Targets(401);
        Normal normal = new(Mean, Scale);
        Scores scores = Scores.Of(Model(), new Rows(new float[401, 3], targets));
        double[] values = [.. targets.Cast<float>().Select(t => (double)t)];
        Assert.Equal(values.Average(t => -normal.DensityLn(t)), scores.NegativeLogLikelihood, 1e-4);
        Assert.Equal(Math.Sqrt(values.Average(t => (t - Mean) * (t - Mean))), scores.RootMeanSquare, 1e-4);
        Assert.Equal(values.Average(t => Crps((t - Mean) / Scale)), scores.RankedProbability, 1e-4);
        (double low, double high) = (normal.InverseCumulativeDistribution(0.05), normal.InverseCumulativeDistribution(0.95));
        Assert.Equal(values.Count(t => t >= low && t <= high) / 401.0, scores.Coverage);
        Assert.InRange(scores.Coverage, 0.3, 0.7);
    }

    [Fact]
    public void A_bound_of_the_interval_is_where_the_coverage_changes()
    {
        Normal normal = new(Mean, Scale);
        foreach (double tail in (double[])[0.05, 0.95])
        {
            float bound = (float)normal.InverseCumulativeDistribution(tail);
            double inwards = tail < 0.5 ? 0.01 : -0.01;
            Assert.Equal(1, Coverage((float)(bound + inwards)));
            Assert.Equal(0, Coverage((float)(bound - inwards)));
        }

        static double Coverage(float t) => Scores.Of(Model(), new Rows(new float[1, 3], new float[,] { { t } })).Coverage;
    }

    /// <summary>Of the standard normal times the scale (Gneiting and Raftery 2007).</summary>
    private static double Crps(double z) =>
        Scale * ((z * ((2 * Normal.CDF(0, 1, z)) - 1)) + (2 * Normal.PDF(0, 1, z)) - (1 / Math.Sqrt(Math.PI)));

    /// <summary>Within four deviations of the mean.</summary>
    private static float[,] Targets(int rows)
    {
        float[,] targets = new float[rows, 1];
        for (int row = 0; row < rows; row++)
        {
            targets[row, 0] = (float)(Mean + (Scale * 4 * ((2.0 * row / (rows - 1)) - 1)));
        }

        return targets;
    }

    /// <summary>A network of no hidden layer whose weights are 0.</summary>
    private static MdnModel<float> Model()
    {
        MdnOptions options = new MdnOptions { Inputs = 3, Targets = 1, Components = 1, Hidden = [], ScaleLink = ScaleLink.Exp }.Checked();
        float[] parameters = new float[MdnModel<float>.LayoutOf(options).Length];
        MixtureLayout mixture = MdnModel<float>.MixtureOf(options);
        Span<float> biases = parameters.AsSpan(MdnModel<float>.LayoutOf(options).Layers[^1].BiasOffset);
        biases[mixture.ScaleOffset] = (float)Math.Log((Scale / 5) - options.ScaleFloor);
        return new MdnModel<float>(options, Standardizer<float>.Identity(3), new Standardizer<float>([(float)Mean], [5]), parameters);
    }
}
