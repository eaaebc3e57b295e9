using System.Numerics;
using System.Runtime.CompilerServices;

namespace MdnSimd.Simd;

/// <summary>
/// Conversions between double and the element type. The generic ones of the runtime allocate until the code that calls them
/// has been optimised; these never do.
/// </summary>
internal static class Scalar
{
    /// <summary>The nearest T to <paramref name="value"/>; infinite beyond its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)value)
        : typeof(T) == typeof(double) ? Unsafe.BitCast<double, T>(value)
        : throw new NotSupportedException($"{typeof(T).Name}: expected float or double");

    /// <summary>The value, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(value)
        : typeof(T) == typeof(double) ? Unsafe.BitCast<T, double>(value)
        : throw new NotSupportedException($"{typeof(T).Name}: expected float or double");
}
