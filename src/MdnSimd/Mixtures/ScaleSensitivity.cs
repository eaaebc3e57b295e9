using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>How marginal standard deviations depend on raw outputs, one component at a time, in double.</summary>
internal static class ScaleSensitivity
{
    /// <summary>Adds slope * d sigma_d / dz of a component to the gradient of the raw outputs, in standard deviations of the target.</summary>
    /// <param name="layout">Where the raw outputs stand.</param>
    /// <param name="link">How a raw output becomes a scale.</param>
    /// <param name="floor">The smallest scale.</param>
    /// <param name="raw">The raw outputs z of one row.</param>
    /// <param name="component">Which component.</param>
    /// <param name="dimension">Which dimension's standard deviation.</param>
    /// <param name="slope">The derivative for it.</param>
    /// <param name="gradient">As long as <paramref name="raw"/>.</param>
    public static void Add<T>(
        MixtureLayout layout,
        ScaleLink link,
        double floor,
        ReadOnlySpan<T> raw,
        int component,
        int dimension,
        double slope,
        Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = layout.ScaleOffset + (component * layout.ScalesPerComponent);
        if (layout.ScalesPerComponent > layout.Dimensions)
        {
            Span<T> own = gradient.Slice(start, layout.ScalesPerComponent);
            AddCoupled(layout.Dimensions, link, floor, raw.Slice(start, own.Length), dimension, slope, own);
            return;
        }

        // Of one scale for all dimensions, the first.
        int index = start + Math.Min(dimension, layout.ScalesPerComponent - 1);
        _ = Scale(link, Scalar.ToDouble(raw[index]), out double derivative);
        gradient[index] += Scalar.Of<T>(slope * derivative);
    }

    /// <summary>
    /// Where each dimension is a regression on those that follow it, (1 + C) delta = sigma e, the covariance is W diag(sigma^2) W^T
    /// with W = (1 + C)^-1. Of its element (d, d) the derivative for sigma_i is 2 W_di^2 sigma_i, that for C_ij -2 W_di Sigma_jd.
    /// </summary>
    private static void AddCoupled<T>(
        int n, ScaleLink link, double floor, ReadOnlySpan<T> raw, int d, double slope, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> row = stackalloc double[Triangular.MaxDimensions];        // W_d
        Span<double> column = stackalloc double[Triangular.MaxDimensions];     // Sigma_d
        Span<double> scales = stackalloc double[Triangular.MaxDimensions];     // sigma
        Span<double> derivatives = stackalloc double[Triangular.MaxDimensions];
        for (int j = d; j < n; j++)
        {
            double sum = j == d ? 1 : 0;
            for (int i = d; i < j; i++)
            {
                sum -= row[i] * Scalar.ToDouble(raw[Start(i, n) + j - i]);
            }

            row[j] = sum;
            scales[j] = floor + Scale(link, Scalar.ToDouble(raw[Start(j, n)]), out derivatives[j]);
        }

        for (int i = n - 1; i >= d; i--)
        {
            double sum = scales[i] * scales[i] * row[i];
            for (int j = i + 1; j < n; j++)
            {
                sum -= Scalar.ToDouble(raw[Start(i, n) + j - i]) * column[j];
            }

            column[i] = sum;
        }

        double factor = slope / Math.Sqrt(column[d]);
        for (int i = d; i < n; i++)
        {
            gradient[Start(i, n)] += Scalar.Of<T>(factor * row[i] * row[i] * scales[i] * derivatives[i]);
            for (int j = i + 1; j < n; j++)
            {
                gradient[Start(i, n) + j - i] -= Scalar.Of<T>(factor * row[i] * column[j]);
            }
        }
    }

    /// <summary>Where a row of the upper triangle begins, with its diagonal.</summary>
    private static int Start(int row, int n) => (row * n) - (row * (row - 1) / 2);

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
