using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>A column with a long tail, and the power that draws it in best.</summary>
/// <param name="Power">The power of Yeo and Johnson, a multiple of 1/16.</param>
/// <param name="Mean">The mean of the transformed column.</param>
/// <param name="Scale">Its standard deviation.</param>
internal sealed record SkewedColumn(double Power, double Mean, double Scale)
{
    /// <summary>The skewness beyond which a tail is called long: that of an exponential law is 2.</summary>
    private const double LongTail = 1;

    /// <summary>Rows that are enough to find a power by.</summary>
    private const int RowsToFindBy = 10_000;

    /// <summary>Powers closer together than this are as good as each other, and no denominator but 0 itself is near 0.</summary>
    private const double FinestStep = 1.0 / 16;

    /// <summary>The power for a column; null where it has no long tail, or not three different values to tell a tail by.</summary>
    /// <param name="rows">[rows, columns], standardised; at least one row.</param>
    /// <param name="column">Which.</param>
    /// <param name="weights">What each row counts for, [rows]; empty for 1 each.</param>
    public static SkewedColumn? Find<T>(ReadOnlySpan2D<T> rows, int column, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int stride = Math.Max(1, rows.Height / RowsToFindBy);
        Sample[] sample = new Sample[(rows.Height + stride - 1) / stride];
        for (int i = 0; i < sample.Length; i++)
        {
            sample[i] = new Sample(Scalar.ToDouble(rows[i * stride, column]), weights.IsEmpty ? 1 : Scalar.ToDouble(weights[i * stride]));
        }

        if (!(Math.Abs(Skewness(sample)) > LongTail) || sample.DistinctBy(each => each.Value).Take(3).Count() < 3)
        {
            return null;
        }

        double best = 1;
        double bestLoss = Loss(sample, best).Loss;
        for (double step = 1; step >= FinestStep; step /= 4)
        {
            double centre = best;
            for (int move = -3; move <= 3; move++)
            {
                double power = Math.Clamp(centre + (move * step), PowerTransform<T>.LeastPower, PowerTransform<T>.MostPower);
                double loss = Loss(sample, power).Loss;
                if (loss < bestLoss)
                {
                    (best, bestLoss) = (power, loss);
                }
            }
        }

        (_, double mean, double variance) = Loss(sample, best);
        return best == 1 ? null : new SkewedColumn(best, mean, Math.Sqrt(variance));
    }

    /// <summary>The transform of one number; what <see cref="Kernels.YeoJohnson{TVector, T}"/> does to vectors.</summary>
    internal static double Transform(double z, double power)
    {
        double q = z < 0 ? 2 - power : power;
        double logarithm = double.LogP1(Math.Abs(z));
        return Math.CopySign(q == 0 ? logarithm : double.ExpM1(q * logarithm) / q, z);
    }

    private static double Skewness(Sample[] sample)
    {
        double total = sample.Sum(each => each.Weight);
        double mean = sample.Sum(each => each.Weight * each.Value) / total;
        double squares = sample.Sum(each => each.Weight * Math.Pow(each.Value - mean, 2)) / total;
        double cubes = sample.Sum(each => each.Weight * Math.Pow(each.Value - mean, 3)) / total;
        return cubes / Math.Pow(squares, 1.5);
    }

    /// <summary>
    /// The mean negative log-likelihood of the column under a normal law of the transformed values, but for a constant: half the
    /// logarithm of their variance, less the mean logarithm of the transform's derivative (Yeo and Johnson 2000, section 3).
    /// </summary>
    private static (double Loss, double Mean, double Variance) Loss(Sample[] sample, double power)
    {
        double total = 0;
        double sum = 0;
        double logSlopes = 0;
        double[] transformed = new double[sample.Length];
        for (int i = 0; i < sample.Length; i++)
        {
            (double value, double weight) = sample[i];
            transformed[i] = Transform(value, power);
            total += weight;
            sum += weight * transformed[i];
            logSlopes += weight * Math.CopySign(double.LogP1(Math.Abs(value)), value);
        }

        double mean = sum / total;
        double squares = 0;
        for (int i = 0; i < sample.Length; i++)
        {
            squares += sample[i].Weight * Math.Pow(transformed[i] - mean, 2);
        }

        double variance = squares / total;
        double loss = (Math.Log(variance) / 2) - ((power - 1) * logSlopes / total);
        return double.IsFinite(loss) ? (loss, mean, variance) : (double.PositiveInfinity, mean, variance);
    }

    private readonly record struct Sample(double Value, double Weight);
}
