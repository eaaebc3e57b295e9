using System.Collections.Immutable;
using MdnSimd.Training;

namespace MdnSimd;

/// <summary>What <see cref="AutoFit"/> may choose, and what it may not. The defaults work; what is set is kept.</summary>
public sealed record AutoFitOptions
{
    /// <summary>The number of mixture components K of each network, at least 1; null for 8 (docs/quality.md tells why).</summary>
    public int? Components { get; init; }

    /// <summary>
    /// The width of each hidden layer; default (not set) for 64 and 64 beside a network without hidden layers, whichever is better. The
    /// distribution of the targets without regard to the features is tried either way, and has none.
    /// </summary>
    public ImmutableArray<int> Hidden { get; init; }

    /// <summary>The activation of the hidden layers; null for <see cref="Activation.Relu"/> (docs/quality.md tells why).</summary>
    public Activation? Activation { get; init; }

    /// <summary>The shape of the components' covariances. Default diagonal.</summary>
    public Covariance Covariance { get; init; } = Covariance.Diagonal;

    /// <summary>How a raw output becomes a scale. Default softplus.</summary>
    public ScaleLink ScaleLink { get; init; } = ScaleLink.Softplus;

    /// <summary>The smallest scale a component can take, relative to the target's standard deviation: between 1e-6 and 1. Default 1e-3.</summary>
    public double ScaleFloor { get; init; } = 1e-3;

    /// <summary>What becomes of features with long tails. Default Yeo and Johnson's transform.</summary>
    public InputTransform InputTransform { get; init; } = InputTransform.YeoJohnson;

    /// <summary>The features' names, which differ; x1, x2, ... where left empty.</summary>
    public ImmutableArray<string> InputNames { get; init; } = [];

    /// <summary>The target dimensions' names, which differ; y1, y2, ... where left empty.</summary>
    public ImmutableArray<string> TargetNames { get; init; } = [];

    /// <summary>Networks of the ensemble, 1 to 1024; a single normal distribution, where no features help, is one. Default 5.</summary>
    public int Members { get; init; } = 5;

    /// <summary>
    /// About how long to take. The ways to train that cost the least are then tried first, and when only the time for the fit to all rows
    /// is left, the one being tried is given up and the best of those finished is fitted. Where none is finished by then, the cheapest
    /// is trained for as many epochs as there is time for, at least one, and not calibrated. Null for as long as it takes, which depends
    /// on the rows; only then does the result not depend on the machine's speed. Default null.
    /// </summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Decides everything that is random. One seed, one result. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use; 0 for one per core, which more do not outrun. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>These options, once every one is in its range for such data.</summary>
    /// <param name="inputs">Features.</param>
    /// <param name="targets">Target dimensions.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the value.</exception>
    internal AutoFitOptions Checked(int inputs, int targets)
    {
        TrainingOptions.Require(TimeBudget is null || TimeBudget > TimeSpan.Zero, nameof(TimeBudget), TimeBudget, "a positive time or null");
        Recipe.For(this, rows: 2, inputs, targets);
        return this;
    }
}
