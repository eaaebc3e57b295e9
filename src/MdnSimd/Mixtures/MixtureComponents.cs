using MdnSimd.Kernels;

namespace MdnSimd.Mixtures;

/// <summary>
/// The components of positive weight of a mixture in double, in memory of the caller's: for questions that walk over all pairs of
/// components, or over many samples. The covariance of component k is V_k V_k^T with V_k upper triangular; where dimensions are
/// independent V_k is the diagonal of the scales, and is not stored.
/// </summary>
internal ref struct MixtureComponents
{
    private const double LogTwoPi = 1.8378770664093454836;

    private readonly Span<double> weights;
    private readonly Span<double> logWeights;
    private readonly Span<double> logDeterminants;
    private readonly Span<double> means;
    private readonly Span<double> roots;

    /// <summary>None so far; <see cref="Add"/> them.</summary>
    /// <param name="memory">As long as <see cref="Length"/> says.</param>
    /// <param name="capacity">How many components there may be.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="coupled">Whether the dimensions of a component depend on each other.</param>
    public MixtureComponents(Span<double> memory, int capacity, int dimensions, bool coupled)
    {
        Dimensions = dimensions;
        Coupled = coupled;
        weights = memory[..capacity];
        logWeights = memory.Slice(capacity, capacity);
        logDeterminants = memory.Slice(2 * capacity, capacity);
        means = memory.Slice(3 * capacity, capacity * dimensions);
        roots = memory[(capacity * (3 + dimensions))..Length(capacity, dimensions, coupled)];
    }

    /// <summary>K, the components added.</summary>
    public int Count { get; private set; }

    /// <summary>D.</summary>
    public int Dimensions { get; }

    /// <summary>Whether the dimensions of a component depend on each other.</summary>
    public bool Coupled { get; }

    /// <summary>[K]: positive, summing to 1.</summary>
    public readonly ReadOnlySpan<double> Weights => weights[..Count];

    /// <summary>[K]: the logarithms of the weights.</summary>
    public readonly ReadOnlySpan<double> LogWeights => logWeights[..Count];

    /// <summary>[K]: the logarithm of the determinant of each covariance.</summary>
    public readonly ReadOnlySpan<double> LogDeterminants => logDeterminants[..Count];

    /// <summary>How many numbers so many components take.</summary>
    public static int Length(int capacity, int dimensions, bool coupled) =>
        checked(capacity * (3 + dimensions + (coupled ? dimensions * dimensions : dimensions)));

    /// <summary>[D]: the mean of a component.</summary>
    public readonly ReadOnlySpan<double> Mean(int component) => means.Slice(component * Dimensions, Dimensions);

    /// <summary>V of a component: [D, D] where dimensions are coupled, else its diagonal [D].</summary>
    public readonly ReadOnlySpan<double> Root(int component) => RootOf(component);

    /// <summary>The differential entropy of a component in nats.</summary>
    public readonly double Entropy(int component) => 0.5 * ((Dimensions * (1 + LogTwoPi)) + logDeterminants[component]);

    /// <summary>One more component, whose mean and V the caller writes before he calls <see cref="Complete"/>.</summary>
    public void Add(double weight, double logWeight, out Span<double> mean, out Span<double> root)
    {
        weights[Count] = weight;
        logWeights[Count] = logWeight;
        mean = means.Slice(Count * Dimensions, Dimensions);
        root = RootOf(Count);
        Count++;
    }

    /// <summary>What follows from the V of the component added last.</summary>
    public readonly void Complete() => logDeterminants[Count - 1] = Root(Count - 1).LogDeterminant(Dimensions);

    /// <summary>log N(t; m, V V^T) of a component, without the weight.</summary>
    /// <param name="t">[D].</param>
    /// <param name="component">Which one.</param>
    /// <param name="scratch">[D]: overwritten.</param>
    public readonly double LogNormal(ReadOnlySpan<double> t, int component, Span<double> scratch)
    {
        ReadOnlySpan<double> mean = Mean(component);
        for (int d = 0; d < scratch.Length; d++)
        {
            scratch[d] = t[d] - mean[d];
        }

        return -0.5 * ((Dimensions * LogTwoPi) + logDeterminants[component] + Root(component).SquaredDistance(scratch));
    }

    /// <summary>log p(t).</summary>
    /// <param name="t">[D].</param>
    /// <param name="scratch">[D]: overwritten.</param>
    public readonly double LogDensity(ReadOnlySpan<double> t, Span<double> scratch)
    {
        LogSum sum = new();
        for (int k = 0; k < Count; k++)
        {
            sum.Add(logWeights[k] + LogNormal(t, k, scratch));
        }

        return sum.Value;
    }

    /// <summary>One sample.</summary>
    /// <param name="random">Advanced by 1 + D numbers.</param>
    /// <param name="sample">[D].</param>
    public readonly void Draw(ref CounterRandom random, Span<double> sample)
    {
        double left = random.NextUniform();
        int component = 0;
        while (component < Count - 1 && left >= weights[component])
        {
            left -= weights[component++];
        }

        foreach (ref double element in sample)
        {
            element = random.NextNormal();
        }

        Root(component).Multiply(sample);
        ReadOnlySpan<double> mean = Mean(component);
        for (int d = 0; d < sample.Length; d++)
        {
            sample[d] += mean[d];
        }
    }

    private readonly Span<double> RootOf(int component)
    {
        int length = Coupled ? Dimensions * Dimensions : Dimensions;
        return roots.Slice(component * length, length);
    }
}
