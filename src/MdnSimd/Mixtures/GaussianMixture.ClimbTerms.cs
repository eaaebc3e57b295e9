namespace MdnSimd.Mixtures;

/// <content>What a climb sees where it stands: the terms of the density, and their slopes and curvatures.</content>
public readonly ref partial struct GaussianMixture<T>
{
    private ref partial struct Climb
    {
        private const int MaxKept = 256;

        /// <summary>How many components' parts are kept; of more, none, and they are computed again.</summary>
        private static int Kept(int components) => components <= MaxKept ? components : 0;

        private readonly LogSum HeightAt(ReadOnlySpan<double> point)
        {
            LogSum sum = new();
            for (int k = 0; k < mixture.Components; k++)
            {
                double term = LogComponentAt(point, k);
                sum.Add(term);
                if (!terms.IsEmpty)
                {
                    terms[k] = term;
                }
            }

            return sum;
        }

        /// <summary>log w_k N_k where the climb is, after the height was asked for there.</summary>
        private readonly double Term(int component) => terms.IsEmpty ? LogComponentAt(Position, component) : terms[component];

        /// <summary>log w_k N_k at a point in double.</summary>
        private readonly double LogComponentAt(ReadOnlySpan<double> point, int component)
        {
            double sum = constants.IsEmpty ? ConstantOf(component) : constants[component];
            for (int i = 0; i < point.Length; i++)
            {
                double v = 0;
                for (int j = i; j < (mixture.Coupled ? point.Length : i + 1); j++)
                {
                    v += Root(component, i, j) * ((point[j] - mixture.ComponentMean(component, j)) / unit[j]);
                }

                sum -= HalfSquare(v);
            }

            return sum;
        }

        private readonly double ConstantOf(int component)
        {
            double sum = mixture.LogWeight(component);
            for (int i = 0; i < unit.Length; i++)
            {
                sum += Math.Log(Root(component, i, i) / unit[i]) - StandardNormal.LogSqrtTwoPi;
            }

            return sum;
        }

        /// <summary>U_ij, in the units of the climb, of a component with or without factors.</summary>
        private readonly double Root(int component, int row, int column) =>
            mixture.Coupled ? mixture.Factor(component, row, column) * unit[column]
            : row == column ? unit[row] / mixture.ComponentScale(component, row)
            : 0;

        /// <summary>Adds share times P to A, y to g and y y^T to the curvature.</summary>
        private readonly void AddComponent(
            int component, double share, Span<double> y, Span<double> a, Span<double> g, Span<double> curvature)
        {
            // Filled in by rows of the factor: P = sum_i u_i u_i^T, and y = -sum_i v_i u_i.
            int n = Position.Length;
            y.Clear();
            for (int i = 0; i < n; i++)
            {
                int end = mixture.Coupled ? n : i + 1;
                double v = 0;
                for (int j = i; j < end; j++)
                {
                    v += Root(component, i, j) * ((mixture.ComponentMean(component, j) - Position[j]) / unit[j]);
                }

                for (int j = i; j < end; j++)
                {
                    double element = Root(component, i, j);
                    g[j] += share * v * element;
                    if (!y.IsEmpty)
                    {
                        y[j] += v * element;
                    }

                    for (int m = i; m < end; m++)
                    {
                        a[(j * n) + m] += share * element * Root(component, i, m);
                    }
                }
            }

            for (int i = 0; i < curvature.Length; i++)
            {
                curvature[i] += share * y[i / n] * y[i % n];
            }
        }
    }
}
