namespace MdnSimd.Tests.Cli;

public sealed class PredictCommandTests(FaithfulModel faithful) : IClassFixture<FaithfulModel>, IDisposable
{
    private readonly CliFolder folder = new();

    [Fact]
    public void The_columns_are_mean_and_std_then_quantiles_then_the_log_density()
    {
        CliResult result = CliFolder.Run(
            "predict", faithful.Model, CliFolder.Faithful, "--quantile", "0.05", "0.5", "--quantile", "0.95");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Equal(
            "eruptions_mean,eruptions_std,eruptions_q0.05,eruptions_q0.5,eruptions_q0.95,log_density", result.OutputLines[0]);
        Assert.Equal(273, result.OutputLines.Length);
        Assert.All(result.OutputLines[1..], line => Assert.All(Numbers(line), number => Assert.True(float.IsFinite(number))));
        float[] row = Numbers(result.OutputLines[1]);
        Assert.True(row[1] > 0 && row[2] < row[3] && row[3] < row[4]);
    }

    [Fact]
    public void With_mixture_come_the_weights_and_each_targets_means_and_scales()
    {
        CliResult result = CliFolder.Run("predict", faithful.Model, CliFolder.Faithful, "--mixture");
        Assert.Equal(
            "eruptions_mean,eruptions_std,log_density,weight_1,weight_2,weight_3,"
            + "eruptions_mean_1,eruptions_mean_2,eruptions_mean_3,eruptions_scale_1,eruptions_scale_2,eruptions_scale_3",
            result.OutputLines[0]);
        float[] row = Numbers(result.OutputLines[1]);
        Assert.Equal(1, row[3..6].Sum(), 1e-5f);
        Assert.Equal(row[0], row[3..6].Zip(row[6..9], (weight, mean) => weight * mean).Sum(), 1e-4f);
        Assert.All(row[9..], scale => Assert.True(scale > 0));
    }

    [Fact]
    public void The_components_of_two_targets_do_not_mix()
    {
        string data = folder.Write("two.csv", "y,z,x", row => $"{row % 7},{1000 + (row % 5)},{row % 3}");
        string model = folder.FitQuickly(data, "--target", "y", "--target", "z");
        CliResult result = CliFolder.Run("predict", model, data, "--mixture");
        string[] header = result.OutputLines[0].Split(',');
        Assert.Equal(
            ["y_mean", "y_std", "z_mean", "z_std", "log_density", "weight_1", "weight_2", "weight_3",
                "y_mean_1", "y_mean_2", "y_mean_3", "y_scale_1", "y_scale_2", "y_scale_3",
                "z_mean_1", "z_mean_2", "z_mean_3", "z_scale_1", "z_scale_2", "z_scale_3"],
            header);
        float[] row = Numbers(result.OutputLines[1]);
        Assert.All(row[8..11], mean => Assert.InRange(mean, -50, 50));
        Assert.All(row[14..17], mean => Assert.InRange(mean, 950, 1050));
    }

    [Fact]
    public void Coupled_targets_have_the_upper_triangle_of_each_components_factor_as_well()
    {
        string data = folder.Write("two.csv", "y,z,x", row => $"{row % 7},{1000 + (row % 7) + (row % 3)},{row % 3}");
        string model = folder.FitQuickly(data, "--target", "y", "--target", "z", "--covariance", "full");
        CliResult result = CliFolder.Run("predict", model, data, "--mixture");
        Assert.Equal(
            ["z_scale_3",
                "y_y_factor_1", "y_y_factor_2", "y_y_factor_3", "y_z_factor_1", "y_z_factor_2", "y_z_factor_3",
                "z_z_factor_1", "z_z_factor_2", "z_z_factor_3"],
            result.OutputLines[0].Split(',')[19..]);
        float[] row = Numbers(result.OutputLines[1]);
        for (int k = 0; k < 3; k++)
        {
            // The last row of a factor stands alone: its scale is the marginal one. The first couples.
            (double yy, double yz, double zz) = (row[20 + k], row[23 + k], row[26 + k]);
            Assert.Equal(1 / row[17 + k], zz, 1e-4 * zz);
            Assert.Equal(row[11 + k], Math.Sqrt(1 + (yz / zz * yz / zz)) / yy, 1e-3 * row[11 + k]);
        }

        Assert.Equal(0, CliFolder.Run("sample", model, data, "--count", "2").ExitCode);
    }

    [Fact]
    public void Without_the_targets_there_is_no_log_density_and_other_columns_do_not_matter()
    {
        string data = folder.Write("new.csv", "note,waiting\nhello,67\nworld,80\n");
        CliResult result = CliFolder.Run("predict", faithful.Model, data);
        Assert.Equal("eruptions_mean,eruptions_std", result.OutputLines[0]);
        Assert.Equal(3, result.OutputLines.Length);
    }

    [Fact]
    public void The_order_of_the_columns_does_not_matter()
    {
        string one = folder.Write("one.csv", "eruptions,waiting\n3.6,79\n1.8,54\n");
        string other = folder.Write("other.csv", "waiting,x,eruptions\n79,0,3.6\n54,0,1.8\n");
        Assert.Equal(
            CliFolder.Run("predict", faithful.Model, one).Output, CliFolder.Run("predict", faithful.Model, other).Output);
    }

    [Fact]
    public void An_unknown_target_leaves_the_log_density_of_its_row_empty()
    {
        string data = folder.Write("gaps.csv", "eruptions,waiting\n,79\n1.8,54\n");
        string[] lines = CliFolder.Run("predict", faithful.Model, data).OutputLines;
        Assert.EndsWith(",", lines[1], StringComparison.Ordinal);
        Assert.True(float.IsFinite(Numbers(lines[2])[2]));
    }

    [Fact]
    public void More_rows_than_a_block_holds_come_out_in_order()
    {
        string data = folder.Write("many.csv", "waiting", row => $"{40 + (row % 61)}", 2500);
        string[] lines = CliFolder.Run("predict", faithful.Model, data).OutputLines;
        Assert.Equal(2501, lines.Length);
        Assert.All(Enumerable.Range(0, 2500), row => Assert.Equal(lines[1 + (row % 61)], lines[1 + row]));
    }

    [Fact]
    public void Output_goes_to_a_file_and_replaces_it_only_when_complete()
    {
        string output = folder.Write("out.csv", "old");
        string broken = folder.Write("broken.csv", "waiting\n67\nx\n");
        Assert.Equal(1, CliFolder.Run("predict", faithful.Model, broken, "-o", output).ExitCode);
        Assert.Equal("old", File.ReadAllText(output));

        CliResult result = CliFolder.Run("predict", faithful.Model, CliFolder.Faithful, "-o", output);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal(CliFolder.Run("predict", faithful.Model, CliFolder.Faithful).Output, File.ReadAllText(output));
        Assert.Equal(["broken.csv", "out.csv"], Directory.GetFiles(folder.PathOf("")).Select(Path.GetFileName).Order());
    }

    public void Dispose() => folder.Dispose();

    private static float[] Numbers(string line) => [.. line.Split(',').Select(float.Parse)];
}
