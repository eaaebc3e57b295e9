namespace MdnSimd.Mixtures;

/// <summary>
/// Where the parts of a mixture stand among a network's raw outputs z of one row: K logits, then K * D means
/// (component-major), then the scales: K of them (isotropic) or K * D (diagonal, component-major).
/// </summary>
/// <param name="Components">K, at least 1.</param>
/// <param name="Dimensions">D, at least 1.</param>
/// <param name="Covariance">The shape of the components' covariances.</param>
internal sealed record MixtureLayout(int Components, int Dimensions, Covariance Covariance)
{
    /// <summary>The first mean.</summary>
    public int MeanOffset => Components;

    /// <summary>The first scale.</summary>
    public int ScaleOffset { get; } = checked(Components + (Components * Dimensions));

    /// <summary>Scales of one component.</summary>
    public int ScalesPerComponent { get; } = Covariance == Covariance.Isotropic ? 1 : Dimensions;

    /// <summary>All scales.</summary>
    public int Scales => Components * ScalesPerComponent;

    /// <summary>All raw outputs of a row.</summary>
    public int Outputs => checked(ScaleOffset + Scales);
}
