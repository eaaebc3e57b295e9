using System.Numerics;
using MdnSimd.Memory;

namespace MdnSimd.Mixtures;

/// <summary>
/// Scratch memory for as many rows as a vector has lanes, transposed: element i of row r stands in lane r of vector i. Every
/// formula of the mixture is then plain vector arithmetic without horizontal sums, without remainders in K or D, and
/// each row's result depends on its own lane only: a row alone gives the bits of the row in a batch.
/// </summary>
internal sealed class MixtureTile<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Lanes of the widest vector; narrower ones use a part of each line.</summary>
    private static readonly int Lanes = WorkspacePlan<T>.Granule;

    /// <summary>A tile for predictions and the likelihood.</summary>
    /// <param name="layout">What it is to hold.</param>
    public MixtureTile(MixtureLayout layout)
        : this(layout, default)
    {
    }

    /// <summary>A tile for a loss.</summary>
    /// <param name="layout">What it is to hold.</param>
    /// <param name="terms">The loss.</param>
    public MixtureTile(MixtureLayout layout, in LossTerms<T> terms)
    {
        WorkspacePlan<T> plan = default;
        Raw = plan.Add(layout.Outputs, Lanes);
        Targets = plan.Add(layout.Dimensions, Lanes);
        Weights = plan.Add(layout.Components, Lanes);
        LogWeights = plan.Add(layout.Components, Lanes);
        LogDensities = plan.Add(layout.Components, Lanes);
        Joint = plan.Add(layout.Components, Lanes);
        Scales = plan.Add(layout.Components * layout.Dimensions, Lanes);
        Deviations = plan.Add(layout.Covariance == Covariance.Full ? layout.Components * layout.Dimensions : 0, Lanes);
        Losses = plan.Add(Lanes);
        Pulls = plan.Add(T.IsZero(terms.Beta) ? 0 : layout.OwnScales, Lanes);
        bool ranked = !T.IsZero(terms.Ranked);
        int parameters = layout.Components * layout.Dimensions;
        Ranked = plan.Add(ranked ? layout.Outputs : 0, Lanes);
        RankedScales = plan.Add(ranked ? parameters : 0, Lanes);
        Differences = plan.Add(ranked ? layout.Components : 0, Lanes);
        Sides = plan.Add(ranked ? layout.Components : 0, Lanes);
        Densities = plan.Add(ranked ? layout.Components : 0, Lanes);
        Roots = plan.Add(ranked && layout.Covariance == Covariance.Full ? layout.Scales : 0, Lanes);
        RankedLosses = plan.Add(ranked ? Lanes : 0);
        Memory = AlignedPool.Rent<T>(plan.Length);
    }

    /// <summary>What all slices are parts of.</summary>
    public AlignedBuffer<T> Memory { get; }

    /// <summary>[outputs]: the raw outputs z; then, in their place, means and factors in other units or the gradient.</summary>
    public Slice Raw { get; }

    /// <summary>[D]: the targets t.</summary>
    public Slice Targets { get; }

    /// <summary>[K]: alpha.</summary>
    public Slice Weights { get; }

    /// <summary>[K]: log alpha.</summary>
    public Slice LogWeights { get; }

    /// <summary>[K]: log phi.</summary>
    public Slice LogDensities { get; }

    /// <summary>[K]: log alpha + log phi, then the responsibilities pi.</summary>
    public Slice Joint { get; }

    /// <summary>[K * D]: 1 / sigma in the likelihood, standard deviations in the ranked score and in predictions.</summary>
    public Slice Scales { get; }

    /// <summary>[K * D] of a full covariance, else nothing: v = U (t - mu); sigma in the ranked score.</summary>
    public Slice Deviations { get; }

    /// <summary>[1]: the loss.</summary>
    public Slice Losses { get; }

    /// <summary>As many as 1 / sigma: sigma^(2 beta) where the loss has a beta, else nothing.</summary>
    public Slice Pulls { get; }

    /// <summary>[outputs], like the following where the loss has a ranked score, else nothing: its gradient for the raw outputs.</summary>
    public Slice Ranked { get; }

    /// <summary>[K * D]: the ranked score's gradient for the standard deviations.</summary>
    public Slice RankedScales { get; }

    /// <summary>[K] of one dimension: t - mu.</summary>
    public Slice Differences { get; }

    /// <summary>[K] of one dimension: 2 Phi((t - mu) / sigma) - 1.</summary>
    public Slice Sides { get; }

    /// <summary>[K] of one dimension: phi((t - mu) / sigma).</summary>
    public Slice Densities { get; }

    /// <summary>[K * D (D + 1) / 2] of a full covariance: upper triangular roots of the correlation matrices, row by row.</summary>
    public Slice Roots { get; }

    /// <summary>[1]: the ranked score.</summary>
    public Slice RankedLosses { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Memory.Dispose();
}
