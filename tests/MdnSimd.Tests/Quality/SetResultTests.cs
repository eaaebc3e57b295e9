using System.Runtime.InteropServices;
using MdnSimd.Quality.Data;
using MdnSimd.Quality.Scoring;

namespace MdnSimd.Tests.Quality;

/// <summary>The benchmark is honest: what it fits with has seen no test row, and it fits with what a user has.</summary>
public sealed class SetResultTests : IDisposable
{
    private readonly UciFolder folder = new();

    [Fact]
    public void Scrambled_test_rows_leave_the_bits_of_the_models_and_change_the_scores()
    {
        folder.WriteRows(Related);
        (byte[][] models, SetResult result) = Run();
        Assert.Equal(2, models.Length);
        Assert.DoesNotContain(result.Splits, split => split.Selection.Best.Name == "unconditional");
        Assert.NotEqual(models[0], models[1]);

        // Row r is a test row of split r % 5, and one to train on of the other.
        foreach ((int split, bool targets) in ((int, bool)[])[(0, true), (1, true), (0, false)])
        {
            folder.WriteRows((row, column) => row % 5 == split && column == 3 == targets ? 1000 - Related(row, column) : Related(row, column));
            (byte[][] others, SetResult other) = Run();
            Assert.Equal(models[split], others[split]);
            Assert.NotEqual(models[1 - split], others[1 - split]);
            Assert.NotEqual(result.Splits[split].Scores, other.Splits[split].Scores);
        }
    }

    [Fact]
    public void The_recipe_of_an_ablation_is_that_of_the_automatic_fit()
    {
        Rows rows = folder.Set.Training(0);
        AutoFitOptions options = new() { Members = 2, Components = 2, Seed = 3 };
        MdnModel<float> automatic = AutoFit.Fit<float>(rows.Inputs, rows.Targets, options).Model;
        MdnModel<float> ablated = Ablation.Fit(rows, options, Ablation.Changes[0].Apply).Model;
        Assert.Equal(automatic.Options, ablated.Options);
        Assert.Equal(automatic.Parameters.ToArray(), ablated.Parameters.ToArray());
    }

    [Fact]
    public void Every_split_is_fitted_with_its_number_as_the_seed_and_its_own_rows()
    {
        List<ulong> seeds = [];
        List<int> told = [];
        SetResult result = SetResult.Of(folder.Set, 9, (rows, options) =>
        {
            seeds.Add(options.Seed);
            Assert.Equal(new AutoFitOptions { Seed = options.Seed }, options);
            Assert.Equal(24, rows.Count);
            return Fit(rows, options);
        }, (split, _) => told.Add(split));
        Assert.Equal([1UL, 2UL], seeds);
        Assert.Equal([0, 1], told);
        Assert.Equal(("tiny", UciFolder.Count, 2), (result.Name, result.Rows, result.Features));
        Assert.Single(SetResult.Of(folder.Set, 1, Fit, (_, _) => { }).Splits);
    }

    /// <summary>Features that tell of the target: what is fitted looks at them.</summary>
    private static float Related(int row, int column) => column == 3 ? row + (row % 3) : UciFolder.Value(row, column);

    public void Dispose() => folder.Dispose();

    private (byte[][] Models, SetResult Result) Run()
    {
        List<byte[]> models = [];
        SetResult result = SetResult.Of(folder.Set, 2, (rows, options) =>
        {
            FitResult<float> fit = Fit(rows, options);
            Assert.Equal(["long", "short", "linear", "unconditional"], fit.Report.Selection!.Candidates.Select(each => each.Name));
            models.Add([
                .. MemoryMarshal.AsBytes(fit.Model.Parameters),
                .. MemoryMarshal.AsBytes(fit.Model.TargetScaler.Scales), .. MemoryMarshal.AsBytes(fit.Model.InputScaler.Means)]);
            return fit;
        }, (_, _) => { });
        return ([.. models], result);
    }

    private static FitResult<float> Fit(Rows rows, AutoFitOptions options) =>
        AutoFit.Fit<float>(rows.Inputs, rows.Targets, options with { Members = 1, Components = 2 });
}
