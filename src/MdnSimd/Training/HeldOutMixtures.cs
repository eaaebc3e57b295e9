using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>
/// What networks said of rows that they were not trained on: raw outputs and targets, from which the loss of the mean of their
/// densities follows under any calibration.
/// </summary>
internal sealed class HeldOutMixtures<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnOptions options;
    private readonly MixtureLayout layout;
    private readonly T[][] outputs;
    private readonly T[] targets;
    private readonly T[] calibrated;
    private readonly T[] losses;
    private readonly LogSum[] densities;

    /// <param name="options">The networks.</param>
    /// <param name="networks">How many were asked about each row.</param>
    /// <param name="rows">How many rows there are.</param>
    public HeldOutMixtures(MdnOptions options, int networks, int rows)
    {
        this.options = options;
        layout = MdnModel<T>.MixtureOf(options);
        outputs = [.. Enumerable.Range(0, networks).Select(_ => new T[checked(rows * layout.Outputs)])];
        targets = new T[rows * layout.Dimensions];
        calibrated = new T[rows * layout.Outputs];
        losses = new T[rows];
        densities = new LogSum[rows];
        Rows = rows;
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>What each row counts for, [rows], 1 in the mean.</summary>
    public required double[] Weights { get; init; }

    /// <summary>The networks' smallest scale, in standard deviations of the target.</summary>
    public double ScaleFloor => options.ScaleFloor;

    /// <summary>Where the raw outputs of a network for some of the rows belong, [rows, outputs].</summary>
    public Span<T> Outputs(int network, int firstRow, int rows) =>
        outputs[network].AsSpan(firstRow * layout.Outputs, rows * layout.Outputs);

    /// <summary>Where the targets of some of the rows belong, standardised, [rows, D].</summary>
    public Span<T> Targets(int firstRow, int rows) => targets.AsSpan(firstRow * layout.Dimensions, rows * layout.Dimensions);

    /// <summary>The mean negative log-likelihood of all rows, in standardised units; infinite where it is not finite.</summary>
    public double Loss(Calibration calibration)
    {
        Evaluate(calibration);
        double sum = 0;
        for (int row = 0; row < Rows; row++)
        {
            sum += Weights[row] * (Math.Log(outputs.Length) - densities[row].Value);
        }

        return double.IsFinite(sum) ? sum / Rows : double.PositiveInfinity;
    }

    /// <summary>The negative log-likelihood of each row, in standardised units, [rows].</summary>
    public double[] Losses(Calibration calibration)
    {
        Evaluate(calibration);
        return Array.ConvertAll(densities, sum => Math.Log(outputs.Length) - sum.Value);
    }

    /// <summary>
    /// By what a calibration multiplies the scales: the geometric mean over rows and networks, each component with its weight in the
    /// calibrated mixture. 1 where that is not finite.
    /// </summary>
    public double ScaleFactor(Calibration calibration)
    {
        if (calibration == Calibration.None)
        {
            return 1;
        }

        double floor = calibration.Apply(options).ScaleFloor;
        int[] columns = [.. layout.ScaleColumns];
        int perComponent = columns.Length / layout.Components;
        double[] shares = new double[layout.Components];
        double sum = 0;
        for (int row = 0; row < Rows; row++)
        {
            foreach (T[] all in outputs)
            {
                ReadOnlySpan<T> raw = all.AsSpan(row * layout.Outputs, layout.Outputs);
                LogSum total = new();
                for (int k = 0; k < shares.Length; k++)
                {
                    shares[k] = Scalar.ToDouble(raw[k]) / calibration.Temperature;
                    total.Add(shares[k]);
                }

                for (int i = 0; i < columns.Length; i++)
                {
                    double z = Scalar.ToDouble(raw[columns[i]]);
                    double before = options.ScaleFloor + ScaleLinkValues.Forth(options.ScaleLink, z);
                    double after = floor + ScaleLinkValues.Forth(options.ScaleLink, (calibration.Slope * z) + calibration.Shift);
                    sum += Weights[row] * Math.Exp(shares[i / perComponent] - total.Value) * Math.Log(after / before);
                }
            }
        }

        double factor = Math.Exp(sum / ((double)Rows * outputs.Length * perComponent));
        return double.IsFinite(factor) ? factor : 1;
    }

    /// <summary>Fills in the logarithms of the sums of the networks' densities.</summary>
    private void Evaluate(Calibration calibration)
    {
        MdnOptions floors = calibration.Apply(options);
        using MixtureLoss<T> head = new(floors.Targets, floors.Components, floors.Covariance, floors.ScaleLink, floors.ScaleFloor);
        densities.AsSpan().Fill(new LogSum());
        foreach (T[] raw in outputs)
        {
            raw.CopyTo(calibrated, 0);
            calibration.Apply(layout, calibrated);
            head.Evaluate(
                new ReadOnlySpan2D<T>(calibrated, Rows, layout.Outputs), new ReadOnlySpan2D<T>(targets, Rows, layout.Dimensions), losses);
            for (int row = 0; row < losses.Length; row++)
            {
                densities[row].Add(-Scalar.ToDouble(losses[row]));
            }
        }
    }
}
