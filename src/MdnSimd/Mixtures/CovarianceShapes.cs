namespace MdnSimd.Mixtures;

/// <summary>The code of a <see cref="Covariance"/>: whether the dimensions of a component share one scale.</summary>
/// <remarks>A full covariance, whose factor couples the dimensions, will be a head of its own beside this one.</remarks>
internal interface ICovarianceShape
{
    /// <summary>One scale for all dimensions of a component, rather than one for each.</summary>
    static abstract bool SharedScale { get; }
}

/// <summary>One scale per component.</summary>
internal readonly struct IsotropicShape : ICovarianceShape
{
    public static bool SharedScale => true;
}

/// <summary>One scale per component and dimension.</summary>
internal readonly struct DiagonalShape : ICovarianceShape
{
    public static bool SharedScale => false;
}
