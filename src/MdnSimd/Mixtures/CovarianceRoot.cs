namespace MdnSimd.Mixtures;

/// <summary>
/// The upper triangular V of a covariance V V^T, in double: n x n by rows where dimensions are coupled, else its diagonal, n. Which
/// of the two it is shows in its length (for n = 1 they are the same).
/// </summary>
internal static class CovarianceRoot
{
    /// <summary>log det (V V^T).</summary>
    public static double LogDeterminant(this ReadOnlySpan<double> root, int n)
    {
        int step = root.Length == n ? 1 : n + 1;
        double sum = 0;
        for (int i = 0; i < root.Length; i += step)
        {
            sum += Math.Log(root[i]);
        }

        return 2 * sum;
    }

    /// <summary>x^T (V V^T)^-1 x = |V^-1 x|^2; V^-1 x is left in the place of x.</summary>
    public static double SquaredDistance(this ReadOnlySpan<double> root, Span<double> x)
    {
        if (root.Length != x.Length)
        {
            Triangular.Solve(root, x);
        }

        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double z = root.Length == x.Length ? x[i] / root[i] : x[i];
            x[i] = z;
            sum += z * z;
        }

        return sum;
    }

    /// <summary>V x in the place of x.</summary>
    public static void Multiply(this ReadOnlySpan<double> root, Span<double> x)
    {
        int n = x.Length;
        for (int i = 0; i < n; i++)
        {
            if (root.Length == n)
            {
                x[i] *= root[i];
                continue;
            }

            double sum = 0;
            for (int j = i; j < n; j++)
            {
                sum += root[(i * n) + j] * x[j];
            }

            x[i] = sum;
        }
    }

    /// <summary>The largest magnitude in it.</summary>
    public static double Largest(this ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    /// <summary>Adds V V^T / unit^2 to a matrix [n, n], or the squares to a diagonal [n].</summary>
    public static void AddCovariance(this ReadOnlySpan<double> root, double unit, Span<double> covariance, int n)
    {
        if (root.Length == n)
        {
            for (int i = 0; i < n; i++)
            {
                double scale = root[i] / unit;
                covariance[i] += scale * scale;
            }

            return;
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int m = i; m < n; m++)
                {
                    sum += root[(i * n) + m] / unit * (root[(j * n) + m] / unit);
                }

                covariance[(i * n) + j] += sum;
                covariance[(j * n) + i] = covariance[(i * n) + j];
            }
        }
    }

    /// <summary>
    /// V of a^2 A A^T + b^2 B B^T, from the roots A and B of the two: what has to be taken the square root of is never
    /// formed, so the result is sound however nearly singular they are.
    /// </summary>
    /// <param name="first">A.</param>
    /// <param name="firstFactor">a.</param>
    /// <param name="second">B.</param>
    /// <param name="secondFactor">b.</param>
    /// <param name="destination">Receives V; may be neither A nor B.</param>
    /// <param name="scratch">[n]: overwritten.</param>
    public static void Combine(
        ReadOnlySpan<double> first,
        double firstFactor,
        ReadOnlySpan<double> second,
        double secondFactor,
        Span<double> destination,
        Span<double> scratch)
    {
        int n = scratch.Length;
        if (destination.Length == n)
        {
            for (int i = 0; i < n; i++)
            {
                destination[i] = double.Hypot(firstFactor * first[i], secondFactor * second[i]);
            }

            return;
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = firstFactor * first[i];
        }

        for (int column = 0; column < n; column++)
        {
            for (int i = 0; i < n; i++)
            {
                scratch[i] = secondFactor * second[(i * n) + column];
            }

            AddSquare(destination, scratch);
        }
    }

    /// <summary>
    /// V of V V^T + x x^T in the place of V, by rotations of each column of V against x, which is lost. Of a diagonal V only the
    /// diagonal of x x^T is added.
    /// </summary>
    public static void AddSquare(Span<double> root, Span<double> x)
    {
        int n = x.Length;
        for (int i = n - 1; i >= 0; i--)
        {
            if (root.Length == n)
            {
                root[i] = double.Hypot(root[i], x[i]);
                continue;
            }

            double diagonal = root[(i * n) + i];
            double norm = double.Hypot(diagonal, x[i]);
            double cosine = diagonal / norm;
            double sine = x[i] / norm;
            for (int row = 0; sine != 0 && row <= i; row++)
            {
                double element = root[(row * n) + i];
                root[(row * n) + i] = (cosine * element) + (sine * x[row]);
                x[row] = (cosine * x[row]) - (sine * element);
            }
        }
    }
}
