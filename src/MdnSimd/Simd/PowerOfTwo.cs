using System.Numerics;
using System.Runtime.CompilerServices;

namespace MdnSimd.Simd;

/// <summary>Powers of two and binary exponents by arithmetic on the bits, the same for every width and precision.</summary>
internal static class PowerOfTwo<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Stored bits of the significand: 23 for float, 52 for double.</summary>
    private static int FractionBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 23 : 52;
    }

    /// <summary>What the stored exponent of 1 is: 127 for float, 1023 for double.</summary>
    private static T Bias
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Scalar.Of<T>(typeof(T) == typeof(float) ? 127 : 1023);
    }

    /// <summary>2^FractionBits: adding it moves an integer into the low bits of the significand.</summary>
    private static T IntegerShift
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Scalar.Of<T>(typeof(T) == typeof(float) ? 8388608.0 : 4503599627370496.0);
    }

    /// <summary>
    /// 3/2 2^FractionBits + bias: the sum with it is rounded to an integer, whose lowest bits then are a stored exponent.
    /// </summary>
    public static TVector RoundingShift
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TVector.Broadcast(IntegerShift + Scalar.Of<T>(typeof(T) == typeof(float) ? 4194304.0 : 2251799813685248.0) + Bias);
    }

    private static T SmallestNormal
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Scalar.Of<T>(typeof(T) == typeof(float) ? 1.17549435e-38 : 2.2250738585072014e-308);
    }

    /// <summary>value * 2^exponent for an integral exponent. Two factors, so that the result may be subnormal or overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Scale(TVector value, TVector exponent)
    {
        // Each half stays a normal power of two; four of the largest halves span the whole range of exponents.
        TVector limit = TVector.Broadcast(Bias + Bias - Scalar.Of<T>(4));
        TVector clamped = TVector.Max(TVector.Min(exponent, limit), -limit);
        TVector half = TVector.Round(clamped * TVector.Broadcast(Scalar.Of<T>(0.5)));
        return value * Exact(half) * Exact(clamped - half);
    }

    /// <summary>2^exponent for an integral exponent within the normal range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exact(TVector exponent) => OfShifted(exponent + RoundingShift);

    /// <summary>2^n for n + <see cref="RoundingShift"/>, n within the normal range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OfShifted(TVector shifted) => TVector.ShiftLeft(shifted, FractionBits);

    /// <summary>As <see cref="ISimd{TSelf, T}.Exponent"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exponent(TVector value)
    {
        TVector infinity = TVector.Broadcast(T.PositiveInfinity);
        TVector shift = TVector.Broadcast(IntegerShift);
        TVector normal = Normalize(value, out TVector subnormal);
        TVector added = subnormal & TVector.Broadcast(Scalar.Of<T>(FractionBits));
        TVector bias = TVector.Broadcast(IntegerShift + Bias) + added;
        TVector exponent = (TVector.ShiftRight(normal, FractionBits) | shift) - bias;
        TVector finite = TVector.Select(TVector.LessThan(value, infinity), exponent, value);
        return TVector.Select(TVector.Equal(value, TVector.Zero), -infinity, finite);
    }

    /// <summary>As <see cref="ISimd{TSelf, T}.Significand"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Significand(TVector value)
    {
        TVector one = TVector.Broadcast(T.One);
        TVector normal = Normalize(value, out _);
        TVector exponentBits = TVector.ShiftLeft(TVector.ShiftRight(normal, FractionBits), FractionBits);
        TVector fromOne = (normal ^ exponentBits) | one;
        TVector half = TVector.Broadcast(Scalar.Of<T>(0.5));
        TVector upper = TVector.LessThanOrEqual(one + half, fromOne);
        TVector significand = TVector.Select(upper, half * fromOne, fromOne);
        return TVector.Select(TVector.LessThan(value, TVector.Zero), TVector.Broadcast(T.NaN), significand);
    }

    /// <summary>Subnormal values, whose stored exponent is 0, times 2^FractionBits; all others unchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Normalize(TVector value, out TVector subnormal)
    {
        subnormal = TVector.LessThan(value, TVector.Broadcast(SmallestNormal));
        return TVector.Select(subnormal, value * TVector.Broadcast(IntegerShift), value);
    }
}
