namespace MdnSimd.Mixtures;

/// <content>The way up the density in several dimensions.</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// A climb from a point to a mode. With P_k the precisions, y_k = P_k (m_k - x) and pi the responsibilities at x, the gradient of
    /// the log-density is g = sum pi y, the pull A = sum pi P, and its curvature -S = sum pi y y^T - A - g g^T. The fixed point's step
    /// is A^-1 g, Newton's S^-1 g. All are in units of the smallest scales of each dimension; lengths of steps, in the metric of A,
    /// are then numbers of standard deviations.
    /// </summary>
    private ref partial struct Climb
    {
        private const int MaxSteps = 1000;
        private const double CloseSquare = 1e-4;    // from here on Newton's steps are measured by the gradient, not by the height
        private const double ArrivedSquare = 1e-20;
        private const double SaddleSquare = 1e-8;   // so near a critical point that is no maximum, leave it
        private const double Flat = 1e-7;           // of the pull: a curvature that may be zero
        private const double Kick = 0.1;
        private const double Negligible = -46;      // log of 1e-20: shares this small, beside the largest term
        private const double SameSquare = 1e-8;     // peaks closer than 1e-4 standard deviations are one

        private readonly GaussianMixture<T> mixture;
        private readonly Span<double> unit;
        private readonly Span<double> gradient;
        private readonly Span<double> deviation;
        private readonly Span<double> step;
        private readonly Span<double> trial;
        private readonly Span<double> pull;      // (D, D): A, then its root
        private readonly Span<double> curvature; // (D, D): S, then its root
        private readonly Span<double> constants; // of every log w_k N_k what does not depend on the point
        private readonly Span<double> terms;     // log w_k N_k where the height was last asked for
        private double height;
        private int flatDirection;               // where S has no root, the row at which that shows, else -1
        private double flatness;                 // and what is left there, in terms of the pull

        public Climb(GaussianMixture<T> mixture, Span<double> memory)
        {
            this.mixture = mixture;
            int n = mixture.Dimensions;
            Position = memory[..n];
            unit = memory.Slice(n, n);
            gradient = memory.Slice(2 * n, n);
            deviation = memory.Slice(3 * n, n);
            step = memory.Slice(4 * n, n);
            trial = memory.Slice(5 * n, n);
            pull = memory.Slice(6 * n, n * n);
            curvature = memory.Slice((6 + n) * n, n * n);
            constants = memory.Slice(2 * (3 + n) * n, Kept(mixture.Components));
            terms = memory.Slice((2 * (3 + n) * n) + constants.Length, constants.Length);
            for (int d = 0; d < n; d++)
            {
                unit[d] = mixture.SmallestScale(d);
            }

            for (int k = 0; k < constants.Length; k++)
            {
                constants[k] = ConstantOf(k);
            }
        }

        /// <summary>Where the climb is, in the units of the target.</summary>
        public Span<double> Position { get; }

        /// <summary>How many numbers a climb needs.</summary>
        public static int Length(int components, int dimensions) => (2 * (3 + dimensions) * dimensions) + (2 * Kept(components));

        public readonly void StartAtMean(int component)
        {
            for (int d = 0; d < Position.Length; d++)
            {
                Position[d] = mixture.ComponentMean(component, d);
            }
        }

        /// <summary>
        /// Where P_i (m_i - x) + P_j (m_j - x) = 0, on the way from peak to peak. False where other components outweigh these two.
        /// </summary>
        public readonly bool StartOnRidge(int i, int j)
        {
            pull.Clear();
            gradient.Clear();
            StartAtMean(i);
            AddComponent(i, 1, [], pull, gradient, curvature: []);
            AddComponent(j, 1, [], pull, gradient, curvature: []);
            if (!Triangular.Decompose(pull, Position.Length, out _, out _))
            {
                return false;
            }

            SolveWith(pull);
            Move(step, 1, Position);
            LogSum sum = HeightAt(Position);
            double share = Math.Exp(Term(i) - sum.Largest) + Math.Exp(Term(j) - sum.Largest);
            return share >= 0.5 * sum.Sum;
        }

        /// <summary>Climbs as far as it goes. False where that is no maximum.</summary>
        public bool Run()
        {
            double last = double.PositiveInfinity;
            for (int i = 0; i < MaxSteps; i++)
            {
                double square = Look();
                bool curvesDown = flatDirection < 0;
                if (!curvesDown && square <= SaddleSquare && flatness < -Flat)
                {
                    LeaveSaddle();
                    last = double.PositiveInfinity;
                }
                else if (!curvesDown && square <= ArrivedSquare)
                {
                    return flatness >= -Flat;
                }
                else if (curvesDown && square <= CloseSquare && NewtonStep())
                {
                    if (square == 0 || (square <= SaddleSquare && square >= 0.25 * last))
                    {
                        return true;
                    }

                    last = square;
                    Move(step, 1, Position);
                }
                else
                {
                    Ascend(curvesDown);
                }
            }

            return flatDirection < 0;
        }

        /// <summary>Whether a point, rounded to T, is this peak.</summary>
        public readonly bool IsHere(scoped ReadOnlySpan<T> point)
        {
            for (int d = 0; d < point.Length; d++)
            {
                double rounding = 2 * (Widen(T.BitIncrement(T.Abs(point[d]))) - Widen(T.Abs(point[d])));
                double distance = Math.Max(Math.Abs(Widen(point[d]) - Position[d]) - rounding, 0);
                trial[d] = Math.CopySign(distance, Widen(point[d]) - Position[d]) / unit[d];
            }

            // On flat ground, which climbs reach slowly, the pull is the measure, and a wider one.
            return flatDirection < 0 ? SquareWith(curvature) <= SameSquare : SquareWith(pull) <= 1e4 * SameSquare;
        }

        /// <summary>|V^T trial|^2.</summary>
        private readonly double SquareWith(ReadOnlySpan<double> root)
        {
            int n = trial.Length;
            double square = 0;
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int i = 0; i <= j; i++)
                {
                    sum += root[(i * n) + j] * trial[i];
                }

                square += sum * sum;
            }

            return square;
        }

        /// <summary>Height, gradient, and the roots of A and S here. Returns how far the fixed point's step goes, squared.</summary>
        private double Look()
        {
            int n = Position.Length;
            LogSum sum = HeightAt(Position);
            height = sum.Value;
            gradient.Clear();
            pull.Clear();
            curvature.Clear();
            for (int k = 0; k < mixture.Components; k++)
            {
                double below = Term(k) - sum.Largest;
                if (below > Negligible)
                {
                    AddComponent(k, Math.Exp(below) / sum.Sum, deviation, pull, gradient, curvature);
                }
            }

            for (int i = 0; i < curvature.Length; i++)
            {
                curvature[i] = pull[i] - curvature[i] + (gradient[i / n] * gradient[i % n]);
            }

            flatDirection = -1;
            flatness = 0;
            if (!Triangular.Decompose(curvature, n, out int row, out double pivot))
            {
                flatDirection = row;
                flatness = pivot / pull[row * (n + 1)];
            }

            _ = Triangular.Decompose(pull, n, out _, out _);
            SolveWith(pull);
            double square = 0;
            for (int d = 0; d < n; d++)
            {
                square += gradient[d] * step[d];
            }

            return square;
        }

        /// <summary>Newton's step where it gains and goes no further than a standard deviation, else the fixed point's.</summary>
        private readonly void Ascend(bool curvesDown)
        {
            if (curvesDown && NewtonStep())
            {
                Position.CopyTo(trial);
                Move(step, 1, trial);
                if (HeightAt(trial).Value > height)
                {
                    trial.CopyTo(Position);
                    return;
                }
            }

            SolveWith(pull);
            Move(step, 1, Position);
        }

        /// <summary>S^-1 g; false where that is further than a standard deviation.</summary>
        private readonly bool NewtonStep()
        {
            SolveWith(curvature);
            step.CopyTo(trial);
            return SquareWith(pull) <= 1;
        }

        /// <summary>
        /// A little way in a direction in which the density curves upwards: with the rows below the flat one, which have a root V,
        /// S (0, 1, d) has its pivot alone if V^T d = -v for what stands beside it.
        /// </summary>
        private readonly void LeaveSaddle()
        {
            int n = Position.Length;
            int row = flatDirection;
            step.Clear();
            step[row] = 1;
            for (int j = row + 1; j < n; j++)
            {
                double sum = -curvature[(row * n) + j];
                for (int i = row + 1; i < j; i++)
                {
                    sum -= curvature[(i * n) + j] * step[i];
                }

                step[j] = sum / curvature[(j * n) + j];
            }

            step.CopyTo(trial);
            double slope = 0;
            for (int d = 0; d < n; d++)
            {
                slope += step[d] * gradient[d];
            }

            Move(step, Math.CopySign(Kick, slope) / Math.Sqrt(SquareWith(pull)), Position);
        }

        /// <summary>step = (V V^T)^-1 g.</summary>
        private readonly void SolveWith(ReadOnlySpan<double> root)
        {
            gradient.CopyTo(step);
            Triangular.Solve(root, step);
            Triangular.SolveTransposed(root, step);
        }

        private readonly void Move(ReadOnlySpan<double> direction, double factor, Span<double> point)
        {
            for (int d = 0; d < point.Length; d++)
            {
                point[d] += factor * direction[d] * unit[d];
            }
        }
    }
}
