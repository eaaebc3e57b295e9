using System.Numerics;
using MdnSimd.Mixtures;

namespace MdnSimd.Native.Calls;

/// <summary>The logarithm of the density at a target of each row's own.</summary>
internal readonly unsafe struct LogDensityQuestion<T>(T* targets, nuint rows, nuint columns) : IRowQuestion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Check(in ModelInfo info, int predicted)
    {
        Caller.CheckMatrix(targets, rows, columns, predicted, info.Targets, "targets", "[rows, D]");
        Caller.CheckFinite(targets, predicted, info.Targets, "targets");
    }

    public T Answer(in GaussianMixture<T> mixture, int row) =>
        mixture.LogDensity(new ReadOnlySpan<T>(targets + ((nint)row * (nint)columns), (int)columns));
}

/// <summary>The probability of a value of each row's own, or less, in one dimension.</summary>
internal readonly unsafe struct CdfQuestion<T>(T* values, nuint length, nuint dimension) : IRowQuestion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Check(in ModelInfo info, int rows)
    {
        Caller.CheckDimension(dimension, info);
        Caller.CheckVector(values, length, rows, "values", "[rows]");
        Caller.CheckFinite(values, rows, 1, "values");
    }

    public T Answer(in GaussianMixture<T> mixture, int row) => mixture.Cdf(values[row], (int)dimension);
}

/// <summary>The value below which one dimension lies with a probability.</summary>
internal readonly struct QuantileQuestion<T>(T probability, nuint dimension) : IRowQuestion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Check(in ModelInfo info, int rows)
    {
        Caller.CheckDimension(dimension, info);
        if (!(probability >= T.Zero && probability <= T.One))
        {
            throw Refusal.Argument("probability", $"is {probability}: expected 0 to 1");
        }
    }

    public T Answer(in GaussianMixture<T> mixture, int row) => mixture.Quantile(probability, (int)dimension);
}

/// <summary>The mean of one dimension.</summary>
internal readonly struct MeanQuestion<T>(nuint dimension) : IRowQuestion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Check(in ModelInfo info, int rows) => Caller.CheckDimension(dimension, info);

    public T Answer(in GaussianMixture<T> mixture, int row) => mixture.Mean((int)dimension);
}

/// <summary>The standard deviation of one dimension.</summary>
internal readonly struct StandardDeviationQuestion<T>(nuint dimension) : IRowQuestion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Check(in ModelInfo info, int rows) => Caller.CheckDimension(dimension, info);

    public T Answer(in GaussianMixture<T> mixture, int row) => mixture.StandardDeviation((int)dimension);
}
