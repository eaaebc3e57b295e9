namespace MdnSimd.Mixtures;

/// <summary>
/// Greedy merging of components in memory of the caller's. Each component knows the cheapest partner behind it, so that a merge
/// looks anew only at those whose partner has gone or changed.
/// </summary>
internal readonly ref struct MixtureReduction
{
    private readonly int capacity;
    private readonly int dimensions;
    private readonly Span<double> means;           // (N, D)
    private readonly Span<double> roots;           // (N, D) or (N, D, D)
    private readonly Span<double> logDeterminants; // (N)
    private readonly Span<double> costs;           // (N), of merging with the partner; NaN where merged into another
    private readonly Span<double> partners;        // (N), -1 where there is none behind
    private readonly Span<double> merged;          // (N), 1 where it is the result of a merge
    private readonly Span<double> candidate;       // (D) or (D, D)
    private readonly Span<double> scratch;         // (2, D)

    /// <summary>Components whose weights, means and roots the caller writes before he calls <see cref="To"/>.</summary>
    public MixtureReduction(Span<double> memory, int capacity, int dimensions, bool coupled)
    {
        this.capacity = capacity;
        this.dimensions = dimensions;
        int root = coupled ? dimensions * dimensions : dimensions;
        Weights = Take(ref memory, capacity);
        means = Take(ref memory, capacity * dimensions);
        roots = Take(ref memory, capacity * root);
        logDeterminants = Take(ref memory, capacity);
        costs = Take(ref memory, capacity);
        partners = Take(ref memory, capacity);
        merged = Take(ref memory, capacity);
        candidate = Take(ref memory, root);
        scratch = Take(ref memory, 2 * dimensions);
        costs.Clear();
        merged.Clear();
    }

    /// <summary>[N].</summary>
    public Span<double> Weights { get; }

    /// <summary>How many numbers of memory it takes.</summary>
    public static int Length(int capacity, int dimensions, bool coupled)
    {
        int root = coupled ? dimensions * dimensions : dimensions;
        return checked((capacity * (5 + dimensions + root)) + root + (2 * dimensions));
    }

    /// <summary>[D]: the mean of a component.</summary>
    public Span<double> Mean(int component) => means.Slice(component * dimensions, dimensions);

    /// <summary>V of a component, <see cref="CovarianceRoot"/>.</summary>
    public Span<double> Root(int component) => roots.Slice(component * candidate.Length, candidate.Length);

    /// <summary>Whether it has not been merged into another.</summary>
    public bool IsLeft(int component) => !double.IsNaN(costs[component]);

    /// <summary>Whether others have been merged into it.</summary>
    public bool IsMerged(int component) => merged[component] != 0;

    /// <summary>Merges until so many are left.</summary>
    public void To(int count)
    {
        if (count == capacity)
        {
            return;
        }

        for (int i = 0; i < capacity; i++)
        {
            logDeterminants[i] = ((ReadOnlySpan<double>)Root(i)).LogDeterminant(dimensions);
        }

        for (int i = 0; i < capacity; i++)
        {
            FindPartner(i);
        }

        for (int left = capacity; left > count; left--)
        {
            int first = -1;
            for (int i = 0; i < capacity; i++)
            {
                if (IsLeft(i) && partners[i] >= 0 && (first < 0 || costs[i] < costs[first]))
                {
                    first = i;
                }
            }

            Merge(first, (int)partners[first]);
        }
    }

    /// <summary>Replaces a pair by one component, in the place of the first of them.</summary>
    private void Merge(int first, int second)
    {
        Combine(first, second);
        candidate.CopyTo(Root(first));
        logDeterminants[first] = ((ReadOnlySpan<double>)candidate).LogDeterminant(dimensions);
        double share = Share(second, first);
        for (int d = 0; d < dimensions; d++)
        {
            Mean(first)[d] += share * (Mean(second)[d] - Mean(first)[d]);
        }

        Weights[first] += Weights[second];
        merged[first] = 1;
        costs[second] = double.NaN;
        FindPartner(first);
        for (int i = 0; i < second; i++)
        {
            if (!IsLeft(i) || i == first)
            {
                continue;
            }

            if (partners[i] == first || partners[i] == second)
            {
                FindPartner(i);
            }
            else if (i < first)
            {
                Consider(i, first);
            }
        }
    }

    /// <summary>Looks for the cheapest partner among those behind.</summary>
    private void FindPartner(int component)
    {
        partners[component] = -1;
        costs[component] = double.PositiveInfinity;
        for (int other = component + 1; other < capacity; other++)
        {
            if (IsLeft(other))
            {
                Consider(component, other);
            }
        }
    }

    private void Consider(int component, int other)
    {
        double cost = Cost(component, other);
        if (partners[component] < 0 || cost < costs[component])
        {
            partners[component] = other;
            costs[component] = cost;
        }
    }

    /// <summary>((w_i + w_j) log det C_ij - w_i log det C_i - w_j log det C_j) / 2.</summary>
    private double Cost(int i, int j)
    {
        Combine(i, j);
        double logDeterminant = ((ReadOnlySpan<double>)candidate).LogDeterminant(dimensions);
        return 0.5 * ((Weights[i] * (logDeterminant - logDeterminants[i])) + (Weights[j] * (logDeterminant - logDeterminants[j])));
    }

    /// <summary>The root of a_i C_i + a_j C_j + a_i a_j d d^T with the shares a of the weight and the difference d of the means.</summary>
    private void Combine(int i, int j)
    {
        double ownShare = Math.Sqrt(Share(i, j));
        double otherShare = Math.Sqrt(Share(j, i));
        CovarianceRoot.Combine(Root(i), ownShare, Root(j), otherShare, candidate, scratch[dimensions..]);
        Span<double> difference = scratch[..dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            difference[d] = ownShare * otherShare * (Mean(i)[d] - Mean(j)[d]);
        }

        CovarianceRoot.AddSquare(candidate, difference);
    }

    /// <summary>The part that one has of the weight of both; of no weight at all, half.</summary>
    private double Share(int component, int other)
    {
        double total = Weights[component] + Weights[other];
        return total > 0 ? Weights[component] / total : 0.5;
    }

    private static Span<double> Take(scoped ref Span<double> memory, int length)
    {
        Span<double> taken = memory[..length];
        memory = memory[length..];
        return taken;
    }
}
