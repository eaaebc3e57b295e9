namespace MdnSimd.Mixtures;

/// <summary>
/// Upper triangular matrices of double precision, n x n by rows, in memory of n * n elements. Nothing here depends on the units of
/// single rows or columns of the covariances that stand behind them: every step commutes with the scaling of a column.
/// </summary>
internal static class Triangular
{
    /// <summary>
    /// How many dimensions may be coupled: what bounds the matrices that a question holds on the stack (8 KiB each).
    /// </summary>
    public const int MaxDimensions = 32;

    /// <summary>The distance from 1 to the next double.</summary>
    private const double Epsilon = 1.0 / (1L << 52);

    /// <summary>U^-1 z in the place of z [n], by back substitution.</summary>
    public static void Solve(ReadOnlySpan<double> upper, Span<double> z)
    {
        int n = z.Length;
        for (int i = n - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = upper.Slice(i * n, n);
            double sum = z[i];
            for (int j = i + 1; j < n; j++)
            {
                sum -= row[j] * z[j];
            }

            z[i] = sum / row[i];
        }
    }

    /// <summary>U^-T z in the place of z [n], by forward substitution.</summary>
    public static void SolveTransposed(ReadOnlySpan<double> upper, Span<double> z)
    {
        int n = z.Length;
        for (int j = 0; j < n; j++)
        {
            double sum = z[j];
            for (int i = 0; i < j; i++)
            {
                sum -= upper[(i * n) + j] * z[i];
            }

            z[j] = sum / upper[(j * n) + j];
        }
    }

    /// <summary>The root of the sum of squares; the largest element is taken out, so no square overflows.</summary>
    public static double Norm(ReadOnlySpan<double> row)
    {
        double largest = 0;
        foreach (double element in row)
        {
            largest = Math.Max(largest, Math.Abs(element));
        }

        double square = 0;
        foreach (double element in row)
        {
            double part = element / largest;
            square += part * part;
        }

        return largest > 0 ? largest * Math.Sqrt(square) : 0;
    }

    /// <summary>U^-1 in the place of U, row by row from the first: a row needs its own and the rows below it, as they were.</summary>
    public static void Invert(Span<double> upper, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = upper.Slice(i * n, n);
            row[i] = 1 / row[i];
            for (int j = i + 1; j < n; j++)
            {
                // Left of j the row holds the inverse, from j on the factor.
                double sum = row[i] * row[j];
                for (int m = i + 1; m < j; m++)
                {
                    sum += row[m] * upper[(m * n) + j];
                }

                row[j] = -sum / upper[(j * n) + j];
            }
        }
    }

    /// <summary>
    /// V with S = V V^T in the place of a symmetric S, of which the upper triangle is read: Cholesky's decomposition from the last
    /// row up. The inverse of V is the factor of S^-1. False, and V left unfinished, where S is not positive definite.
    /// </summary>
    /// <param name="symmetric">S [n, n], then V.</param>
    /// <param name="n">The number of rows.</param>
    /// <param name="row">The row that was last looked at: the rows below have their root.</param>
    /// <param name="pivot">What the rows below leave of its diagonal element: not positive where there is no root.</param>
    public static bool Decompose(Span<double> symmetric, int n, out int row, out double pivot)
    {
        pivot = 0;
        for (row = n - 1; row >= 0; row--)
        {
            int j = row;
            Span<double> last = symmetric.Slice(j * n, n);
            pivot = last[j];
            double smallest = n * Epsilon * Math.Abs(pivot);
            for (int m = j + 1; m < n; m++)
            {
                pivot -= last[m] * last[m];
            }

            if (!(pivot > smallest))
            {
                return false;
            }

            last[..j].Clear();
            last[j] = Math.Sqrt(pivot);
            for (int i = 0; i < j; i++)
            {
                Span<double> above = symmetric.Slice(i * n, n);
                double sum = above[j];
                for (int m = j + 1; m < n; m++)
                {
                    sum -= above[m] * last[m];
                }

                above[j] = sum / last[j];
            }
        }

        return true;
    }

    /// <summary>
    /// R with R^T R = A^T A in the place of a square A, upper triangular with a positive diagonal: Householder's reflections, each
    /// column accurate relative to its own size. A column that is triangular already stays as it is, bit for bit.
    /// </summary>
    public static void Triangularize(Span<double> matrix, int n)
    {
        for (int j = 0; j < n; j++)
        {
            double largest = 0;
            for (int i = j + 1; i < n; i++)
            {
                largest = Math.Max(largest, Math.Abs(matrix[(i * n) + j]));
            }

            if (largest > 0)
            {
                Reflect(matrix, n, j, Math.Max(largest, Math.Abs(matrix[(j * n) + j])));
            }

            if (matrix[(j * n) + j] < 0)
            {
                foreach (ref double element in matrix.Slice((j * n) + j, n - j))
                {
                    element = -element;
                }
            }
        }
    }

    /// <summary>Reflects rows j and below so that column j ends on the diagonal. Its largest element is taken out: no square overflows.</summary>
    private static void Reflect(Span<double> matrix, int n, int j, double largest)
    {
        double square = 0;
        for (int i = j; i < n; i++)
        {
            double element = matrix[(i * n) + j] / largest;
            square += element * element;
        }

        // The reflection's vector is the column with its first element moved away from zero by its norm.
        double first = matrix[(j * n) + j];
        double norm = largest * Math.Sqrt(square);
        double head = first + Math.CopySign(norm, first);
        for (int column = j + 1; column < n; column++)
        {
            // v / head has a first element of 1 and elements of at most 1 below.
            double dot = matrix[(j * n) + column];
            for (int i = j + 1; i < n; i++)
            {
                dot += matrix[(i * n) + j] / head * matrix[(i * n) + column];
            }

            double step = dot * (head / Math.CopySign(norm, first));
            matrix[(j * n) + column] -= step;
            for (int i = j + 1; i < n; i++)
            {
                matrix[(i * n) + column] -= step * (matrix[(i * n) + j] / head);
            }
        }

        matrix[(j * n) + j] = -Math.CopySign(norm, first);
        for (int i = j + 1; i < n; i++)
        {
            matrix[(i * n) + j] = 0;
        }
    }
}
