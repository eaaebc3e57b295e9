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

    public MixtureTile(MixtureLayout layout)
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

    /// <summary>[K * D]: 1 / sigma in the loss, standard deviations in predictions.</summary>
    public Slice Scales { get; }

    /// <summary>[K * D] of a full covariance, else nothing: v = U (t - mu).</summary>
    public Slice Deviations { get; }

    /// <summary>[1]: the negative log-likelihood.</summary>
    public Slice Losses { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Memory.Dispose();
}
