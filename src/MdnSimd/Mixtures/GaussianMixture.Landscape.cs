namespace MdnSimd.Mixtures;

/// <content>What a search over thresholds remembers of the density of one dimension.</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// The turning points in ascending order with their log-densities, and between every two of them (before the first, behind the
    /// last) where the density last met a threshold. Where there are too many, nothing is kept and they are found again on every walk.
    /// </summary>
    private ref struct Landscape
    {
        private const int Kept = 63; // of 32 modes

        private readonly Span<double> points;
        private readonly Span<double> heights;
        private readonly Span<double> ends;
        private TurningPoints walk;
        private readonly int count;
        private int next;

        /// <summary>Walks through the density once.</summary>
        /// <param name="memory">[<see cref="Length"/>].</param>
        /// <param name="mixture">Whose density.</param>
        /// <param name="dimension">Of which dimension.</param>
        /// <param name="unit"><see cref="SmallestScale"/>.</param>
        public Landscape(Span<double> memory, GaussianMixture<T> mixture, int dimension, double unit)
        {
            points = memory[..Kept];
            heights = memory.Slice(Kept, Kept);
            ends = memory[(2 * Kept)..];
            ends.Fill(double.NaN);
            Highest = double.NegativeInfinity;
            int found = 0;
            walk = new(mixture, dimension);
            while (walk.Next(out double point))
            {
                double height = mixture.MarginalShape(point, dimension, unit, out _, out _);
                if (found < Kept)
                {
                    (points[found], heights[found]) = (point, height);
                }

                Highest = Math.Max(Highest, height);
                found++;
            }

            count = found <= Kept ? found : 0;
        }

        /// <summary>How many numbers are kept.</summary>
        public static int Length => (3 * Kept) + 1;

        /// <summary>The log-density of the highest mode.</summary>
        public double Highest { get; }

        /// <summary>The stretch that ends at the point last asked for or, where there was none, that behind the last.</summary>
        public readonly int Stretch => next - 1;

        /// <summary>Begins again at the first point.</summary>
        public void Restart(GaussianMixture<T> mixture, int dimension)
        {
            next = 0;
            walk = count == 0 ? new(mixture, dimension) : walk;
        }

        /// <summary>Finds the next turning point and its log-density; false where there is none.</summary>
        public bool Next(GaussianMixture<T> mixture, int dimension, double unit, out double point, out double height)
        {
            int i = next++;
            if (count == 0)
            {
                bool found = walk.Next(out point);
                height = found ? mixture.MarginalShape(point, dimension, unit, out _, out _) : double.NaN;
                return found;
            }

            (point, height) = i < count ? (points[i], heights[i]) : (double.NaN, double.NaN);
            return i < count;
        }

        /// <summary>Where in this stretch a threshold was met; NaN if unknown.</summary>
        public readonly double EndIn(int stretch) => count == 0 ? double.NaN : ends[stretch];

        /// <summary>Remembers where in this stretch a threshold was met.</summary>
        public readonly void SetEnd(int stretch, double end)
        {
            if (count > 0)
            {
                ends[stretch] = end;
            }
        }
    }
}
