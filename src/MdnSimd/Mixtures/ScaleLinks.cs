using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>The code of a <see cref="ScaleLink"/>: positive, increasing, finite for every finite raw output.</summary>
internal interface IScaleLink
{
    /// <summary>link(s) and its derivative.</summary>
    static abstract TVector Invoke<TVector, T>(TVector s, out TVector derivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>exp(s), with s limited so that the scale stays finite; the derivative goes on as if it were not.</summary>
internal readonly struct ExpLink : IScaleLink
{
    /// <summary>The largest raw output that is told apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Limit<T>() => typeof(T) == typeof(float) ? 80 : 700;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector s, out TVector derivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        derivative = Exp.Invoke<TVector, T>(TVector.Min(s, TVector.Broadcast(Scalar.Of<T>(Limit<T>()))));
        return derivative;
    }
}

/// <summary>log(1 + exp(s)), whose derivative is sigmoid(s).</summary>
internal readonly struct SoftplusLink : IScaleLink
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector s, out TVector derivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // One exponential serves both: z = exp(-|s|) never overflows.
        TVector value = Softplus.Invoke<TVector, T>(s, out TVector z);
        TVector one = TVector.Broadcast(T.One);
        TVector reciprocal = one / (one + z);
        derivative = TVector.Select(TVector.LessThan(s, TVector.Zero), z * reciprocal, reciprocal);
        return value;
    }
}

/// <summary>s + 1 where s is positive, else exp(s): continuous with its derivative.</summary>
internal readonly struct EluPlusOneLink : IScaleLink
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector s, out TVector derivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TVector.Broadcast(T.One);
        derivative = Exp.Invoke<TVector, T>(TVector.Min(s, TVector.Zero));
        return TVector.Select(TVector.LessThan(TVector.Zero, s), s + one, derivative);
    }
}
