using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MdnSimd.Simd;

/// <summary>A 512-bit vector: 16 floats or 8 doubles. What the members promise stands at <see cref="ISimd{TSelf, T}"/>.</summary>
internal readonly struct Simd512<T>(Vector512<T> lanes) : ISimd<Simd512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What the instruction is asked for: bits 0-1 the interval [3/4, 3/2), bits 2-3 no sign, NaN for negative numbers.</summary>
    private const byte SignificandControl = 0b1111;

    private readonly Vector512<T> lanes = lanes;

    public static int Count => Vector512<T>.Count;

    public static bool IsAccelerated => Vector512.IsHardwareAccelerated;

    public static Simd512<T> Zero => new(Vector512<T>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Load(ref T origin, nint offset) => new(Vector512.LoadUnsafe(ref Unsafe.Add(ref origin, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Collect<TSource>(ref TSource origin, nint stride, nint count)
        where TSource : unmanaged => new(Strided.Load512(ref origin, stride, count).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512<T> vector, ref T origin, nint offset) => vector.lanes.StoreUnsafe(ref Unsafe.Add(ref origin, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator +(Simd512<T> left, Simd512<T> right) => new(left.lanes + right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator -(Simd512<T> left, Simd512<T> right) => new(left.lanes - right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator *(Simd512<T> left, Simd512<T> right) => new(left.lanes * right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator /(Simd512<T> left, Simd512<T> right) => new(left.lanes / right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator -(Simd512<T> value) => new(-value.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator &(Simd512<T> left, Simd512<T> right) => new(left.lanes & right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator |(Simd512<T> left, Simd512<T> right) => new(left.lanes | right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator ^(Simd512<T> left, Simd512<T> right) => new(left.lanes ^ right.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> MultiplyAdd(Simd512<T> left, Simd512<T> right, Simd512<T> addend) => typeof(T) == typeof(float)
        ? new(Vector512.MultiplyAddEstimate(left.lanes.AsSingle(), right.lanes.AsSingle(), addend.lanes.AsSingle()).As<float, T>())
        : new(Vector512.MultiplyAddEstimate(left.lanes.AsDouble(), right.lanes.AsDouble(), addend.lanes.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Simd512<T> left, Simd512<T> right, ref Simd512<T> sum)
    {
        if (typeof(T) == typeof(float))
        {
            Unsafe.As<Simd512<T>, Vector512<float>>(ref sum) =
                Vector512.MultiplyAddEstimate(left.lanes.AsSingle(), right.lanes.AsSingle(), sum.lanes.AsSingle());
        }
        else
        {
            Unsafe.As<Simd512<T>, Vector512<double>>(ref sum) =
                Vector512.MultiplyAddEstimate(left.lanes.AsDouble(), right.lanes.AsDouble(), sum.lanes.AsDouble());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Max(Simd512<T> left, Simd512<T> right) => new(Vector512.MaxNative(left.lanes, right.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Min(Simd512<T> left, Simd512<T> right) => new(Vector512.MinNative(left.lanes, right.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Abs(Simd512<T> value) => new(Vector512.Abs(value.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Sqrt(Simd512<T> value) => new(Vector512.Sqrt(value.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Round(Simd512<T> value) => typeof(T) == typeof(float)
        ? new(Vector512.Round(value.lanes.AsSingle()).As<float, T>())
        : new(Vector512.Round(value.lanes.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> LessThan(Simd512<T> left, Simd512<T> right) => new(Vector512.LessThan(left.lanes, right.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> LessThanOrEqual(Simd512<T> left, Simd512<T> right) => new(Vector512.LessThanOrEqual(left.lanes, right.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Equal(Simd512<T> left, Simd512<T> right) => new(Vector512.Equals(left.lanes, right.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Select(Simd512<T> mask, Simd512<T> whenTrue, Simd512<T> whenFalse) =>
        new(Vector512.ConditionalSelect(mask.lanes, whenTrue.lanes, whenFalse.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> ShiftLeft(Simd512<T> value, int bits) => typeof(T) == typeof(float)
        ? new(Vector512.ShiftLeft(value.lanes.AsUInt32(), bits).As<uint, T>())
        : new(Vector512.ShiftLeft(value.lanes.AsUInt64(), bits).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> ShiftRight(Simd512<T> value, int bits) => typeof(T) == typeof(float)
        ? new(Vector512.ShiftRightLogical(value.lanes.AsUInt32(), bits).As<uint, T>())
        : new(Vector512.ShiftRightLogical(value.lanes.AsUInt64(), bits).As<ulong, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> ScaleByPowerOfTwo(Simd512<T> value, Simd512<T> exponent)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? new(Avx512F.Scale(value.lanes.AsSingle(), exponent.lanes.AsSingle()).As<float, T>())
                : new(Avx512F.Scale(value.lanes.AsDouble(), exponent.lanes.AsDouble()).As<double, T>());
        }

        return PowerOfTwo<Simd512<T>, T>.Scale(value, exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Exponent(Simd512<T> value)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? new(Avx512F.GetExponent(value.lanes.AsSingle()).As<float, T>())
                : new(Avx512F.GetExponent(value.lanes.AsDouble()).As<double, T>());
        }

        return PowerOfTwo<Simd512<T>, T>.Exponent(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Significand(Simd512<T> value)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? new(Avx512F.GetMantissa(value.lanes.AsSingle(), SignificandControl).As<float, T>())
                : new(Avx512F.GetMantissa(value.lanes.AsDouble(), SignificandControl).As<double, T>());
        }

        return PowerOfTwo<Simd512<T>, T>.Significand(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Simd512<T> value) => Vector512.Sum(value.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MaxElement(Simd512<T> value) =>
        Simd256<T>.MaxElement(new(Vector256.MaxNative(value.lanes.GetLower(), value.lanes.GetUpper())));
}
