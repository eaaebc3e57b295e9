using System.Collections.Immutable;

namespace MdnSimd.Training;

/// <summary>
/// What a fit without settings tries, by the number of rows and what is given. The numbers were found by measuring; docs/quality.md shows what
/// the ingredients are worth.
/// </summary>
internal sealed record Recipe
{
    /// <summary>Up to so many rows every row takes its turn in being held out; of more, one part of them is enough to judge by.</summary>
    private const int RowsOfAllFolds = 3000;

    /// <summary>Rows that are enough to judge by.</summary>
    private const double RowsToJudge = 800;

    /// <summary>About so many rows of a fold are the most: a calibration looks at each a few hundred times, and that takes time.</summary>
    private const int MostRowsOfFold = 10_000;

    /// <summary>Up to so many rows there are as many epochs as are good for the model; of more, fewer, for it takes less of them.</summary>
    private const double RowsOfAllEpochs = 5000;

    /// <summary>The name of the candidate that does not look at the features, and is not trained.</summary>
    public const string Unconditional = "unconditional";

    /// <summary>The candidates, the most promising first.</summary>
    public required ImmutableArray<Candidate> Candidates { get; init; }

    /// <summary>How rows are held out to judge them.</summary>
    public required FoldPlan Folds { get; init; }

    /// <summary>Networks that are trained without each fold: their mixture is judged, as the ensemble's will be.</summary>
    public required int NetworksPerFold { get; init; }

    /// <summary>Whether what is found on rows held out goes into the model; only an ablation says no.</summary>
    public bool Calibrates { get; init; } = true;

    /// <summary>About how long it may take; null for as long as it takes.</summary>
    public required TimeSpan? TimeBudget { get; init; }

    /// <summary>The recipe for a data set.</summary>
    /// <param name="options">What is given.</param>
    /// <param name="rows">Rows, at least 2.</param>
    /// <param name="inputs">Features.</param>
    /// <param name="targets">Target dimensions.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static Recipe For(AutoFitOptions options, int rows, int inputs, int targets)
    {
        MdnOptions network = Network(options, inputs, targets).Checked();
        network.CheckMembers(options.Members);
        TrainingOptions training = Training(options, rows);
        List<Candidate> candidates =
        [
            new("long", network, Over(training, rows, epochs: 400, decay: 1.25)),
            new("short", network, Over(training, rows, epochs: 100, decay: 2.5)),
        ];
        if (options.Hidden.IsDefault)
        {
            candidates.Add(new("linear", network with { Hidden = [] }, Over(training, rows, epochs: 100, decay: 2.5)));
        }

        candidates.Add(WithoutFeatures(options, network, training));

        // Of many rows as many folds take their turn as have enough rows together to judge by, and of very many a smaller part is plenty.
        int folds = rows <= RowsOfAllFolds ? Math.Min(rows, 5) : Math.Max(10, rows / MostRowsOfFold);
        int heldOut = rows <= RowsOfAllFolds ? folds : (int)Math.Ceiling(RowsToJudge * folds / rows);
        return new Recipe
        {
            Candidates = [.. candidates],
            Folds = new FoldPlan(folds, heldOut),
            NetworksPerFold = Math.Min(options.Members, 5),
            TimeBudget = options.TimeBudget,
        };
    }

    private static MdnOptions Network(AutoFitOptions options, int inputs, int targets) => new()
    {
        Inputs = inputs,
        Targets = targets,
        Components = options.Components ?? 8,
        Hidden = options.Hidden.IsDefault ? [64, 64] : options.Hidden,
        Activation = options.Activation ?? Activation.Relu,
        Covariance = options.Covariance,
        ScaleLink = options.ScaleLink,
        ScaleFloor = options.ScaleFloor,
        InputNames = options.InputNames,
        TargetNames = options.TargetNames,
    };

    private static TrainingOptions Training(AutoFitOptions options, int rows)
    {
        int batch = Math.Clamp(1 << (int)Math.Log2(Math.Max(rows / 16.0, 1)), 32, 512);
        return new TrainingOptions
        {
            InputTransform = options.InputTransform,
            BatchSize = batch,
            LearningRate = 0.01 * Math.Max(1, Math.Sqrt(batch / 64.0)),
            Schedule = new OneCycleSchedule(),
            InputNoise = 0.01,
            TargetNoise = 0.01,
            ValidationFraction = 0,
            Patience = 0,
            Members = options.Members,
            Seed = options.Seed,
            Threads = options.Threads,
        };
    }

    /// <summary>
    /// The distribution of the targets without regard to the features: one normal distribution or, where the number of components is given,
    /// the mixture of so many that <see cref="MarginalStart"/> finds. It is where a network without hidden layers starts, and that is not
    /// trained. Costs next to nothing, and of few rows or of features that say nothing it is best. A normal distribution is the same in every
    /// member, so there is one.
    /// </summary>
    private static Candidate WithoutFeatures(AutoFitOptions options, MdnOptions network, TrainingOptions training)
    {
        MdnOptions marginal = network with { Hidden = [], Components = options.Components ?? 1 };
        TrainingOptions still = training with
        {
            OutputStart = OutputStart.Marginal,
            Members = marginal.Components == 1 ? 1 : training.Members,
        };
        return new Candidate(Unconditional, marginal, still.Checked() with { Epochs = 0 }) { IsConditional = false };
    }

    /// <summary>Training over so many epochs, of many rows over fewer.</summary>
    /// <param name="training">What else there is to it.</param>
    /// <param name="rows">Rows to train on.</param>
    /// <param name="epochs">Epochs for few rows.</param>
    /// <param name="decay">
    /// The weights shrink by the factor exp(-decay) over the whole training if nothing pulls at them: unlike the decay of a step, that keeps
    /// its meaning when rows, batches and rates change.
    /// </param>
    private static TrainingOptions Over(TrainingOptions training, int rows, double epochs, double decay)
    {
        const double MeanFactor = 0.5; // of the learning rate, over one cycle
        int planned = (int)Math.Max(1, Math.Round(epochs * Math.Min(1, Math.Sqrt(RowsOfAllEpochs / rows))));
        double steps = planned * Math.Ceiling((double)rows / training.BatchSize);
        return (training with { Epochs = planned, WeightDecay = decay / (steps * training.LearningRate * MeanFactor) }).Checked();
    }
}
