namespace MdnSimd;

/// <summary>How a raw output s becomes a scale: sigma = floor + link(s).</summary>
public enum ScaleLink
{
    /// <summary>exp(s), Bishop 1994.</summary>
    Exp,

    /// <summary>log(1 + exp(s)): grows linearly, so a large output does not explode.</summary>
    Softplus,

    /// <summary>s + 1 where s is positive, else exp(s).</summary>
    EluPlusOne,
}
