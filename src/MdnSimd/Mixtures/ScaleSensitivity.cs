using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>How marginal standard deviations depend on raw outputs, one component at a time, in double.</summary>
internal static class ScaleSensitivity
{
    /// <summary>Adds slope * d sigma_d / dz of a component to the gradient of the raw outputs, in standard deviations of the target.</summary>
    /// <param name="layout">Where the raw outputs stand.</param>
    /// <param name="link">How a raw output becomes a scale.</param>
    /// <param name="raw">The raw outputs z of one row.</param>
    /// <param name="component">Which component.</param>
    /// <param name="dimension">Which dimension's standard deviation.</param>
    /// <param name="slope">The derivative for it.</param>
    /// <param name="gradient">As long as <paramref name="raw"/>.</param>
    public static void Add<T>(
        MixtureLayout layout, ScaleLink link, ReadOnlySpan<T> raw, int component, int dimension, double slope, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int index = layout.ScaleOffset + (component * layout.ScalesPerComponent)
            + (layout.Covariance == Covariance.Isotropic ? 0 : dimension);
        _ = Scale(link, Scalar.ToDouble(raw[index]), out double derivative);
        gradient[index] += Scalar.Of<T>(slope * derivative);
    }

    /// <summary>link(s) and its derivative: the vector kernel on one number.</summary>
    private static double Scale(ScaleLink link, double s, out double derivative) => link switch
    {
        ScaleLink.Exp => Scale<ExpLink>(s, out derivative),
        ScaleLink.Softplus => Scale<SoftplusLink>(s, out derivative),
        ScaleLink.EluPlusOne => Scale<EluPlusOneLink>(s, out derivative),
        _ => throw new InvalidOperationException($"{link} is no scale link"),
    };

    private static double Scale<TLink>(double s, out double derivative)
        where TLink : struct, IScaleLink
    {
        Simd128<double> scale = TLink.Invoke<Simd128<double>, double>(Simd128<double>.Broadcast(s), out Simd128<double> slope);
        derivative = Simd128<double>.MaxElement(slope);
        return Simd128<double>.MaxElement(scale);
    }
}
