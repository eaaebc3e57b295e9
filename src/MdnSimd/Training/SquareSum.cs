using System.Numerics;
using System.Numerics.Tensors;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>Sums of squares that survive elements whose squares overflow.</summary>
internal static class SquareSum
{
    /// <summary>The sum of squares of <paramref name="values"/>; infinite or NaN only where an element is, or the sum is too large for a double.</summary>
    public static double Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = TensorPrimitives.SumOfSquares(values);
        return T.IsFinite(sum) ? Scalar.ToDouble(sum) : SumInDouble(values);
    }

    private static double SumInDouble<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T value in values)
        {
            double wide = Scalar.ToDouble(value);
            sum += wide * wide;
        }

        return sum;
    }
}
