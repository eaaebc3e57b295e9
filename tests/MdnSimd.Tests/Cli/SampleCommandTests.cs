using System.Globalization;
using MathNet.Numerics.Distributions;

namespace MdnSimd.Tests.Cli;

/// <summary>sample: the values drawn, whatever the temperatures and the method.</summary>
public sealed class SampleCommandTests : IDisposable
{
    private readonly CliFolder folder = new();
    private readonly string data;

    public SampleCommandTests() => data = folder.Write(
        "data.csv", "y,z,x", row => FormattableString.Invariant($"{(row % 5) + (row % 3)},{100 + (3 * (row % 5)) + (row % 2)},{row % 3}"));

    [Fact]
    public void Draws_of_a_full_covariance_have_its_means_variances_and_correlation()
    {
        string model = Fit("--covariance", "full", "--components", "2", "--target", "z", "--epochs", "60");
        string row = folder.Write("row.csv", "x\n1\n");
        CsvTable parameters = new(CliFolder.Run("predict", model, row, "--mixture"));
        double One(string column) => Assert.Single(parameters.Numbers(column));

        // C = (U^T U)^-1, and the covariance of the mixture is the mean of the components' plus that of their means.
        double yy = 0, yz = 0, zz = 0;
        foreach (int k in new[] { 1, 2 })
        {
            (double a, double b, double c) = (One($"y_y_factor_{k}"), One($"y_z_factor_{k}"), One($"z_z_factor_{k}"));
            double y = One($"y_mean_{k}") - One("y_mean"), z = One($"z_mean_{k}") - One("z_mean"), weight = One($"weight_{k}");
            yy += weight * ((((b * b) + (c * c)) / (a * a * c * c)) + (y * y));
            yz += weight * ((-b / (a * c * c)) + (y * z));
            zz += weight * ((1 / (c * c)) + (z * z));
        }

        double correlation = yz / Math.Sqrt(yy * zz);
        Assert.True(correlation > 0.5, $"the data are correlated, and the model says {correlation}");
        const int Count = 20000;
        CsvTable drawn = new(CliFolder.Run("sample", model, row, "--count", $"{Count}", "--seed", "3"));
        double[] ys = drawn.Numbers("y"), zs = drawn.Numbers("z");

        // Five standard errors: of a mean, of a variance (kurtosis up to 9), of a correlation.
        Assert.Equal(One("y_mean"), ys.Average(), 5 * Math.Sqrt(yy / Count));
        Assert.Equal(One("z_mean"), zs.Average(), 5 * Math.Sqrt(zz / Count));
        double drawnYy = Moment(ys, ys), drawnYz = Moment(ys, zs), drawnZz = Moment(zs, zs);
        Assert.Equal(1, drawnYy / yy, 5 * Math.Sqrt(8.0 / Count));
        Assert.Equal(1, drawnZz / zz, 5 * Math.Sqrt(8.0 / Count));
        Assert.Equal(correlation, drawnYz / Math.Sqrt(drawnYy * drawnZz), 5 / Math.Sqrt(Count));
    }

    [Fact]
    public void The_scale_temperature_multiplies_variances()
    {
        string model = Fit("--components", "1", "--target", "z");
        CsvTable mixture = new(CliFolder.Run("predict", model, data));
        CsvTable plain = Sample(model, "--count", "2");
        CsvTable wide = Sample(model, "--count", "2", "--scale-temperature", "4");
        CsvTable both = Sample(model, "--count", "2", "--temperature", "4");
        foreach (string target in new[] { "y", "z" })
        {
            for (int i = 0; i < plain.Rows; i++)
            {
                double mean = mixture.Numbers($"{target}_mean")[i / 2], deviation = mixture.Numbers($"{target}_std")[i / 2];
                double away = plain.Numbers(target)[i] - mean;
                Assert.True(away != 0);
                Assert.Equal(2 * away, wide.Numbers(target)[i] - mean, 1e-4 * deviation);
                Assert.Equal(wide.Texts(target)[i], both.Texts(target)[i]);
            }
        }
    }

