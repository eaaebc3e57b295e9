namespace MdnSimd.Mixtures;

/// <summary>
/// Householder's reduction of a symmetric matrix to a tridiagonal one (A. S. Householder, JACM 5 (1958) 339-342): C = Q T Q^T with Q
/// orthogonal, a product of n - 2 reflections.
/// </summary>
internal static class SymmetricTridiagonal
{
    /// <summary>T, and Q^T x in the place of a vector x.</summary>
    /// <param name="symmetric">C [n, n]; overwritten.</param>
    /// <param name="vector">x [n]; receives Q^T x.</param>
    /// <param name="diagonal">[n]: receives the diagonal of T.</param>
    /// <param name="beside">[n]: receives the elements beside it; the last is 0.</param>
    public static void Reduce(Span<double> symmetric, Span<double> vector, Span<double> diagonal, Span<double> beside)
    {
        int n = vector.Length;
        for (int k = 0; k < n - 1; k++)
        {
            diagonal[k] = symmetric[(k * n) + k];

            // The reflection's vector v is row k right of the diagonal, its first element moved away from zero by its norm.
            Span<double> v = symmetric.Slice((k * n) + k + 1, n - k - 1);
            double norm = Triangular.Norm(v);
            double first = Math.CopySign(norm, v[0]);
            bool reduced = norm == Math.Abs(v[0]);
            beside[k] = reduced ? v[0] : -first;
            if (reduced)
            {
                continue;
            }

            // In units in which v begins with 1, the reflection is I - tau v v^T.
            double head = v[0] + first;
            double tau = head / first;
            for (int i = 1; i < v.Length; i++)
            {
                v[i] /= head;
            }

            v[0] = 1;
            Reflect(v, tau, vector[(k + 1)..]);

            // Both sides of the rest: A - v w^T - w v^T with w = tau (A v - tau / 2 (v^T A v) v).
            Span<double> w = beside[(k + 1)..];
            double form = 0;
            for (int i = 0; i < v.Length; i++)
            {
                double sum = 0;
                for (int j = 0; j < v.Length; j++)
                {
                    sum += symmetric[((k + 1 + i) * n) + k + 1 + j] * v[j];
                }

                w[i] = sum;
                form += sum * v[i];
            }

            for (int i = 0; i < v.Length; i++)
            {
                w[i] = tau * (w[i] - (0.5 * tau * form * v[i]));
            }

            for (int i = 0; i < v.Length; i++)
            {
                for (int j = 0; j < v.Length; j++)
                {
                    symmetric[((k + 1 + i) * n) + k + 1 + j] -= (v[i] * w[j]) + (w[i] * v[j]);
                }
            }
        }

        diagonal[n - 1] = symmetric[(n * n) - 1];
        beside[n - 1] = 0;
    }

    /// <summary>x - tau (v^T x) v in the place of x.</summary>
    private static void Reflect(ReadOnlySpan<double> v, double tau, Span<double> x)
    {
        double dot = 0;
        for (int i = 0; i < v.Length; i++)
        {
            dot += v[i] * x[i];
        }

        for (int i = 0; i < v.Length; i++)
        {
            x[i] -= tau * dot * v[i];
        }
    }
}
