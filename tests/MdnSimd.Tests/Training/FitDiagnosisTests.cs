using MdnSimd.Networks;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

/// <summary>Models made by hand, linear in their one feature, whose mixtures can be read off their parameters.</summary>
public class FitDiagnosisTests
{
    /// <summary>A raw scale that exp makes nothing of: what is left is the floor.</summary>
    private const double Nothing = -60;

    private const double Floor = 0.01;

    private static readonly double[] TargetScales = [0.002, 300];

    [Fact]
    public void A_component_is_dead_if_its_mean_weight_over_the_rows_is_below_a_thousandth()
    {
        // 0 and 1 have the same weight in each row, a little below and above; 2 and 3 live in one row of four alone.
        FitDiagnosis diagnosis = Diagnose(
            Covariance.Diagonal, 5, [0, 0, 0, 1],
            (Logit(0), new(Math.Log(0.0009), 0)),
            (Logit(1), new(Math.Log(0.0011), 0)),
            (Logit(2), new(Nothing, Math.Log(0.0036) - Nothing)),
            (Logit(3), new(Nothing, Math.Log(0.0044) - Nothing)));
        Assert.Equal([0, 2], diagnosis.DeadComponents);
        Assert.Equal(0, diagnosis.ScalesAtFloor);
    }

    [Fact]
    public void Where_all_components_live_none_is_dead() =>
        Assert.Empty(Diagnose(Covariance.Diagonal, 3, [0, 1, 2, 3]).DeadComponents);

    [Fact]
    public void Scales_within_a_hundredth_of_the_floor_are_counted_in_each_row_dimension_and_unit()
    {
        // Three components of two dimensions over five rows: 30 scales. The first scale is at the floor in every row, the
        // fourth in two rows; the fifth comes close enough to be counted, the last stays away just far enough.
        FitDiagnosis diagnosis = Diagnose(
            Covariance.Diagonal, 3, [0, 1, 0, 1, 0],
            (Scale(0), new(Nothing, 0)),
            (Scale(3), new(0, Nothing)),
            (Scale(4), new(Math.Log(0.008 * Floor), 0)),
            (Scale(5), new(Math.Log(0.012 * Floor), 0)));
        Assert.Equal((5 + 2 + 5) / 30.0, diagnosis.ScalesAtFloor, 1e-12);
        Assert.Empty(diagnosis.DeadComponents);

        static int Scale(int scale) => 3 + (3 * 2) + scale;
    }

    [Fact]
    public void An_isotropic_scale_counts_for_every_dimension()
    {
        FitDiagnosis diagnosis = Diagnose(Covariance.Isotropic, 4, [0, 0, 1], (4 + (4 * 2) + 1, new(0, Nothing)));
        Assert.Equal(2 / 24.0, diagnosis.ScalesAtFloor, 1e-12);
    }

    [Fact]
    public void A_coupled_scale_is_the_one_that_the_floor_bounds_however_wide_its_dimension_is()
    {
        // t_1 = -c t_2 with nothing left over: at the floor, though both marginal standard deviations are far above it.
        FitDiagnosis diagnosis = Diagnose(
            Covariance.Full, 3, [0, 0, 1, 0],
            (Scale(0, 0), new(Nothing, -Nothing)),
            (Scale(0, 1), new(2, 0)),
            (Scale(1, 2), new(Nothing, 0)));
        Assert.Equal((3 + 4) / 24.0, diagnosis.ScalesAtFloor, 1e-12);

        static int Scale(int component, int element) => 3 + (3 * 2) + (3 * component) + element;
    }

    [Fact]
    public void Only_the_rows_that_are_asked_for_are_looked_at()
    {
        MdnModel<double> model = Model(
            Covariance.Diagonal, 2, [(Logit(0), new(0, Nothing)), (2 + (2 * 2), new(0, Nothing))]);
        double[,] inputs = { { 0 }, { 1 }, { 0 }, { 1 } };
        FitDiagnosis quiet = FitDiagnosis.Of(model, inputs, [2, 0]);
        Assert.Empty(quiet.DeadComponents);
        Assert.Equal(0, quiet.ScalesAtFloor);
        FitDiagnosis loud = FitDiagnosis.Of(model, inputs, [3, 1]);
        Assert.Equal([0], loud.DeadComponents);
        Assert.Equal(0.25, loud.ScalesAtFloor, 1e-12);
    }

    private static int Logit(int component) => component;

    private static FitDiagnosis Diagnose(
        Covariance covariance, int components, double[] features, params (int Output, Line Raw)[] lines)
    {
        double[,] inputs = new double[features.Length, 1];
        for (int row = 0; row < features.Length; row++)
        {
            inputs[row, 0] = features[row];
        }

        return FitDiagnosis.Of(Model(covariance, components, lines), inputs, [.. Enumerable.Range(0, features.Length)]);
    }

    /// <summary>A network without hidden layers, two targets; raw outputs that are not stated are 0.</summary>
    private static MdnModel<double> Model(Covariance covariance, int components, (int Output, Line Raw)[] lines)
    {
        MdnOptions options = new MdnOptions
        {
            Inputs = 1,
            Targets = 2,
            Components = components,
            Covariance = covariance,
            ScaleLink = ScaleLink.Exp,
            ScaleFloor = Floor,
            Hidden = [],
        }.Checked();
        NetworkLayout layout = MdnModel<double>.LayoutOf(options);
        double[] parameters = new double[layout.Length];
        foreach ((int output, Line raw) in lines)
        {
            parameters[layout.Layers[0].BiasOffset + output] = raw.At0;
            parameters[layout.Layers[0].WeightOffset + output] = raw.Slope;
        }

        return new MdnModel<double>(options, Standardizer<double>.Identity(1), new Standardizer<double>([5, -7], TargetScales), parameters);
    }

    /// <summary>A raw output as a function of the feature.</summary>
    private readonly record struct Line(double At0, double Slope);
}
