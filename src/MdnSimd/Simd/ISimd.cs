using System.Numerics;

namespace MdnSimd.Simd;

/// <summary>
/// The operations that a kernel may use on a vector of <typeparamref name="T"/>. A kernel is written once, generic over
/// an implementation of this interface, and compiled for each width and precision: all members are static abstract or
/// operators, so the JIT and the AOT compiler inline them and nothing of the abstraction is left.
/// </summary>
/// <remarks>
/// Comparisons give masks: lanes of all ones or all zeros, for <see cref="Select"/> and the bitwise operators.
/// Offsets and counts are in elements. No member checks bounds: the kernels' callers have done so.
/// </remarks>
/// <typeparam name="TSelf">The implementing vector, such as <see cref="Simd512{T}"/>.</typeparam>
/// <typeparam name="T">The element: float or double.</typeparam>
internal interface ISimd<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of elements in the vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the processor has instructions for this width.</summary>
    static abstract bool IsAccelerated { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Broadcast(T value);

    static abstract TSelf Load(ref T origin, nint offset);

    /// <summary>
    /// Every <paramref name="stride"/>-th number from <paramref name="origin"/> on, widened to double: <paramref name="count"/> of
    /// them or as many as there are lanes, then zeros. Nothing else is read. For vectors of double only.
    /// </summary>
    /// <typeparam name="TSource">float or double.</typeparam>
    static abstract TSelf Collect<TSource>(ref TSource origin, nint stride, nint count)
        where TSource : unmanaged;

    static abstract void Store(TSelf vector, ref T origin, nint offset);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator |(TSelf left, TSelf right);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>left * right + addend, rounded once where the processor has a fused multiply-add.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>sum += left * right, with the bits of <see cref="MultiplyAdd"/>.</summary>
    /// <remarks>
    /// Written to where the sum stands (a vector's struct has no other field), so that the compiler keeps the sum's register: of a result that is
    /// returned and assigned it makes another and moves it back, which costs a tile of a matrix product up to 5 % of its speed.
    /// </remarks>
    static abstract void Accumulate(TSelf left, TSelf right, ref TSelf sum);

    /// <summary>The larger of each pair; where one is NaN, <paramref name="right"/>.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The smaller of each pair; where one is NaN, <paramref name="right"/>.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract TSelf Round(TSelf value);

    static abstract TSelf LessThan(TSelf left, TSelf right);

    static abstract TSelf LessThanOrEqual(TSelf left, TSelf right);

    static abstract TSelf Equal(TSelf left, TSelf right);

    /// <summary>Lane by lane <paramref name="whenTrue"/> where the mask is set, else <paramref name="whenFalse"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    /// <summary>The bits of each lane shifted left.</summary>
    static abstract TSelf ShiftLeft(TSelf value, int bits);

    /// <summary>The bits of each lane shifted right, zeros shifted in.</summary>
    static abstract TSelf ShiftRight(TSelf value, int bits);

    /// <summary>value * 2^exponent, for an integral exponent of any size: overflows to infinity, underflows gradually.</summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf value, TSelf exponent);

    /// <summary>
    /// floor(log2 value) of positive numbers, subnormal ones included; -infinity of 0, infinity of infinity, NaN of NaN, and of
    /// negative numbers anything.
    /// </summary>
    static abstract TSelf Exponent(TSelf value);

    /// <summary>
    /// value / 2^n in [3/4, 3/2) for the integer n that makes it so, subnormal numbers included; some number in that
    /// interval for 0 and infinity, NaN for negative numbers.
    /// </summary>
    static abstract TSelf Significand(TSelf value);

    /// <summary>The sum of the lanes.</summary>
    static abstract T Sum(TSelf value);

    /// <summary>The largest lane.</summary>
    static abstract T MaxElement(TSelf value);
}
