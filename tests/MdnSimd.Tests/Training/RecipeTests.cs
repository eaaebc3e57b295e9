using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class RecipeTests
{
    private const double MeanFactorOfOneCycle = 0.5;

    [Theory]
    [InlineData(2, 2, 2, 32, 0.01, 400, 100)]
    [InlineData(506, 5, 5, 32, 0.01, 400, 100)]
    [InlineData(3000, 5, 5, 128, 0.0141, 400, 100)]
    [InlineData(3001, 10, 3, 128, 0.0141, 400, 100)]
    [InlineData(9568, 10, 1, 512, 0.0283, 289, 72)]
    [InlineData(1_000_000, 100, 1, 512, 0.0283, 28, 7)]
    public void Folds_epochs_batches_and_rates_follow_the_rows(
        int rows, int folds, int heldOut, int batch, double rate, int longEpochs, int shortEpochs)
    {
        Recipe recipe = Recipe.For(new AutoFitOptions(), rows, inputs: 3, targets: 1);
        Assert.Equal(new FoldPlan(folds, heldOut), recipe.Folds);
        Assert.Equal(["long", "short", "linear", "unconditional"], recipe.Candidates.Select(each => each.Name));
        Assert.Equal([longEpochs, shortEpochs, shortEpochs, 0], recipe.Candidates.Select(each => each.Training.Epochs));
        Assert.All(recipe.Candidates, each => Assert.Equal((batch, rate), (each.Training.BatchSize, Math.Round(each.Training.LearningRate, 4))));

        // What the weights shrink by over the whole training depends on no number of rows: rate, decay and steps multiply to it.
        double[] decays = [.. recipe.Candidates.Where(each => each.IsConditional).Select(each =>
            each.Training.Epochs * Math.Ceiling((double)rows / batch) * each.Training.LearningRate * MeanFactorOfOneCycle * each.Training.WeightDecay)];
        Assert.All(decays.Zip((double[])[1.25, 2.5, 2.5]), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Fact]
    public void Hidden_layers_that_are_given_rule_out_nothing_but_a_network_without()
    {
        Recipe recipe = Recipe.For(new AutoFitOptions { Hidden = [7] }, rows: 100, inputs: 2, targets: 1);
        Assert.Equal(["long", "short", "unconditional"], recipe.Candidates.Select(each => each.Name));
        Assert.All(recipe.Candidates.Where(each => each.IsConditional), each => Assert.Equal([7], each.Network.Hidden));
    }

    [Fact]
    public void One_normal_distribution_is_one_member_and_a_mixture_as_many_as_asked_for()
    {
        Assert.Equal(1, Unconditional(new AutoFitOptions()).Training.Members);
        Assert.Equal(1, Unconditional(new AutoFitOptions { Components = 1 }).Training.Members);
        Assert.Equal(5, Unconditional(new AutoFitOptions { Components = 2 }).Training.Members);

        static Candidate Unconditional(AutoFitOptions options) =>
            Recipe.For(options, rows: 100, inputs: 2, targets: 1).Candidates.Single(each => !each.IsConditional);
    }
}
