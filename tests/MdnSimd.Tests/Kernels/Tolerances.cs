using MdnSimd.Kernels;

namespace MdnSimd.Tests.Kernels;

/// <summary>The largest error allowed to each function, in units in the last place: the only place where one is stated.</summary>
internal static class Tolerances
{
    private static readonly Dictionary<string, (double Single, double Double)> Table = new()
    {
        [nameof(Exp)] = (1.0, 1.0),
        [nameof(ExpM1)] = (2.0, 2.0),
        [nameof(Log)] = (1.5, 1.5),
        [nameof(Log1p)] = (1.5, 1.5),
        [nameof(Tanh)] = (2.0, 2.0),
        [nameof(Sigmoid)] = (2.0, 2.0),
        [nameof(Softplus)] = (2.0, 2.0),
        [nameof(Erf)] = (4.0, 3.0),
        [nameof(Erfc)] = (4.0, 3.5),
        [nameof(NormalCdf)] = (4.0, 4.0),
    };

    public static double OfSingle(string function) => Table[function].Single;

    public static double OfDouble(string function) => Table[function].Double;
}