    [Fact]
    public void The_weight_temperature_sharpens_or_levels_the_weights()
    {
        // Without spread, a draw tells its component.
        string clusters = folder.Write("clusters.csv", "y,x", row => $"{(row % 10 < 6 ? 0 : row % 10 < 9 ? 5 : 9) + (row % 3)},1", 100);
        string model = folder.Fit(
            clusters, "--target", "y", "--components", "3", "--hidden", "4", "--epochs", "100", "--learning-rate", "0.02");
        string row = folder.Write("row.csv", "x\n1\n");
        CsvTable parameters = new(CliFolder.Run("predict", model, row, "--mixture"));
        double[] weights = [.. Enumerable.Range(1, 3).Select(k => Assert.Single(parameters.Numbers($"weight_{k}")))];
        string[] means = [.. Enumerable.Range(1, 3).Select(k => Assert.Single(parameters.Texts($"y_mean_{k}")))];
        Assert.True(weights.Max() < 0.95 && weights.Max() > 1.2 * weights.Min(), $"weights that differ, not {string.Join(", ", weights)}");
        foreach (double temperature in new[] { 0, 0.5, 1, 3 })
        {
            const int Count = 4000;
            string text = temperature.ToString(CultureInfo.InvariantCulture);
            CsvTable drawn = new(CliFolder.Run(
                "sample", model, row, "--count", $"{Count}", "--temperature", "0", "--weight-temperature", text));
            double[] powers = temperature == 0
                ? [.. weights.Select(weight => weight == weights.Max() ? 1.0 : 0)]
                : [.. weights.Select(weight => Math.Pow(weight, 1 / temperature))];
            for (int k = 0; k < 3; k++)
            {
                double share = (double)drawn.Texts("y").Count(value => value == means[k]) / Count;
                Assert.Equal(powers[k] / powers.Sum(), share, 5 * Math.Sqrt(0.25 / Count));
            }
        }
    }

    [Fact]
    public void One_temperature_is_both_unless_one_is_given_by_itself()
    {
        string model = Fit("--components", "3");
        string[] both = Draws("--temperature", "0.3");
        Assert.Equal(Draws("--weight-temperature", "0.3", "--scale-temperature", "0.3"), both);
        Assert.Equal(Draws("--temperature", "7", "--scale-temperature", "0.3", "--weight-temperature", "0.3"), both);
        Assert.Equal(Draws("--temperature", "0.3", "--weight-temperature", "1"), Draws("--scale-temperature", "0.3"));
        Assert.NotEqual(Draws("--scale-temperature", "0.3"), both);

        string[] Draws(params string[] options) => Sample(model, ["--count", "20", .. options]).Texts("y");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Antithetic_draws_are_mirror_images_within_each_row(int count)
    {
        string model = Fit("--components", "1");
        double[] means = new CsvTable(CliFolder.Run("predict", model, data)).Numbers("y_mean");
        double[] drawn = Sample(model, "--count", $"{count}", "--method", "antithetic").Numbers("y");
        Assert.Equal(means.Length * count, drawn.Length);
        for (int row = 0; row < means.Length; row++)
        {
            for (int pair = 0; pair + 1 < count; pair += 2)
            {
                int i = (row * count) + pair;
                Assert.Equal(2 * means[row], drawn[i] + drawn[i + 1], 1e-5 * (1 + Math.Abs(drawn[i])));
            }
        }

        Assert.Equal(means.Length * count, drawn.Distinct().Count());
    }

    [Theory]
    [InlineData(64)]
    [InlineData(48)]
    public void Quasi_random_draws_of_every_row_fill_equal_parts_of_the_distribution(int count)
    {
        string model = Fit("--components", "1");
        CsvTable predicted = new(CliFolder.Run("predict", model, data));
        double[] drawn = Sample(model, "--count", $"{count}", "--method", "quasi-random").Numbers("y");
        for (int row = 0; row < predicted.Rows; row++)
        {
            (double mean, double deviation) = (predicted.Numbers("y_mean")[row], predicted.Numbers("y_std")[row]);
            int[] parts = [.. drawn.Skip(row * count).Take(count).Select(value => (int)(64 * Normal.CDF(mean, deviation, value)))];
            Assert.Equal(count, parts.Distinct().Count());
        }
    }

    [Fact]
    public void Temperature_1_and_independent_draws_are_the_default()
    {
        string model = Fit("--components", "3");
        CliResult plain = CliFolder.Run("sample", model, data, "--count", "3");
        Assert.Equal(
            plain, CliFolder.Run("sample", model, data, "--count", "3", "--temperature", "1", "--method", "independent"));
    }

    [Theory]
    [InlineData("--temperature", "-1", "'-1' is not a number from 0 to 1000")]
    [InlineData("--weight-temperature", "NaN", "'NaN' is not a number from 0 to 1000")]
    [InlineData("--scale-temperature", "hot", "'hot' is not a number from 0 to 1000")]
    [InlineData("--method", "sobol", "'sobol' is none of independent, antithetic, quasi-random")]
    public void A_wrong_value_is_a_usage_error(string option, string value, string message) =>
        CliFolder.Run("sample", "m", "d.csv", "--count", "1", option, value).AssertWrongUsage("sample", $"{option}: {message}");

    public void Dispose() => folder.Dispose();

    private string Fit(params string[] options)
    {
        string[] epochs = options.Contains("--epochs") ? [] : ["--epochs", "2"];
        return folder.Fit(data, ["--target", "y", "--feature", "x", "--hidden", "4", .. epochs, .. options]);
    }

    private CsvTable Sample(string model, params string[] options) => new(CliFolder.Run(["sample", model, data, .. options]));

    private static double Moment(double[] one, double[] other)
    {
        (double first, double second) = (one.Average(), other.Average());
        return one.Zip(other, (a, b) => (a - first) * (b - second)).Average();
    }
}
