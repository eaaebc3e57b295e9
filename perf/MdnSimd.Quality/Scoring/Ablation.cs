using MdnSimd.Quality.Data;
using MdnSimd.Training;

namespace MdnSimd.Quality.Scoring;

/// <summary>The recipe with one ingredient left out or replaced: what it is worth.</summary>
internal static class Ablation
{
    /// <summary>Each change in a few words, and what it does to a recipe.</summary>
    public static IReadOnlyList<(string Change, Func<Recipe, Recipe> Apply)> Changes { get; } =
    [
        ("the recipe", recipe => recipe),
        ("no calibration", recipe => recipe with { Calibrates = false }),
        ("long tails left alone", Networks(training => training with { InputTransform = InputTransform.None })),
        ("the first candidate alone", recipe => recipe with { Candidates = recipe.Candidates[..1] }),
        ("without the first candidate", recipe => recipe with { Candidates = recipe.Candidates.RemoveAt(0) }),
        ("without the second", recipe => recipe with { Candidates = recipe.Candidates.RemoveAt(1) }),
        ("ten networks", Networks(network => network, training => training with { Members = 10 }, perFold: null)),
        ("one network", Networks(network => network, training => training with { Members = 1 }, perFold: 1)),
        ("3 components", Networks(network => network with { Components = 3 })),
        ("hidden layers of 128", Networks(network => Wide(network, 128))),
        ("tanh", Networks(network => network with { Activation = Activation.Tanh })),
        ("silu", Networks(network => network with { Activation = Activation.Silu })),
        ("noise by the rule of thumb", Networks(training => training with { InputNoise = null, TargetNoise = null })),
        ("no noise", Networks(training => training with { InputNoise = 0, TargetNoise = 0 })),
        ("noise 0.05", Networks(training => training with { InputNoise = 0.05, TargetNoise = 0.05 })),
        ("no weight decay", Networks(training => training with { WeightDecay = 0 })),
        ("weight decay times 4", Networks(training => training with { WeightDecay = 4 * training.WeightDecay })),
        ("no rise of the learning rate", Networks(training => training with { Schedule = new CosineSchedule(0) })),
        ("a constant learning rate", Networks(training => training with { Schedule = new ConstantSchedule() })),
        ("start at the marginal density", Networks(training => training with { OutputStart = OutputStart.Marginal })),
        ("loss half NLL, half CRPS", Networks(training => training with { Loss = new MixedLoss(0.5) })),
        ("beta-NLL, 0.5", Networks(training => training with { Loss = new BetaNegativeLogLikelihood(0.5) })),
        ("prior on the weights, 1.1", Networks(training => training with { WeightPrior = 1.1 })),
    ];

    /// <summary>What <see cref="AutoFit"/> does, but for a change of the recipe.</summary>
    public static FitResult<float> Fit(Rows training, AutoFitOptions options, Func<Recipe, Recipe> change)
    {
        Recipe recipe = change(Recipe.For(options, training.Count, training.Inputs.GetLength(1), training.Targets.GetLength(1)));
        return new ModelSelection<float>(recipe, training.Count, null, CancellationToken.None).Run(training.Inputs, training.Targets, []);
    }

    private static Func<Recipe, Recipe> Networks(Func<MdnOptions, MdnOptions> network) => Networks(network, training => training, perFold: null);

    private static Func<Recipe, Recipe> Networks(Func<TrainingOptions, TrainingOptions> training) => Networks(network => network, training, perFold: null);

    private static Func<Recipe, Recipe> Networks(
        Func<MdnOptions, MdnOptions> network, Func<TrainingOptions, TrainingOptions> training, int? perFold) => recipe => recipe with
        {
            Candidates = [.. recipe.Candidates.Select(each => each.IsConditional
                ? each with { Network = network(each.Network), Training = training(each.Training) }
                : each with { Training = each.Training with { Members = training(each.Training).Members } })],
            NetworksPerFold = perFold ?? recipe.NetworksPerFold,
        };

    /// <summary>Hidden layers of that width, where there are any.</summary>
    private static MdnOptions Wide(MdnOptions network, int width) => network with { Hidden = [.. network.Hidden.Select(_ => width)] };
}
