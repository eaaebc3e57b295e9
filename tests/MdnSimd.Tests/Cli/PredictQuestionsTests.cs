using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Cli;

/// <summary>predict --interval, --hdr, --cvar and --mode: against closed forms where there is one component, else the library.</summary>
public sealed class PredictQuestionsTests : IDisposable
{
    private static readonly string[] TwoTargets = ["--target", "y", "--target", "z"];

    private readonly CliFolder folder = new();

    [Fact]
    public void Every_answer_of_one_gaussian_is_the_closed_form()
    {
        string data = TwoClusters();
        string model = folder.Fit(data, [.. TwoTargets, "--components", "1", "--epochs", "2", "--hidden", "4"]);
        CsvTable table = new(CliFolder.Run(
            "predict", model, data, "--interval", "0.5", "0.9", "--hdr", "0.9", "--cvar", "0.05", "1e-9", "--mode"));
        foreach (string target in new[] { "y", "z" })
        {
            for (int row = 0; row < table.Rows; row++)
            {
                (double mean, double deviation) = (At("mean"), At("std"));
                double half = deviation * Normal.InvCDF(0, 1, 0.75), most = deviation * Normal.InvCDF(0, 1, 0.95);
                AssertAt(mean - half, "interval0.5_lower");
                AssertAt(mean + half, "interval0.5_upper");
                AssertAt(mean - most, "interval0.9_lower");
                AssertAt(mean + most, "interval0.9_upper");
                (double low, double high) = Assert.Single(Region(table.Texts($"{target}_hdr0.9")[row]));
                AssertClose(mean - most, low);
                AssertClose(mean + most, high);
                AssertAt(mean, "mode");
                foreach ((string name, double tail) in new[] { ("0.05", 0.05), ("1E-09", 1e-9) })
                {
                    double quantile = Normal.InvCDF(0, 1, tail);
                    double shortfall = Normal.PDF(0, 1, quantile) / tail;
                    AssertAt(mean + (deviation * quantile), $"var{name}_lower");
                    AssertAt(mean - (deviation * shortfall), $"cvar{name}_lower");
                    AssertAt(mean - (deviation * quantile), $"var{name}_upper");
                    AssertAt(mean + (deviation * shortfall), $"cvar{name}_upper");
                }

                double At(string name) => table.Numbers($"{target}_{name}")[row];
                void AssertAt(double expected, string name) => AssertClose(expected, At(name));
                void AssertClose(double expected, double actual) =>
                    Assert.True(Math.Abs(actual - expected) <= 1e-5 * (deviation + Math.Abs(mean)), $"row {row}: {expected}, {actual}");
            }
        }
    }

    [Fact]
    public void The_columns_stand_target_by_target_and_the_joint_mode_behind_them()
    {
        string data = TwoClusters();
        CsvTable table = new(CliFolder.Run(
            "predict", folder.FitQuickly(data, TwoTargets), data,
            "--mode", "--cvar", "0.1", "--hdr", "0.8", "--interval", "0.5", "--quantile", "0.2"));
        Assert.Equal(
            [
                "y_mean", "y_std", "y_q0.2", "y_interval0.5_lower", "y_interval0.5_upper", "y_hdr0.8",
                "y_var0.1_lower", "y_cvar0.1_lower", "y_var0.1_upper", "y_cvar0.1_upper",
                "z_mean", "z_std", "z_q0.2", "z_interval0.5_lower", "z_interval0.5_upper", "z_hdr0.8",
                "z_var0.1_lower", "z_cvar0.1_lower", "z_var0.1_upper", "z_cvar0.1_upper",
                "y_mode", "z_mode", "log_density",
            ],
            table.Header);
    }

    [Fact]
    public void Answers_of_two_clusters_are_the_librarys()
    {
        string data = TwoClusters();
        string path = FitTwoClusters(data);
        CsvTable table = new(CliFolder.Run(
            "predict", path, data, "--interval", "0.8", "--hdr", "0.5", "0.95", "--cvar", "0.1", "--mode"));
        using MdnPredictor<float> predictor = MdnModel<float>.Load(path).CreatePredictor();
        float[] lows = new float[3], highs = new float[3], mode = new float[2];
        int split = 0;
        for (int row = 0; row < table.Rows; row++)
        {
            GaussianMixture<float> mixture = predictor.Predict([row % 3]);
            mixture.Mode(mode);
            for (int d = 0; d < 2; d++)
            {
                string target = d == 0 ? "y" : "z";
                (float low, float high) = mixture.CentralInterval(0.8f, d);
                AssertAt(low, $"{target}_interval0.8_lower");
                AssertAt(high, $"{target}_interval0.8_upper");
                AssertAt(mixture.ValueAtRiskLower(0.1f, d), $"{target}_var0.1_lower");
                AssertAt(mixture.ValueAtRiskUpper(0.1f, d), $"{target}_var0.1_upper");
                AssertAt(mixture.ExpectedShortfallLower(0.1f, d), $"{target}_cvar0.1_lower");
                AssertAt(mixture.ExpectedShortfallUpper(0.1f, d), $"{target}_cvar0.1_upper");
                AssertAt(mode[d], $"{target}_mode");

                (double Low, double High)[] region = Region(table.Texts($"{target}_hdr0.95")[row]);
                int count = mixture.HighestDensityRegion(0.95f, lows, highs, out _, d);
                Assert.Equal(count, region.Length);
                double mass = 0;
                for (int i = 0; i < count; i++)
                {
                    AssertClose(lows[i], region[i].Low);
                    AssertClose(highs[i], region[i].High);
                    mass += mixture.Probability((float)region[i].Low, (float)region[i].High, d);
                }

                Assert.Equal(0.95, mass, 1e-4);
                split += region.Length - 1;
            }

            void AssertAt(float expected, string column) => AssertClose(expected, table.Numbers(column)[row]);

            void AssertClose(float expected, double actual) => Assert.Equal(expected, actual, 1e-5 * (1 + Math.Abs(expected)));
        }

        Assert.True(split > 0, "no region of two intervals has been seen");
    }

