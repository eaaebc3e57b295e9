using System.Numerics;

namespace MdnSimd.Training;

/// <summary>Finds the calibration under which held-out rows are most likely.</summary>
internal static class CalibrationSearch
{
    /// <summary>Where the search for the added floor begins, in standard deviations of the target.</summary>
    private const double FirstFloor = 3e-3;

    /// <summary>
    /// What a calibration costs: as much as it would under a normal prior of width 1 on the logarithms of slope and temperature and on the
    /// shift, so that a handful of rows cannot ask for anything wild. Of hundreds of rows it hardly matters.
    /// </summary>
    private const double PriorWeight = 0.5;

    /// <summary>The best calibration, and the loss of the held-out rows under it, in standardised units.</summary>
    /// <param name="mixtures">What was said of the rows.</param>
    public static (Calibration Calibration, double Loss) Run<T>(HeldOutMixtures<T> mixtures)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double rows = EffectiveRows.Of(mixtures.Weights);
        double most = 1 - mixtures.ScaleFloor;
        double[] best = NelderMead.Minimize(
            point => mixtures.Loss(At(point, most)) + (Penalty(point) / rows), [0, 0, Math.Log(FirstFloor), 0], step: 0.5, evaluations: 300);
        Calibration found = At(best, most);
        double loss = mixtures.Loss(found);
        double plain = mixtures.Loss(Calibration.None);
        return loss < plain ? (found, loss) : (Calibration.None, plain);
    }

    /// <summary>The calibration at a point of the search; no floor is above a standard deviation of the target.</summary>
    private static Calibration At(ReadOnlySpan<double> point, double mostFloor) =>
        new(Math.Exp(point[0]), point[1], Math.Min(Math.Exp(point[2]), mostFloor), Math.Exp(point[3]));

    private static double Penalty(ReadOnlySpan<double> point) =>
        PriorWeight * ((point[0] * point[0]) + (point[1] * point[1]) + (point[3] * point[3]));
}
