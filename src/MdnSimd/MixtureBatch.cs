using System.Numerics;
using MdnSimd.Memory;
using MdnSimd.Mixtures;

namespace MdnSimd;

/// <summary>The mixtures of many rows. Made by <see cref="MdnPredictor{T}.CreateBatch"/>; whoever creates it disposes it.</summary>
/// <typeparam name="T">float, or double.</typeparam>
public sealed class MixtureBatch<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MixtureLayout layout;
    private readonly AlignedBuffer<T> memory;
    private readonly Slice weights;
    private readonly Slice logWeights;
    private readonly Slice means;
    private readonly Slice scales;
    private readonly Slice precisionFactors;

    internal MixtureBatch(MixtureLayout layout, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.layout = layout;
        Capacity = capacity;
        WorkspacePlan<T> plan = default;
        weights = plan.Add(capacity, layout.Components);
        logWeights = plan.Add(capacity, layout.Components);
        means = plan.Add(capacity, layout.Components * layout.Dimensions);
        scales = plan.Add(capacity, layout.Components * layout.Dimensions);
        precisionFactors = plan.Add(capacity, checked(layout.Components * layout.FactorsPerComponent));
        memory = AlignedPool.Rent<T>(plan.Length);
    }

    /// <summary>How many rows fit.</summary>
    public int Capacity { get; }

    /// <summary>How many rows the last prediction wrote.</summary>
    public int Count { get; internal set; }

    /// <summary>The weights of all rows, [Count, K]; of an ensemble K counts the components of all members.</summary>
    public ReadOnlySpan<T> Weights => weights.Of(memory)[..(Count * layout.Components)];

    /// <summary>The means of all rows in the target's units, [Count, K * D], component-major.</summary>
    public ReadOnlySpan<T> Means => means.Of(memory)[..(Count * layout.Components * layout.Dimensions)];

    /// <summary>The standard deviations of all rows in the target's units, [Count, K * D], component-major.</summary>
    public ReadOnlySpan<T> Scales => scales.Of(memory)[..(Count * layout.Components * layout.Dimensions)];

    /// <summary>
    /// Of a full covariance the upper triangular factors U of the precisions, Sigma^-1 = U^T U, of all rows: [Count, K * D * D],
    /// component-major, each D x D by rows with zeros below the diagonal, in one over the target's units. Else empty.
    /// </summary>
    public ReadOnlySpan<T> PrecisionFactors => precisionFactors.Of(memory)[..(Count * layout.Components * layout.FactorsPerComponent)];

    /// <summary>Where predictions are written.</summary>
    internal MixtureRows<T> Rows
    {
        get
        {
            ref T first = ref memory.First;
            return new MixtureRows<T>
            {
                RowComponents = layout.Components,
                Weights = weights.From(ref first),
                LogWeights = logWeights.From(ref first),
                Means = means.From(ref first),
                Scales = scales.From(ref first),
                PrecisionFactors = precisionFactors.From(ref first),
                WholeVectors = true,
            };
        }
    }

    /// <summary>The mixture of a row: a view, valid until the next prediction into this batch or until it is disposed.</summary>
    /// <param name="row">From 0, less than <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public GaussianMixture<T> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
            return Rows.Mixture(row, layout);
        }
    }

    /// <summary>Whether this batch was made for such mixtures and holds so many rows.</summary>
    internal bool Fits(MixtureLayout wanted, int rows) => layout == wanted && rows <= Capacity;

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => memory.Dispose();
}
