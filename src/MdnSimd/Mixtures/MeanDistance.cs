using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// E|Y| for a normal Y in n dimensions, the mean Euclidean norm, by a quadrature of one dimension whatever n is: to about 1e-12
/// relative (measured: 3e-13 at most), for covariances of any condition, also singular ones.
/// </summary>
/// <remarks>
/// Since sqrt(q) = 1 / (2 sqrt(pi)) int_0^inf (1 - e^(-sq)) s^(-3/2) ds, and with s = e^(2v),
/// E|Y| = 1 / sqrt(pi) int (1 - L(e^(2v))) e^(-v) dv over all v, where L(s) = E e^(-s|Y|^2) = det(I + 2sC)^(-1/2) exp(-s m^T (I + 2sC)^-1 m).
/// From it, in units in which E|Y|^2 = 1, the same integral for a complex normal number is subtracted, whose L is 1 / (1 + s) and
/// whose mean absolute value is sqrt(pi) / 2: what is left falls off as e^(3v) to the left and at least as e^(-2v) to the right, and
/// the trapezoidal rule converges geometrically on it. With C = Q T Q^T, T tridiagonal, determinant and quadratic form cost O(n) at each node.
/// </remarks>
internal static class MeanDistance
{
    private const double Step = 1.0 / 6;
    private const double First = -6;
    private const int Count = 120;
    private const double HalfSqrtPi = 0.88622692545275801365;
    private const double InverseSqrtPi = 0.56418958354775628695;

    // 2s and h e^(-v) at the nodes.
    private static readonly double[] Nodes = Table(v => 2 * Math.Exp(2 * v));
    private static readonly double[] Factors = Table(v => Step * Math.Exp(-v));

    // What the nodes further out add: geometric series of the leading terms.
    private static readonly double Series = Step * Math.Exp(-3 * Step) / (1 - Math.Exp(-3 * Step));
    private static readonly double LeftTail = Series * Math.Exp(3 * First);
    private static readonly double RightTail = Series * Math.Exp(-3 * (First + ((Count - 1) * Step)));

    /// <summary>E|Y| of independent elements.</summary>
    /// <param name="mean">m [n]; overwritten.</param>
    /// <param name="variances">[n], 0 or more; overwritten.</param>
    public static double Independent(Span<double> mean, Span<double> variances) => Tridiagonal(mean, variances, []);

    /// <summary>E|Y| of a covariance given whole.</summary>
    /// <param name="mean">m [n]; overwritten.</param>
    /// <param name="covariance">C [n, n], symmetric and positive semidefinite; overwritten.</param>
    /// <param name="scratch">[2n]: overwritten.</param>
    public static double Coupled(Span<double> mean, Span<double> covariance, Span<double> scratch)
    {
        int n = mean.Length;
        Span<double> diagonal = scratch[..n];
        Span<double> beside = scratch.Slice(n, n);
        SymmetricTridiagonal.Reduce(covariance, mean, diagonal, beside);
        return Tridiagonal(mean, diagonal, beside);
    }

    /// <summary>E|Y| of a tridiagonal covariance; beside[i] stands between i and i + 1, and empty means zeros.</summary>
    private static double Tridiagonal(Span<double> mean, Span<double> diagonal, Span<double> beside)
    {
        double unit = Unit(mean, diagonal);
        if (!(unit > 0 && double.IsFinite(unit)))
        {
            return unit;
        }

        // The fourth moment in these units: (tr C + |m|^2)^2 + 2 tr C^2 + 4 m^T C m, the first of which is 1.
        double fourth = 1;
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i] /= unit;
            diagonal[i] = diagonal[i] / unit / unit;
            fourth += diagonal[i] * ((2 * diagonal[i]) + (4 * mean[i] * mean[i]));
        }

        for (int i = 0; i < beside.Length - 1; i++)
        {
            beside[i] = beside[i] / unit / unit;
            fourth += beside[i] * ((4 * beside[i]) + (8 * mean[i] * (mean[i + 1])));
        }

        Work work = new() { Mean = mean, Diagonal = diagonal, Beside = beside };
        SimdWidth.Run<Work, double>(ref work);
        double difference = work.Sum + ((1 - (0.5 * fourth)) * LeftTail) + RightTail;
        return unit * (HalfSqrtPi + (InverseSqrtPi * difference));
    }

    /// <summary>sqrt(E|Y|^2), no square of which overflows.</summary>
    private static double Unit(ReadOnlySpan<double> mean, ReadOnlySpan<double> diagonal)
    {
        double largest = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            // Rounding may leave a variance of zero negative.
            largest = Math.Max(largest, Math.Max(Math.Abs(mean[i]), Math.Sqrt(Math.Max(diagonal[i], 0))));
        }

        double square = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            double part = mean[i] / largest;
            square += (part * part) + (diagonal[i] / largest / largest);
        }

        return largest > 0 ? largest * Math.Sqrt(square) : largest;
    }

    private static double[] Table(Func<double, double> f)
    {
        double[] table = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            table[i] = f(First + (i * Step));
        }

        return table;
    }

    /// <summary>The trapezoidal sum, a node to a lane.</summary>
    private ref struct Work : ISimdWork<double>
    {
        public ReadOnlySpan<double> Mean;
        public ReadOnlySpan<double> Diagonal;
        public ReadOnlySpan<double> Beside;
        public double Sum;

        [MethodImpl(KernelMethod.Options)]
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, double>
        {
            ref double nodes = ref MemoryMarshal.GetArrayDataReference(Nodes);
            ref double factors = ref MemoryMarshal.GetArrayDataReference(Factors);
            TVector one = TVector.Broadcast(1);
            TVector half = TVector.Broadcast(0.5);
            TVector sum = TVector.Zero;
            for (int node = 0; node < Count; node += TVector.Count)
            {
                // Gauss' elimination of I + sT, s twice the node's: pivots d and the right-hand side y go down together.
                TVector s = TVector.Load(ref nodes, node);
                TVector determinant = one;
                TVector form = TVector.Zero;
                TVector y = TVector.Zero;
                TVector between = TVector.Zero;
                TVector inverse = TVector.Zero;
                for (int i = 0; i < Mean.Length; i++)
                {
                    TVector ratio = between * inverse;
                    TVector d = TVector.MultiplyAdd(s, TVector.Broadcast(Diagonal[i]), one) - (ratio * between);
                    y = TVector.Broadcast(Mean[i]) - (ratio * y);
                    inverse = one / d;
                    determinant *= d;
                    form = TVector.MultiplyAdd(y * y, inverse, form);
                    between = Beside.IsEmpty ? TVector.Zero : s * TVector.Broadcast(Beside[i]);
                }

                // A determinant that overflows stands for an L of zero.
                TVector transform = Exp.Invoke<TVector, double>(-(half * s * form)) / TVector.Sqrt(determinant);
                TVector difference = (one / TVector.MultiplyAdd(half, s, one)) - transform;
                sum = TVector.MultiplyAdd(TVector.Load(ref factors, node), difference, sum);
            }

            Sum = TVector.Sum(sum);
        }
    }
}
