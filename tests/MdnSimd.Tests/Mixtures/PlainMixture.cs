namespace MdnSimd.Tests.Mixtures;

/// <summary>
/// The mixture density written down once more, in scalar double arithmetic: the oracle for the kernels. Good for
/// moderate values only.
/// </summary>
internal sealed class PlainMixture(Covariance covariance, double[] weights, double[] means, double[] scales, int dimensions)
{
    /// <summary>alpha [K].</summary>
    public double[] Weights => weights;

    /// <summary>mu [K * D].</summary>
    public double[] Means => means;

    /// <summary>sigma [K] or [K * D], or the upper triangles of U by rows, [K * D (D + 1) / 2].</summary>
    public double[] Scales => scales;

    /// <summary>Softmax, identity, link plus floor.</summary>
    public static PlainMixture FromRaw(HeadCase @case, double[] z)
    {
        double[] exponentials = [.. z.Take(@case.Components).Select(Math.Exp)];
        double sum = exponentials.Sum();
        double[] scales = z[@case.Layout.ScaleOffset..];
        if (@case.Covariance == Covariance.Full)
        {
            // A scale, then the couplings of its row: all over the scale.
            int element = 0;
            for (int row = 0; row < @case.Components * @case.Dimensions; row++)
            {
                double scale = HeadCase.Floor + Link(@case.Link, scales[element]);
                scales[element++] = 1 / scale;
                for (int j = (row % @case.Dimensions) + 1; j < @case.Dimensions; j++)
                {
                    scales[element++] /= scale;
                }
            }
        }
        else
        {
            scales = [.. scales.Select(s => HeadCase.Floor + Link(@case.Link, s))];
        }

        return new PlainMixture(
            @case.Covariance,
            [.. exponentials.Select(e => e / sum)],
            z[@case.Layout.MeanOffset..@case.Layout.ScaleOffset],
            scales,
            @case.Dimensions);
    }

    /// <summary>-log sum_k alpha_k phi_k(t), with the common factor exp(-shift) of all exponentials taken out.</summary>
    public double Loss(double[] t)
    {
        double shift = Enumerable.Range(0, weights.Length).Min(k => HalfSquares(t, k));
        double density = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            double volume = 1;
            for (int d = 0; d < dimensions; d++)
            {
                volume *= Math.Sqrt(2 * Math.PI) / Factor(k, d, d);
            }

            density += weights[k] * Math.Exp(shift - HalfSquares(t, k)) / volume;
        }

        return shift - Math.Log(density);
    }

    private double HalfSquares(double[] t, int k)
    {
        double sum = 0;
        for (int d = 0; d < dimensions; d++)
        {
            double deviation = 0;
            for (int j = d; j < dimensions; j++)
            {
                deviation += Factor(k, d, j) * (t[j] - means[(k * dimensions) + j]);
            }

            sum += 0.5 * deviation * deviation;
        }

        return sum;
    }

    /// <summary>U_ij of component k, i at most j.</summary>
    private double Factor(int k, int i, int j) => covariance switch
    {
        Covariance.Full => scales[(k * dimensions * (dimensions + 1) / 2) + (i * dimensions) - (i * (i - 1) / 2) + j - i],
        _ when i != j => 0,
        Covariance.Isotropic => 1 / scales[k],
        _ => 1 / scales[(k * dimensions) + i],
    };

    private static double Link(ScaleLink link, double s) => link switch
    {
        ScaleLink.Exp => Math.Exp(s),
        ScaleLink.Softplus => Math.Log(1 + Math.Exp(s)),
        _ => s > 0 ? s + 1 : Math.Exp(s),
    };
}
