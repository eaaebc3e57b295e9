using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// The code of a loss on one <see cref="MixtureTile{T}"/> of raw outputs and targets: the loss of each lane into tile.Losses and,
/// where asked, its gradient in the place of tile.Raw. tile.Weights holds the mixture's weights afterwards.
/// </summary>
internal interface ILossObjective
{
    /// <summary>Loss and gradient.</summary>
    /// <param name="layout">What the tile holds.</param>
    /// <param name="tile">The tile; made for these terms.</param>
    /// <param name="scaleFloor">The smallest scale.</param>
    /// <param name="terms">The numbers in the loss.</param>
    /// <param name="factor">What the gradient is multiplied by.</param>
    /// <param name="gradient">Whether to compute it.</param>
    static abstract void Evaluate<TVector, T, TShape, TLink, TSpace>(
        MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, in LossTerms<T> terms, T factor, bool gradient)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TShape : struct, ICovarianceShape
        where TLink : struct, IScaleLink
        where TSpace : struct, IGradientSpace;
}

/// <summary>The negative log-likelihood, its gradient weighed by <typeparamref name="TPull"/>.</summary>
internal readonly struct Likelihood<TPull> : ILossObjective
    where TPull : struct, IComponentPull
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TVector, T, TShape, TLink, TSpace>(
        MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, in LossTerms<T> terms, T factor, bool gradient)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TShape : struct, ICovarianceShape
        where TLink : struct, IScaleLink
        where TSpace : struct, IGradientSpace
    {
        MixtureKernel<TVector, T>.Weights(layout, tile);
        TShape.LogDensities<TVector, T, TLink>(layout, tile, scaleFloor);
        MixtureKernel<TVector, T>.Responsibilities(layout, tile);
        if (gradient)
        {
            MixtureKernel<TVector, T>.WeightGradient<TSpace>(layout, tile, factor);
            TPull.Prepare<TVector, T>(layout, tile, terms.Beta);
            TShape.Gradient<TVector, T, TSpace, TPull>(layout, tile, factor);
        }
    }
}

/// <summary>The continuous ranked probability score alone, for raw outputs.</summary>
internal readonly struct RankedScore : ILossObjective
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TVector, T, TShape, TLink, TSpace>(
        MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, in LossTerms<T> terms, T factor, bool gradient)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TShape : struct, ICovarianceShape
        where TLink : struct, IScaleLink
        where TSpace : struct, IGradientSpace
    {
        MixtureKernel<TVector, T>.Weights(layout, tile);
        Evaluate<TVector, T, TShape, TLink>(layout, tile, scaleFloor, factor, gradient);
        RankedScoreKernel<TVector, T>.Join(layout, tile, T.One, gradient);
    }

    /// <summary>The score into tile.RankedLosses and its gradient into tile.Ranked; needs the weights done, leaves the raw outputs as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TVector, T, TShape, TLink>(
        MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, T factor, bool gradient)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TShape : struct, ICovarianceShape
        where TLink : struct, IScaleLink
    {
        TShape.MarginalScales<TVector, T, TLink>(layout, tile, scaleFloor);
        RankedScoreKernel<TVector, T>.Score(layout, tile, factor);
        if (gradient)
        {
            TShape.MarginalGradient<TVector, T>(layout, tile);
        }
    }
}

/// <summary>The likelihood and the score, each by its share, for raw outputs.</summary>
internal readonly struct LikelihoodAndScore : ILossObjective
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<TVector, T, TShape, TLink, TSpace>(
        MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, in LossTerms<T> terms, T factor, bool gradient)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TShape : struct, ICovarianceShape
        where TLink : struct, IScaleLink
        where TSpace : struct, IGradientSpace
    {
        // The score first: the likelihood writes over the raw outputs.
        MixtureKernel<TVector, T>.Weights(layout, tile);
        RankedScore.Evaluate<TVector, T, TShape, TLink>(layout, tile, scaleFloor, factor * terms.Ranked, gradient);
        Likelihood<PlainPull>.Evaluate<TVector, T, TShape, TLink, TSpace>(
            layout, tile, scaleFloor, terms, factor * (T.One - terms.Ranked), gradient);
        RankedScoreKernel<TVector, T>.Join(layout, tile, terms.Ranked, gradient);
    }
}