    [Fact]
    public void The_mode_of_several_targets_is_that_of_the_joint_density_and_not_of_each_alone()
    {
        // A third of the rows lie at (0, 0), tightly; most share z = 10, widely in y.
        string data = folder.Write(
            "joint.csv", "y,z,x", row => row % 3 == 0 ? "0,0,1" : FormattableString.Invariant($"{5 + ((row * 7) % 40)},10,1"), 300);
        string path = folder.Fit(
            data, [.. TwoTargets, "--components", "2", "--epochs", "300", "--hidden", "4", "--learning-rate", "0.02"]);
        CsvTable table = new(CliFolder.Run("predict", path, data, "--mode"));
        using MdnPredictor<float> predictor = MdnModel<float>.Load(path).CreatePredictor();
        GaussianMixture<float> mixture = predictor.Predict([1]);
        float[] mode = [(float)table.Numbers("y_mode")[0], (float)table.Numbers("z_mode")[0]];
        float highest = mixture.LogDensity(mode);
        for (int i = 0; i <= 100; i++)
        {
            for (int j = 0; j <= 100; j++)
            {
                Assert.True(mixture.LogDensity([-5 + (i * 0.5f), -5 + (j * 0.2f)]) <= highest + 1e-5f, $"{i}, {j}");
            }
        }

        Assert.True(mixture.LogDensity([mixture.Mode(0), mixture.Mode(1)]) < highest - 1, "the joint mode is that of each alone");
    }

    [Fact]
    public void More_targets_than_modes_are_found_of_are_refused()
    {
        string[] names = [.. Enumerable.Range(1, 33).Select(number => $"y{number}")];
        string data = folder.Write("wide.csv", $"{string.Join(',', names)},x", row => string.Join(',', Enumerable.Repeat(row, 34)), 8);
        string model = folder.FitQuickly(data, [.. names.SelectMany(name => new[] { "--target", name })]);
        CliFolder.Run("predict", model, data, "--mode").AssertWrongUsage(
            "predict", "--mode: the model has 33 targets; expected at most 32");
        Assert.Equal(0, CliFolder.Run("predict", model, data, "--hdr", "0.5").ExitCode);
    }

    [Theory]
    [InlineData("--quantile", "0.99999999", "1")]
    [InlineData("--interval", "0.99999999", "1")]
    [InlineData("--hdr", "1E-60", "0")]
    [InlineData("--cvar", "1E-60", "0")]
    public void A_probability_that_the_model_cannot_tell_from_its_ends_is_refused(string option, string value, string rounded) =>
        CliFolder.Run("predict", "m", "d.csv", option, value).AssertWrongUsage(
            "predict", $"{option}: '{value}' is {rounded} as a 32-bit float");

    [Theory]
    [InlineData("--quantile")]
    [InlineData("--interval")]
    [InlineData("--hdr")]
    [InlineData("--cvar")]
    public void A_probability_is_named_once(string option) =>
        CliFolder.Run("predict", "m", "d.csv", option, "0.5", "0.50").AssertWrongUsage(
            "predict", $"{option}: a probability is named more than once");

    public void Dispose() => folder.Dispose();

    /// <summary>y jumps between -5 and 5 and z goes the other way, both a little around; x tells nothing of which.</summary>
    private string TwoClusters() => folder.Write(
        "clusters.csv",
        "y,z,x",
        row => FormattableString.Invariant(
            $"{(row % 2 == 0 ? -5 : 5) + (0.1 * (row % 7))},{(row % 2 == 0 ? 50 : -50) + (row % 11) + (row % 7)},{row % 3}"),
        120);

    private string FitTwoClusters(string data) => folder.Fit(
        data, [.. TwoTargets, "--covariance", "full", "--components", "3", "--epochs", "100", "--hidden", "4", "--learning-rate", "0.02"]);

    /// <summary>Reads lower..upper; lower..upper.</summary>
    private static (double Low, double High)[] Region(string text) =>
    [
        .. text.Split("; ").Select(interval => interval.Split("..")).Select(ends =>
        {
            Assert.Equal(2, ends.Length);
            return (CsvTable.Number(ends[0]), CsvTable.Number(ends[1]));
        }),
    ];
}
