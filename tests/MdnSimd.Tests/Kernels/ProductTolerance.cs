using System.Numerics;

namespace MdnSimd.Tests.Kernels;

/// <summary>How far a sum of products may be from its true value: the only place where that is stated.</summary>
internal static class ProductTolerance
{
    /// <summary>Half the distance from 1 to the next larger number.</summary>
    public static double UnitRoundoff<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);

    /// <summary>
    /// The error of start + a sum of <paramref name="depth"/> products in any order, N. J. Higham, "Accuracy and Stability of
    /// Numerical Algorithms" (2002), section 3.1; twice, because the reference in double rounds as well.
    /// </summary>
    /// <param name="depth">The number of products.</param>
    /// <param name="magnitude">|start| + the sum of the products' magnitudes.</param>
    public static double Of<T>(int depth, double magnitude)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => 2 * (depth + 1) * UnitRoundoff<T>() * magnitude;
}
