namespace MdnSimd.Mixtures;

/// <summary>A scale link one number at a time, in double: from a raw output to the scale, and back.</summary>
internal static class ScaleLinkValues
{
    /// <summary>link(s); the floor is not part of it.</summary>
    public static double Forth(ScaleLink link, double s) => link switch
    {
        ScaleLink.Exp => Math.Exp(s),
        ScaleLink.Softplus => Math.Max(s, 0) + double.LogP1(Math.Exp(-Math.Abs(s))),
        ScaleLink.EluPlusOne => s > 0 ? s + 1 : Math.Exp(s),
        _ => throw new InvalidOperationException($"{link} is no scale link"),
    };

    /// <summary>The s with link(s) = <paramref name="scale"/>, which is positive; the floor is not part of either.</summary>
    public static double Back(ScaleLink link, double scale) => link switch
    {
        ScaleLink.Exp => Math.Log(scale),
        ScaleLink.Softplus => scale + Math.Log(-double.ExpM1(-scale)),
        ScaleLink.EluPlusOne => scale > 1 ? scale - 1 : Math.Log(scale),
        _ => throw new InvalidOperationException($"{link} is no scale link"),
    };
}
