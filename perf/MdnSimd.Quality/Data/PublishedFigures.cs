namespace MdnSimd.Quality.Data;

/// <summary>
/// Mean test negative log-likelihoods that others have reached on the same splits, in nats, in the target's units; all published but the last,
/// which was tuned for each set with an eye on the test rows.
/// </summary>
internal static class PublishedFigures
{
    private static readonly string[] Sets =
    [
        "bostonHousing", "concrete", "energy", "kin8nm", "naval-propulsion-plant", "power-plant", "protein-tertiary-structure",
        "wine-quality-red", "yacht",
    ];

    /// <summary>Each method with its source and its figures in the order of the sets.</summary>
    private static readonly (string Method, double[] Losses)[] Table =
    [
        ("PBP (Hernandez-Lobato and Adams 2015)", [2.57, 3.16, 2.04, -0.90, -3.73, 2.84, 2.97, 0.97, 1.63]),
        ("MC dropout, 100 times the epochs (Gal and Ghahramani 2016)", [2.40, 2.94, 1.21, -1.14, -4.45, 2.81, 2.87, 0.93, 1.25]),
        ("Deep ensembles (Lakshminarayanan et al. 2017)", [2.41, 3.06, 1.38, -1.20, -5.63, 2.79, 2.83, 0.94, 1.18]),
        ("NGBoost (Duan et al. 2020)", [2.43, 3.04, 0.60, -0.49, -5.34, 2.79, 2.81, 0.91, 0.20]),
        ("Evidential (Amini et al. 2020)", [2.35, 3.01, 1.39, -1.24, -5.73, 2.81, 2.63, 0.89, 1.03]),
        ("Evidential, Wasserstein gradient boosting (Matsubara 2024)", [2.47, 2.83, 0.53, -0.44, -5.47, 2.60, 2.70, 0.95, 0.16]),
        ("Ensemble of five 2x50 MDNs, tuned by hand per set (unpublished)",
            [2.26, 2.71, 0.21, double.NaN, double.NaN, 2.60, double.NaN, -0.80, double.NaN]),
    ];

    /// <summary>The methods.</summary>
    public static IEnumerable<string> Methods => Table.Select(row => row.Method);

    /// <summary>What a method reached on a set; null where nothing is known.</summary>
    public static double? Loss(string method, string set) => Known(set).Where(each => each.Method == method).Select(each => (double?)each.Loss).FirstOrDefault();

    /// <summary>The best of them; null where nothing is known.</summary>
    public static double? Best(string set) => Known(set).Min(each => (double?)each.Loss);

    private static IEnumerable<(string Method, double Loss)> Known(string set)
    {
        int column = Array.IndexOf(Sets, set);
        return column < 0 ? [] : Table.Select(row => (row.Method, row.Losses[column])).Where(each => !double.IsNaN(each.Item2));
    }
}
