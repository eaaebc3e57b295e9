using System.Numerics;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>
/// A correction of how sure a network is of itself, found on rows that it was not trained on: raw scale s becomes
/// <see cref="Slope"/> * s + <see cref="Shift"/>, the floor grows by <see cref="Floor"/>, and logits are divided by
/// <see cref="Temperature"/>. It goes into the weights of the output layer and the floor, so that a calibrated model is a model like any
/// other. The temperature is that of Guo et al. 2017; the rest is the same idea for scales.
/// </summary>
/// <param name="Slope">Above 0; below 1 the scales of different rows become more alike.</param>
/// <param name="Shift">Above 0 all scales grow: where they are small, by the factor exp(Shift).</param>
/// <param name="Floor">At least 0, in standard deviations of the target.</param>
/// <param name="Temperature">Above 0; above 1 the weights of a mixture become more alike.</param>
public sealed record Calibration(double Slope, double Shift, double Floor, double Temperature)
{
    /// <summary>Leaves everything as it is.</summary>
    public static Calibration None { get; } = new(1, 0, 0, 1);

    /// <summary>The options of a calibrated network.</summary>
    internal MdnOptions Apply(MdnOptions options) => options with { ScaleFloor = Math.Min(options.ScaleFloor + Floor, 1) };

    /// <summary>Calibrates one network.</summary>
    /// <param name="options">The network's options as they were in training.</param>
    /// <param name="parameters">Its parameters.</param>
    internal void Apply<T>(MdnOptions options, Span<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LayerLayout last = MdnModel<T>.LayoutOf(options).Layers[^1];
        MixtureLayout mixture = MdnModel<T>.MixtureOf(options);
        int[] scales = [.. mixture.ScaleColumns];
        for (int input = 0; input < last.Inputs; input++)
        {
            Scale(mixture, scales, parameters.Slice(last.WeightOffset + (input * last.Stride), last.Outputs), shift: 0);
        }

        Scale(mixture, scales, parameters.Slice(last.BiasOffset, last.Outputs), Shift);
    }

    /// <summary>Calibrates raw outputs of a network.</summary>
    /// <param name="mixture">Tells what they are.</param>
    /// <param name="outputs">[rows, mixture.Outputs].</param>
    internal void Apply<T>(MixtureLayout mixture, Span<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] scales = [.. mixture.ScaleColumns];
        for (int row = 0; row < outputs.Length; row += mixture.Outputs)
        {
            Scale(mixture, scales, outputs.Slice(row, mixture.Outputs), Shift);
        }
    }

    private void Scale<T>(MixtureLayout mixture, ReadOnlySpan<int> scales, Span<T> outputs, double shift)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T inverse = Scalar.Of<T>(1 / Temperature);
        foreach (ref T logit in outputs[..mixture.Components])
        {
            logit *= inverse;
        }

        (T slope, T added) = (Scalar.Of<T>(Slope), Scalar.Of<T>(shift));
        foreach (int column in scales)
        {
            outputs[column] = (outputs[column] * slope) + added;
        }
    }
}
