namespace MdnSimd.Tests.Mixtures;

/// <summary>
/// The mixture density written down once more, in scalar double arithmetic: the oracle for the kernels. Good for
/// moderate values only.
/// </summary>
internal sealed class PlainMixture(double[] weights, double[] means, double[] scales, int dimensions)
{
    /// <summary>alpha [K].</summary>
    public double[] Weights => weights;

    /// <summary>mu [K * D].</summary>
    public double[] Means => means;

    /// <summary>sigma [K] or [K * D].</summary>
    public double[] Scales => scales;

    /// <summary>Softmax, identity, link plus floor.</summary>
    public static PlainMixture FromRaw(HeadCase @case, double[] z)
    {
        double[] exponentials = [.. z.Take(@case.Components).Select(Math.Exp)];
        double sum = exponentials.Sum();
        return new PlainMixture(
            [.. exponentials.Select(e => e / sum)],
            z[@case.Layout.MeanOffset..@case.Layout.ScaleOffset],
            [.. z.Skip(@case.Layout.ScaleOffset).Select(s => HeadCase.Floor + Link(@case.Link, s))],
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
                volume *= Scale(k, d) * Math.Sqrt(2 * Math.PI);
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
            double deviation = (t[d] - means[(k * dimensions) + d]) / Scale(k, d);
            sum += 0.5 * deviation * deviation;
        }

        return sum;
    }

    private double Scale(int k, int d) => scales.Length == weights.Length ? scales[k] : scales[(k * dimensions) + d];

    private static double Link(ScaleLink link, double s) => link switch
    {
        ScaleLink.Exp => Math.Exp(s),
        ScaleLink.Softplus => Math.Log(1 + Math.Exp(s)),
        _ => s > 0 ? s + 1 : Math.Exp(s),
    };
}
