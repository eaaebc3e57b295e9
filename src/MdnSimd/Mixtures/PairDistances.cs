namespace MdnSimd.Mixtures;

/// <summary>What two Gaussians have in common, in nats: each in closed form.</summary>
/// <param name="KullbackLeibler">The divergence of the second from the first, E_1[log N_1 - log N_2].</param>
/// <param name="Bhattacharyya">-log int sqrt(N_1 N_2).</param>
/// <param name="LogProductIntegral">log int N_1 N_2: the density of the one's mean under the sum of both covariances.</param>
internal readonly record struct PairDistances(double KullbackLeibler, double Bhattacharyya, double LogProductIntegral)
{
    private const double LogFourPi = 2.5310242469692907930;

    /// <summary>How many numbers <see cref="Of"/> overwrites.</summary>
    public static int ScratchLength(int dimensions, bool coupled) => (2 * dimensions) + (coupled ? dimensions * dimensions : dimensions);

    /// <summary>Those of one component of each of two mixtures, which may be the same.</summary>
    /// <param name="ps">The mixture of the first.</param>
    /// <param name="i">The first.</param>
    /// <param name="qs">The mixture of the second, of as many dimensions, coupled if the other is.</param>
    /// <param name="j">The second.</param>
    /// <param name="scratch">As long as <see cref="ScratchLength"/> says; overwritten.</param>
    public static PairDistances Of(in MixtureComponents ps, int i, in MixtureComponents qs, int j, Span<double> scratch)
    {
        int n = ps.Dimensions;
        Span<double> vector = scratch[..n];
        Span<double> middle = scratch[(2 * n)..];
        CovarianceRoot.Combine(ps.Root(i), Math.Sqrt(0.5), qs.Root(j), Math.Sqrt(0.5), middle, scratch.Slice(n, n));
        Difference(ps.Mean(i), qs.Mean(j), vector);
        double square = ((ReadOnlySpan<double>)middle).SquaredDistance(vector);
        double logDeterminant = ((ReadOnlySpan<double>)middle).LogDeterminant(n);
        double logDeterminants = ps.LogDeterminants[i] + qs.LogDeterminants[j];
        return new PairDistances(
            KullbackLeiblerOf(ps, i, qs, j, vector),
            Math.Max(0, (0.125 * square) + (0.5 * logDeterminant) - (0.25 * logDeterminants)),
            -0.5 * ((0.5 * square) + logDeterminant + (n * LogFourPi)));
    }

    /// <summary>(tr(C_2^-1 C_1) - n + d^T C_2^-1 d + log det C_2 - log det C_1) / 2.</summary>
    private static double KullbackLeiblerOf(in MixtureComponents ps, int i, in MixtureComponents qs, int j, Span<double> vector)
    {
        int n = ps.Dimensions;
        ReadOnlySpan<double> p = ps.Root(i);
        ReadOnlySpan<double> q = qs.Root(j);
        Difference(ps.Mean(i), qs.Mean(j), vector);
        double sum = q.SquaredDistance(vector) - n + qs.LogDeterminants[j] - ps.LogDeterminants[i];
        for (int column = 0; column < n; column++)
        {
            // The trace is the sum of the squares of V_2^-1 V_1.
            if (p.Length == n)
            {
                double ratio = p[column] / q[column];
                sum += ratio * ratio;
                continue;
            }

            for (int row = 0; row < n; row++)
            {
                vector[row] = p[(row * n) + column];
            }

            sum += q.SquaredDistance(vector);
        }

        return Math.Max(0, 0.5 * sum);
    }

    private static void Difference(ReadOnlySpan<double> first, ReadOnlySpan<double> second, Span<double> destination)
    {
        for (int d = 0; d < destination.Length; d++)
        {
            destination[d] = first[d] - second[d];
        }
    }
}
