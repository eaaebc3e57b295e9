using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd;

/// <content>
/// How do answers move with the features? The first of these calls rents the memory for backward passes (about that of the
/// model's weights); after it none allocates. In an ensemble each member contributes the gradient of its part of the answer.
/// </content>
public sealed partial class MdnPredictor<T>
{
    private EnsembleSensitivity<T>? sensitivity;

    /// <summary>d log p(t | x) / dx: which features make this outcome likelier.</summary>
    /// <param name="inputs">[Inputs]: x, in the features' units; finite.</param>
    /// <param name="t">[D]: the outcome, in the target's units; finite.</param>
    /// <param name="destination">[Inputs]: receives the gradient, in nats per unit of each feature; may be the inputs' memory.</param>
    /// <returns>log p(t | x) in nats, as <see cref="Predict(ReadOnlySpan{T})"/> and <see cref="GaussianMixture{T}.LogDensity"/> give it.</returns>
    /// <exception cref="ArgumentException">A length is not the model's, or an element is not finite.</exception>
    public T LogDensityInputGradient(ReadOnlySpan<T> inputs, ReadOnlySpan<T> t, Span<T> destination)
    {
        CheckLength(inputs.Length, Model.Options.Inputs, nameof(inputs));
        CheckLength(t.Length, Model.Options.Targets, nameof(t));
        CheckLength(destination.Length, Model.Options.Inputs, nameof(destination));
        EnsembleSensitivity<T> passes = Forward(inputs, out GaussianMixture<T> mixture);
        passes.LogDensityGradient(t, tile);
        passes.Backward(destination);
        return mixture.LogDensity(t);
    }

    /// <summary>d E[t_d | x] / dx: the Jacobian of the expected targets.</summary>
    /// <param name="inputs">[Inputs]: x, in the features' units; finite.</param>
    /// <param name="destination">
    /// [D, Inputs]: receives the gradient of each target's mean to a row, in the target's unit per unit of each feature.
    /// </param>
    /// <returns>
    /// The mixture at x, which has the means: a view as <see cref="Predict(ReadOnlySpan{T})"/> gives it, valid until the next call.
    /// </returns>
    /// <exception cref="ArgumentException">A shape is not the model's, or an element is not finite.</exception>
    public GaussianMixture<T> MeanInputGradient(ReadOnlySpan<T> inputs, Span2D<T> destination)
    {
        CheckLength(inputs.Length, Model.Options.Inputs, nameof(inputs));
        if (destination.Height != Model.Options.Targets || destination.Width != Model.Options.Inputs)
        {
            throw new ArgumentException(
                $"destination is {destination.Height} x {destination.Width}: expected {Model.Options.Targets} x {Model.Options.Inputs}",
                nameof(destination));
        }

        EnsembleSensitivity<T> passes = Forward(inputs, out GaussianMixture<T> mixture);
        MixtureLayout layout = Model.Head.Layout;
        for (int d = 0; d < layout.Dimensions; d++)
        {
            double unit = Scalar.ToDouble(Model.TargetScaler.Scales[d]);
            for (int member = 0; member < Model.Members; member++)
            {
                // With respect to a logit a_k it is w_k (m_kd - mean), to a raw mean the target's unit times w_k, to scales 0.
                // The mean is the member's: its logits move weight among its own components alone.
                Span<T> gradient = passes[member].RawGradient;
                gradient.Clear();
                int first = member * layout.Components;
                double mean = MemberMean(mixture, first, d);
                for (int k = 0; k < layout.Components; k++)
                {
                    double weight = Scalar.ToDouble(mixture.Weights[first + k]);
                    double componentMean = Scalar.ToDouble(mixture.Means[((first + k) * layout.Dimensions) + d]);
                    gradient[k] = Scalar.Of<T>(weight * (componentMean - mean));
                    gradient[layout.MeanOffset + (k * layout.Dimensions) + d] = Scalar.Of<T>(unit * weight);
                }
            }

            passes.Backward(destination.GetRowSpan(d));
        }

        return mixture;
    }

