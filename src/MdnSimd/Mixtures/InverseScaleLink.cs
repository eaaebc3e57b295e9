namespace MdnSimd.Mixtures;

/// <summary>From a scale back to the raw output that gives it.</summary>
internal static class InverseScaleLink
{
    /// <summary>The s with link(s) = <paramref name="scale"/>, which is positive; the floor is not part of either.</summary>
    public static double Of(ScaleLink link, double scale) => link switch
    {
        ScaleLink.Exp => Math.Log(scale),
        ScaleLink.Softplus => scale + Math.Log(-double.ExpM1(-scale)),
        ScaleLink.EluPlusOne => scale > 1 ? scale - 1 : Math.Log(scale),
        _ => throw new InvalidOperationException($"{link} is no scale link"),
    };
}
