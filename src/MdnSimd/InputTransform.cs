namespace MdnSimd;

/// <summary>What becomes of features with long tails before a network sees them.</summary>
public enum InputTransform
{
    /// <summary>Nothing but the shift and scale that every feature gets.</summary>
    None,

    /// <summary>
    /// Features whose skewness is beyond 1 in magnitude are drawn in by the power transform of Yeo and Johnson (2000), its power found by
    /// maximum likelihood; the others are left alone. Part of the model: users give and get the features' own units.
    /// </summary>
    YeoJohnson,
}