    /// <summary>d q / dx of the quantile q of one target: how a median or a risk limit moves with the features.</summary>
    /// <param name="inputs">[Inputs]: x, in the features' units; finite.</param>
    /// <param name="probability">Between 0 and 1, neither included.</param>
    /// <param name="dimension">0 to D - 1.</param>
    /// <param name="destination">
    /// [Inputs]: receives the gradient, in the target's unit per unit of each feature; may be the inputs' memory.
    /// </param>
    /// <returns>The quantile, in the target's unit, as <see cref="GaussianMixture{T}.Quantile"/> gives it.</returns>
    /// <exception cref="ArgumentException">A length is not the model's, or an element is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension, or the probability is not inside (0, 1).</exception>
    public T QuantileInputGradient(ReadOnlySpan<T> inputs, T probability, int dimension, Span<T> destination)
    {
        CheckLength(inputs.Length, Model.Options.Inputs, nameof(inputs));
        CheckLength(destination.Length, Model.Options.Inputs, nameof(destination));
        MixtureArguments.CheckDimension(dimension, Model.Options.Targets);
        if (!(probability > T.Zero && probability < T.One))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, $"Expected a probability between 0 and 1, got {probability}.");
        }

        EnsembleSensitivity<T> passes = Forward(inputs, out GaussianMixture<T> mixture);
        MixtureLayout layout = Model.Head.Layout;
        int components = mixture.Components;
        Span<double> logits = passes.QuantileParts[..components];
        Span<double> means = passes.QuantileParts.Slice(components, components);
        Span<double> scales = passes.QuantileParts.Slice(2 * components, components);
        double quantile = mixture.QuantileGradient(Scalar.ToDouble(probability), dimension, Model.Members, logits, means, scales);
        double unit = Scalar.ToDouble(Model.TargetScaler.Scales[dimension]);
        double floor = Scalar.ToDouble(Model.Head.ScaleFloor);
        for (int member = 0; member < Model.Members; member++)
        {
            Span<T> gradient = passes[member].RawGradient;
            gradient.Clear();
            int first = member * layout.Components;
            for (int k = 0; k < layout.Components; k++)
            {
                gradient[k] = Scalar.Of<T>(logits[first + k]);
                gradient[layout.MeanOffset + (k * layout.Dimensions) + dimension] = Scalar.Of<T>(unit * means[first + k]);
                ScaleSensitivity.Add(
                    layout, Model.Options.ScaleLink, floor, passes[member].Raw, k, dimension, unit * scales[first + k], gradient);
            }
        }

        passes.Backward(destination);
        return Scalar.Of<T>(quantile);
    }

    private EnsembleSensitivity<T> Forward(ReadOnlySpan<T> inputs, out GaussianMixture<T> mixture)
    {
        EnsembleSensitivity<T> passes = sensitivity ??= new EnsembleSensitivity<T>(Model);
        passes.Forward(inputs, tile, single.Rows);
        ShareWeights(1, single.Rows);
        single.Count = 1;
        mixture = single.Rows.Mixture(0, Model.Mixture);
        return passes;
    }

    /// <summary>The mean of one member's density, whose components begin at <paramref name="first"/>.</summary>
    private double MemberMean(GaussianMixture<T> mixture, int first, int dimension)
    {
        double origin = Scalar.ToDouble(mixture.Means[(first * mixture.Dimensions) + dimension]);
        double shift = 0;
        for (int k = first + 1; k < first + Model.Head.Layout.Components; k++)
        {
            shift += Scalar.ToDouble(mixture.Weights[k]) * (Scalar.ToDouble(mixture.Means[(k * mixture.Dimensions) + dimension]) - origin);
        }

        return origin + (Model.Members * shift);
    }

    private static void CheckLength(int length, int expected, string argument)
    {
        if (length != expected)
        {
            throw new ArgumentException($"{argument} has {length} elements: expected {expected}", argument);
        }
    }
}
