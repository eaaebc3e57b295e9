namespace MdnSimd.Training;

/// <summary>A local minimum of a function of a few variables, without derivatives (Nelder and Mead 1965).</summary>
internal static class NelderMead
{
    /// <summary>
    /// The best of all points at which the function was asked. The search ends early once its values at the corners of the simplex are
    /// within 1e-9 of each other, relative to 1 or to the values where these are larger, and no corner is further than a thousandth of the
    /// step from the best along any axis.
    /// </summary>
    /// <param name="function">May be infinite; NaN counts as infinite. Where it is so at every point asked, any of them is returned.</param>
    /// <param name="start">Where to begin: one corner of the first simplex.</param>
    /// <param name="step">By how much the other corners are moved, each along one axis; of either sign, not 0.</param>
    /// <param name="evaluations">
    /// How often the function may be asked before another step is taken. The corners of the first simplex are asked whatever it says, and the
    /// last step may ask as many times more as there are variables, and once.
    /// </param>
    public static double[] Minimize(Func<double[], double> function, double[] start, double step, int evaluations)
    {
        const double Small = 1e-9;
        const double Near = 1e-3;
        int asked = 0;
        double Ask(double[] point)
        {
            asked++;
            double value = function(point);
            return double.IsNaN(value) ? double.PositiveInfinity : value;
        }

        int dimensions = start.Length;
        double[][] corners = new double[dimensions + 1][];
        double[] values = new double[dimensions + 1];
        for (int i = 0; i <= dimensions; i++)
        {
            corners[i] = [.. start];
            if (i > 0)
            {
                corners[i][i - 1] += step;
            }

            values[i] = Ask(corners[i]);
        }

        while (true)
        {
            Array.Sort(values, corners);
            bool same = values[^1] - values[0] <= Small * (1 + Math.Abs(values[0]));
            if (asked >= evaluations || (same && Size(corners) <= Near * Math.Abs(step)))
            {
                return corners[0];
            }

            double[] reflected = Along(corners, -1);
            double value = Ask(reflected);
            if (value < values[0])
            {
                double[] expanded = Along(corners, -2);
                double further = Ask(expanded);
                (corners[^1], values[^1]) = further < value ? (expanded, further) : (reflected, value);
            }
            else if (value < values[^2])
            {
                (corners[^1], values[^1]) = (reflected, value);
            }
            else
            {
                double[] contracted = Along(corners, value < values[^1] ? -0.5 : 0.5);
                double nearer = Ask(contracted);
                if (nearer < Math.Min(value, values[^1]))
                {
                    (corners[^1], values[^1]) = (contracted, nearer);
                }
                else
                {
                    Shrink(corners, values, Ask);
                }
            }
        }
    }

    /// <summary>The point that lies so far from the centre of all corners but the last, towards the last.</summary>
    private static double[] Along(double[][] corners, double distance)
    {
        double[] worst = corners[^1];
        double[] point = new double[worst.Length];
        for (int j = 0; j < point.Length; j++)
        {
            double centre = 0;
            foreach (double[] corner in corners.AsSpan(0, corners.Length - 1))
            {
                centre += corner[j] / (corners.Length - 1);
            }

            point[j] = centre + (distance * (worst[j] - centre));
        }

        return point;
    }

    /// <summary>The longest way along an axis from the best corner to another: corners on both sides of a minimum may have one value.</summary>
    private static double Size(double[][] corners)
    {
        double size = 0;
        foreach (double[] corner in corners)
        {
            for (int j = 0; j < corner.Length; j++)
            {
                size = Math.Max(size, Math.Abs(corner[j] - corners[0][j]));
            }
        }

        return size;
    }

    /// <summary>Moves all corners half way to the best.</summary>
    private static void Shrink(double[][] corners, double[] values, Func<double[], double> ask)
    {
        for (int i = 1; i < corners.Length; i++)
        {
            for (int j = 0; j < corners[i].Length; j++)
            {
                corners[i][j] = (corners[0][j] + corners[i][j]) / 2;
            }

            values[i] = ask(corners[i]);
        }
    }
}
