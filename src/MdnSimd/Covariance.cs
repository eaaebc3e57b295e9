namespace MdnSimd;

/// <summary>The shape of each component's covariance.</summary>
public enum Covariance
{
    /// <summary>One scale per component, the same in every (standardised) dimension.</summary>
    Isotropic,

    /// <summary>One scale per component and dimension.</summary>
    Diagonal,

    /// <summary>
    /// Any covariance: one scale per component and dimension, and couplings between the dimensions. At most 32 dimensions.
    /// </summary>
    Full,
}
