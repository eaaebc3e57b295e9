using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Networks;

/// <summary>An activation and its derivative, on vectors of any width.</summary>
internal interface IActivation
{
    /// <summary>Whether <see cref="Derivative"/> reads its input; where it does not, the input need not be kept.</summary>
    static abstract bool DerivativeNeedsInput { get; }

    /// <summary>f(x).</summary>
    static abstract TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>f'(x), given x and f(x).</summary>
    static abstract TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

internal readonly struct Identity : IActivation
{
    public static bool DerivativeNeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        input;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TVector.Broadcast(T.One);
}

internal readonly struct TanhActivation : IActivation
{
    public static bool DerivativeNeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tanh.Invoke<TVector, T>(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TVector.Broadcast(T.One) - (value * value);
}

/// <summary>Rectified linear; the derivative at 0 is taken as 0.</summary>
internal readonly struct Relu : IActivation
{
    public static bool DerivativeNeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TVector.Max(TVector.Zero, input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TVector.LessThan(TVector.Zero, value) & TVector.Broadcast(T.One);
}

/// <summary>Leaky rectified linear: the larger of x and 0.01 x.</summary>
internal readonly struct LeakyRelu : IActivation
{
    /// <summary>What a number below 0 is multiplied by.</summary>
    public const double Slope = 0.01;

    public static bool DerivativeNeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TVector.Max(Constant<TVector, T>.Of(Slope) * input, input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TVector.Select(TVector.LessThan(TVector.Zero, value), TVector.Broadcast(T.One), Constant<TVector, T>.Of(Slope));
}

/// <summary>x above 0, exp(x) - 1 below, where the derivative exp(x) is the value plus one.</summary>
internal readonly struct Elu : IActivation
{
    public static bool DerivativeNeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TVector.Select(TVector.LessThan(TVector.Zero, input), input, ExpM1.Invoke<TVector, T>(input));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TVector.Select(TVector.LessThan(TVector.Zero, value), TVector.Broadcast(T.One), value + TVector.Broadcast(T.One));
}

/// <summary>x Phi(x); its derivative is Phi(x) + x phi(x), with phi the standard normal density.</summary>
internal readonly struct Gelu : IActivation
{
    private const double InverseSqrtTwoPi = 0.3989422804014327;

    public static bool DerivativeNeedsInput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        input * NormalCdf.Invoke<TVector, T>(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector density = Exp.Invoke<TVector, T>(input * input * Constant<TVector, T>.Of(-0.5));
        TVector slope = input * Constant<TVector, T>.Of(InverseSqrtTwoPi);
        return TVector.MultiplyAdd(slope, density, NormalCdf.Invoke<TVector, T>(input));
    }
}

/// <summary>x s with s = sigmoid(x); its derivative is s (1 + x (1 - s)).</summary>
internal readonly struct Silu : IActivation
{
    public static bool DerivativeNeedsInput => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        input * Sigmoid.Invoke<TVector, T>(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TVector.Broadcast(T.One);
        TVector sigmoid = Sigmoid.Invoke<TVector, T>(input);
        return sigmoid * TVector.MultiplyAdd(input, one - sigmoid, one);
    }
}

/// <summary>log(1 + exp(x)); its derivative sigmoid(x) is 1 - exp(-softplus(x)).</summary>
internal readonly struct SoftplusActivation : IActivation
{
    public static bool DerivativeNeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Softplus.Invoke<TVector, T>(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        -ExpM1.Invoke<TVector, T>(-value);
}

internal readonly struct SigmoidActivation : IActivation
{
    public static bool DerivativeNeedsInput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector, T>(TVector input)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Sigmoid.Invoke<TVector, T>(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector, T>(TVector input, TVector value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        value * (TVector.Broadcast(T.One) - value);
}
