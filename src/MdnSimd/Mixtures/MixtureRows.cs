using System.Numerics;

namespace MdnSimd.Mixtures;

/// <summary>
/// Where the mixtures of a block of rows are written: five matrices by rows, without padding. An ensemble's members write side by
/// side into the same rows.
/// </summary>
internal readonly ref struct MixtureRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Components from one row to the next: K, or that of all members of an ensemble together.</summary>
    public required int RowComponents { get; init; }

    /// <summary>alpha, [rows, K].</summary>
    public Span<T> Weights { get; init; }

    /// <summary>log alpha, [rows, K].</summary>
    public Span<T> LogWeights { get; init; }

    /// <summary>mu in the target's units, [rows, K * D], component-major.</summary>
    public Span<T> Means { get; init; }

    /// <summary>Standard deviations in the target's units, [rows, K * D], component-major.</summary>
    public Span<T> Scales { get; init; }

    /// <summary>U in the target's units, [rows, K * D * D], zeros below the diagonals; empty unless the covariance is full.</summary>
    public Span<T> PrecisionFactors { get; init; }

    /// <summary>Whether each matrix may be written in whole 64-byte vectors from its beginning on: what lies behind its first row may be overwritten.</summary>
    public bool WholeVectors { get; init; }

    /// <summary>The rows from <paramref name="row"/> on.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="layout">Tells how long a row is.</param>
    public MixtureRows<T> From(int row, MixtureLayout layout) => Behind(row * RowComponents, layout);

    /// <summary>The part of every row that a member of an ensemble writes.</summary>
    /// <param name="member">The member, from 0.</param>
    /// <param name="layout">One member's mixture.</param>
    public MixtureRows<T> Member(int member, MixtureLayout layout) => Behind(member * layout.Components, layout);

    private MixtureRows<T> Behind(int weights, MixtureLayout layout)
    {
        int means = weights * layout.Dimensions;
        return new MixtureRows<T>
        {
            RowComponents = RowComponents,
            Weights = Weights[weights..],
            LogWeights = LogWeights[weights..],
            Means = Means[means..],
            Scales = Scales[means..],
            PrecisionFactors = PrecisionFactors[(weights * layout.FactorsPerComponent)..],
            WholeVectors = WholeVectors && weights == 0,
        };
    }

    /// <summary>The mixture of one row, a view.</summary>
    /// <param name="row">The row.</param>
    /// <param name="layout">Tells how long a row is.</param>
    public GaussianMixture<T> Mixture(int row, MixtureLayout layout)
    {
        int components = layout.Components;
        int means = components * layout.Dimensions;
        int factors = components * layout.FactorsPerComponent;
        return new GaussianMixture<T>(
            Weights.Slice(row * components, components),
            LogWeights.Slice(row * components, components),
            Means.Slice(row * means, means),
            Scales.Slice(row * means, means),
            PrecisionFactors.Slice(row * factors, factors),
            layout.Dimensions);
    }
}
