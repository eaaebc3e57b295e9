using System.Collections.Immutable;
using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>
/// Standard deviations of the noise that is added to each column in training, in standard deviations of the column. To fit noisy
/// copies of the rows is to fit their density smoothed by a kernel of that width (Rothfuss et al. 2019), and smoothing is what a
/// density fitted to few rows lacks. By rule of thumb the width falls with the rows n as n^(-1 / (4 + d)) in d dimensions, the
/// order that balances bias and variance of a kernel density estimate (Silverman 1986).
/// </summary>
internal sealed class TrainingNoise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // At n = 1: the order in n is derived, these are measured. More smooths away the little noise that some data have.
    private const double InputFactor = 0.08;
    private const double TargetFactor = 0.03;

    /// <param name="training">The widths asked for, or none: then by rule of thumb.</param>
    /// <param name="data">Rows and dimensions; columns of one value get no noise.</param>
    public TrainingNoise(TrainingOptions training, TrainingData<T> data)
    {
        int dimensions = data.InputScaler.Columns - data.ConstantInputs.Length + data.TargetScaler.Columns - data.ConstantTargets.Length;
        double width = Math.Pow(data.TrainingRows, -1.0 / (4 + dimensions));
        Inputs = Deviations(training.InputNoise ?? (InputFactor * width), data.InputScaler.Columns, data.ConstantInputs);
        Targets = Deviations(training.TargetNoise ?? (TargetFactor * width), data.TargetScaler.Columns, data.ConstantTargets);
        IsEmpty = !Inputs.Concat(Targets).Any(deviation => deviation > T.Zero);
    }

    /// <summary>Of each feature.</summary>
    public T[] Inputs { get; }

    /// <summary>Of each target dimension.</summary>
    public T[] Targets { get; }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty { get; }

    private static T[] Deviations(double deviation, int columns, ImmutableArray<int> constant)
    {
        T[] deviations = new T[columns];
        Array.Fill(deviations, Scalar.Of<T>(deviation));
        foreach (int column in constant)
        {
            deviations[column] = T.Zero;
        }

        return deviations;
    }
}
