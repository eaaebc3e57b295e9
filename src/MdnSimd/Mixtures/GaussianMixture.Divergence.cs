using MdnSimd.Kernels;

namespace MdnSimd.Mixtures;

/// <content>How far is another mixture from this one?</content>
public readonly ref partial struct GaussianMixture<T>
{
    private const int CouplingRounds = 100;
    private const double CouplingGain = 1e-9;

    /// <summary>
    /// Bounds of the Kullback-Leibler divergence E[log p(X) - log q(X)] of another mixture q from this one, p, in nats, in closed
    /// form from all pairs of components. The lower of two upper bounds and the higher of two lower ones: the bounds of J.-L. Durrieu,
    /// J.-Ph. Thiran and F. Kelly, "Lower and upper bounds for approximation of the Kullback-Leibler divergence between Gaussian mixture
    /// models", ICASSP 2012; J. R. Hershey and P. A. Olsen's variational upper bound, "Approximating the Kullback Leibler divergence
    /// between Gaussian mixture models", ICASSP 2007; and 0. Both are 0 for the same mixture, as near as the iteration comes.
    /// </summary>
    /// <param name="other">q, of as many dimensions.</param>
    /// <exception cref="ArgumentException">The other mixture has another number of dimensions.</exception>
    public Bounds KullbackLeiblerBounds(scoped in GaussianMixture<T> other)
    {
        CheckSameDimensions(other);
        bool coupled = Coupled || other.Coupled;
        int scratchLength = PairDistances.ScratchLength(Dimensions, coupled);
        int matrix = checked(Components * other.Components);
        int load = LengthToLoad(coupled);
        int otherLoad = other.LengthToLoad(coupled);
        double[] memory = Rent(checked(load + otherLoad + scratchLength + (2 * matrix) + other.Components));
        try
        {
            MixtureComponents p = Load(memory, coupled);
            MixtureComponents q = other.Load(memory.AsSpan(load), coupled);
            Span<double> rest = memory.AsSpan(load + otherLoad);
            Span<double> scratch = rest[..scratchLength];
            Span<double> divergences = rest.Slice(scratchLength, p.Count * q.Count);
            Span<double> coupling = rest.Slice(scratchLength + matrix, p.Count * q.Count);
            Span<double> totals = rest.Slice(scratchLength + (2 * matrix), q.Count);
            double lower = 0, upper = 0;
            for (int i = 0; i < p.Count; i++)
            {
                LogSum near = new(), nearProduct = new(), far = new(), farProduct = new();
                for (int j = 0; j < p.Count; j++)
                {
                    PairDistances pair = PairDistances.Of(p, i, p, j, scratch);
                    near.Add(p.LogWeights[j] - pair.KullbackLeibler);
                    nearProduct.Add(p.LogWeights[j] + pair.LogProductIntegral);
                }

                for (int j = 0; j < q.Count; j++)
                {
                    PairDistances pair = PairDistances.Of(p, i, q, j, scratch);
                    far.Add(q.LogWeights[j] - pair.KullbackLeibler);
                    farProduct.Add(q.LogWeights[j] + pair.LogProductIntegral);
                    divergences[(i * q.Count) + j] = pair.KullbackLeibler;
                }

                double entropy = p.Entropy(i);
                lower += p.Weights[i] * (near.Value - farProduct.Value - entropy);
                upper += p.Weights[i] * (nearProduct.Value - far.Value + entropy);
            }

            double variational = Couple(p, q, divergences, coupling, totals);
            return new Bounds(Math.Max(0, lower), Math.Max(0, Math.Min(upper, variational)));
        }
        finally
        {
            Return(memory);
        }
    }

    /// <summary>
    /// The Kullback-Leibler divergence E[log p(X) - log q(X)] of another mixture q from this one, p, in nats: the mean over
    /// independent samples X of this one. Exactly 0 for the same mixture. Close mixtures may be estimated a little below 0.
    /// </summary>
    /// <param name="other">q, of as many dimensions.</param>
    /// <param name="seed">Any number; another seed gives an independent estimate.</param>
    /// <param name="count">How many samples, at least 2; the standard error falls with its root.</param>
    /// <exception cref="ArgumentException">The other mixture has another number of dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 2.</exception>
    public Estimate KullbackLeibler(scoped in GaussianMixture<T> other, ulong seed, int count)
    {
        CheckSameDimensions(other);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        bool coupled = Coupled || other.Coupled;
        int load = LengthToLoad(coupled);
        int otherLoad = other.LengthToLoad(coupled);
        double[] memory = Rent(load + otherLoad + (2 * Dimensions));
        try
        {
            MixtureComponents p = Load(memory, coupled);
            MixtureComponents q = other.Load(memory.AsSpan(load), coupled);
            Span<double> sample = memory.AsSpan(load + otherLoad, Dimensions);
            Span<double> scratch = memory.AsSpan(load + otherLoad + Dimensions, Dimensions);
            RunningMean mean = default;
            for (int i = 0; i < count; i++)
            {
                CounterRandom random = new(seed, (ulong)i);
                p.Draw(ref random, sample);
                mean.Add(p.LogDensity(sample, scratch) - q.LogDensity(sample, scratch));
            }

            return mean.ToEstimate();
        }
        finally
        {
            Return(memory);
        }
    }

    /// <summary>
    /// Hershey and Olsen's bound, sum_ij a_ij (log(a_ij / b_ij) + D_ij), lowest over all ways to split the weights of p among the
    /// components of q (a) and those of q among the components of p (b): each in turn as it is best for the other.
    /// </summary>
    private static double Couple(
        in MixtureComponents p, in MixtureComponents q, ReadOnlySpan<double> divergences, Span<double> coupling, Span<double> totals)
    {
        // b begins independent of i. In each round a is proportional to b e^(-D) for each i, and b to a for each j.
        for (int i = 0; i < coupling.Length; i++)
        {
            coupling[i] = p.Weights[i / q.Count] * q.Weights[i % q.Count];
        }

        double bound = double.PositiveInfinity;
        for (int round = 0; round < CouplingRounds; round++)
        {
            double last = bound;
            bound = 0;
            totals.Clear();
            for (int i = 0; i < p.Count; i++)
            {
                LogSum sum = new();
                for (int j = 0; j < q.Count; j++)
                {
                    sum.Add(Math.Log(coupling[(i * q.Count) + j]) - divergences[(i * q.Count) + j]);
                }

                bound += p.Weights[i] * (p.LogWeights[i] - sum.Value);
                for (int j = 0; j < q.Count; j++)
                {
                    ref double element = ref coupling[(i * q.Count) + j];
                    element = p.Weights[i] * Math.Exp(Math.Log(element) - divergences[(i * q.Count) + j] - sum.Value);
                    totals[j] += element;
                }
            }

            if (!(last - bound > CouplingGain * bound))
            {
                break;
            }

            for (int i = 0; i < coupling.Length; i++)
            {
                double total = totals[i % q.Count];
                coupling[i] = total > 0 ? q.Weights[i % q.Count] * (coupling[i] / total) : 0;
            }
        }

        return bound;
    }

    private void CheckSameDimensions(scoped in GaussianMixture<T> other)
    {
        if (other.Dimensions != Dimensions)
        {
            throw new ArgumentException($"Expected a mixture of D = {Dimensions} dimensions, got {other.Dimensions}.", nameof(other));
        }
    }
}
