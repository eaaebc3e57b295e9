using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// The code of a <see cref="Covariance"/>: the part of the head that knows what a component's covariance is made of. Works on
/// one <see cref="MixtureTile{T}"/>, like <see cref="MixtureKernel{TVector, T}"/>, which does what all of them share.
/// </summary>
internal interface ICovarianceShape
{
    /// <summary>
    /// log phi_k into tile.LogDensities. Replaces the scales in tile.Raw by the derivatives of their link, and leaves in the
    /// tile what <see cref="Gradient"/> needs.
    /// </summary>
    static abstract void LogDensities<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink;

    /// <summary>
    /// factor * dE of means and covariances in place of tile.Raw. Needs <see cref="LogDensities"/>, the responsibilities and the
    /// pulls.
    /// </summary>
    static abstract void Gradient<TVector, T, TSpace, TPull>(MixtureLayout layout, MixtureTile<T> tile, T factor)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSpace : struct, IGradientSpace
        where TPull : struct, IComponentPull;

    /// <summary>
    /// From raw outputs to covariances in the target's units: tile.Scales receives a standard deviation per component and
    /// dimension; a shape with a factor puts it in the place of tile.Raw's.
    /// </summary>
    static abstract void Scales<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor, ReadOnlySpan<T> units)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink;

    /// <summary>
    /// From raw outputs, which stay as they are, to the standard deviation of each component and dimension in tile.Scales. Leaves in
    /// tile.Ranked's scales and elsewhere what <see cref="MarginalGradient"/> needs.
    /// </summary>
    static abstract void MarginalScales<TVector, T, TLink>(MixtureLayout layout, MixtureTile<T> tile, T scaleFloor)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLink : struct, IScaleLink;

    /// <summary>
    /// From the gradient for the standard deviations in tile.RankedScales to that for the raw outputs of the covariances in
    /// tile.Ranked. Needs <see cref="MarginalScales"/> done.
    /// </summary>
    static abstract void MarginalGradient<TVector, T>(MixtureLayout layout, MixtureTile<T> tile)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
