using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// A mixture of K Gaussians over D dimensions: the answer of a mixture density network to one input, as a probability density
/// p(t) = sum_k w_k prod_d N(t_d; m_kd, s_kd^2) in the units of the target. Where the dimensions of a component are coupled (full
/// covariance), p(t) = sum_k w_k N(t; m_k, C_k) with C_k^-1 = U_k^T U_k and U_k upper triangular, see <see cref="PrecisionFactors"/>.
/// </summary>
/// <typeparam name="T">float or double. Every question is computed in double and rounded once.</typeparam>
/// <remarks>
/// A view: it holds spans, copies nothing, and no question it answers allocates. What it shows is valid as long as the memory
/// behind those spans; for a predictor's answer that is until the next prediction.
/// </remarks>
public readonly ref partial struct GaussianMixture<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> weights;    // (K)
    private readonly ReadOnlySpan<T> logWeights; // (K), or empty: then the logarithms are taken when asked for
    private readonly ReadOnlySpan<T> means;      // (K, D)
    private readonly ReadOnlySpan<T> scales;     // (K, D)

    // (K, D, D), or empty: then the dimensions of a component are independent. Scales are the marginal ones either way, so that
    // whatever concerns one dimension alone never looks at these.
    private readonly ReadOnlySpan<T> precisionFactors;

    // 1 / sum of the weights: what callers hand over is rounded, and a density integrates to 1 all the same.
    private readonly double normalizer;

    /// <summary>A mixture over the caller's memory.</summary>
    /// <param name="weights">
    /// [K], K at least 1: the probability of each component, none negative (zero is allowed), summing to 1 within 1e-3. A sum
    /// that is not exactly 1 is divided out of every answer; <see cref="Weights"/> shows the weights as given.
    /// </param>
    /// <param name="means">[K*D], component by component, in the units of the target; finite.</param>
    /// <param name="scales">[K*D], component by component: standard deviations, in the same units; positive, finite.</param>
    /// <exception cref="ArgumentException">A length or a value is not as described; the message says which.</exception>
    public GaussianMixture(ReadOnlySpan<T> weights, ReadOnlySpan<T> means, ReadOnlySpan<T> scales)
    {
        double total = MixtureArguments.CheckParameters(weights, means, scales);
        this.weights = weights;
        this.means = means;
        this.scales = scales;
        Dimensions = means.Length / weights.Length;
        normalizer = 1 / total;
    }

    /// <summary>
    /// A mixture over memory that is known to be sound, unchecked: weights and their logarithms [K], means and scales [K*D],
    /// precision factors [K*D*D] or none. A weight may be zero by underflow where its logarithm is finite.
    /// </summary>
    internal GaussianMixture(
        ReadOnlySpan<T> weights,
        ReadOnlySpan<T> logWeights,
        ReadOnlySpan<T> means,
        ReadOnlySpan<T> scales,
        ReadOnlySpan<T> precisionFactors,
        int dimensions,
        double normalizer = 1)
    {
        this.weights = weights;
        this.logWeights = logWeights;
        this.means = means;
        this.scales = scales;
        this.precisionFactors = precisionFactors;
        Dimensions = dimensions;
        this.normalizer = normalizer;
    }

    /// <summary>K, the number of components.</summary>
    public int Components => weights.Length;

    /// <summary>D, the number of dimensions of the target.</summary>
    public int Dimensions { get; }

    /// <summary>[K]: the probability of each component.</summary>
    public ReadOnlySpan<T> Weights => weights;

    /// <summary>[K*D]: the mean of component k in dimension d at k*D + d, in the units of the target.</summary>
    public ReadOnlySpan<T> Means => means;

    /// <summary>
    /// [K*D]: the standard deviation of component k in dimension d at k*D + d, in the units of the target; where dimensions are
    /// coupled, the marginal one, the root of the covariance's diagonal.
    /// </summary>
    public ReadOnlySpan<T> Scales => scales;

    /// <summary>
    /// [K*D*D], or empty where the dimensions of each component are independent: the upper triangular factors U_k, element (i, j)
    /// at (k*D + i)*D + j, zeros below a positive diagonal, of the precisions: the inverse covariance of component k is U_k^T U_k.
    /// Column j is in units of one over the unit of dimension j.
    /// </summary>
    public ReadOnlySpan<T> PrecisionFactors => precisionFactors;

    /// <summary>Whether the dimensions of a component depend on each other.</summary>
    private bool Coupled => !precisionFactors.IsEmpty;

    private double Weight(int component) => Widen(weights[component]) * normalizer;

    private double LogWeight(int component) =>
        logWeights.IsEmpty ? Math.Log(Weight(component)) : Widen(logWeights[component]);

    private double ComponentMean(int component, int dimension) => Widen(means[(component * Dimensions) + dimension]);

    private double ComponentScale(int component, int dimension) => Widen(scales[(component * Dimensions) + dimension]);

    /// <summary>How many standard deviations <paramref name="t"/> lies above a component's mean in one dimension.</summary>
    private double Standardize(double t, int component, int dimension)
    {
        double mean = ComponentMean(component, dimension);
        double scale = ComponentScale(component, dimension);
        double difference = t - mean;

        // Two finite numbers can lie further apart than the largest one: halve everything.
        return double.IsInfinity(difference) ? ((0.5 * t) - (0.5 * mean)) / (0.5 * scale) : difference / scale;
    }

    private static double Widen(T value) => Scalar.ToDouble(value);

    private static T Narrow(double value) => Scalar.Of<T>(value);
}
