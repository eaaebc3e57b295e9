using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// With respect to what the gradient of the negative log-likelihood is taken. The means are the raw outputs themselves, so
/// only weights and scales differ.
/// </summary>
internal interface IGradientSpace
{
    /// <summary>The derivative for a component's weight.</summary>
    /// <param name="weight">alpha_k.</param>
    /// <param name="responsibility">pi_k.</param>
    /// <param name="logRatio">log(pi_k / alpha_k) = log phi_k + E.</param>
    static abstract TVector Weight<TVector, T>(TVector weight, TVector responsibility, TVector logRatio)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>d(log sigma) / d(what the gradient is taken with respect to).</summary>
    /// <param name="inverseScale">1 / sigma.</param>
    /// <param name="linkDerivative">d sigma / ds.</param>
    static abstract TVector LogScale<TVector, T>(TVector inverseScale, TVector linkDerivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>With respect to the network's raw outputs: dE/da_k = alpha_k - pi_k, dE/ds = dE/dlog sigma * link'(s) / sigma.</summary>
internal readonly struct RawOutputSpace : IGradientSpace
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Weight<TVector, T>(TVector weight, TVector responsibility, TVector logRatio)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => weight - responsibility;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogScale<TVector, T>(TVector inverseScale, TVector linkDerivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => inverseScale * linkDerivative;
}

/// <summary>
/// With respect to alpha, mu and sigma themselves, alpha taken as free (not bound to sum to 1):
/// dE/dalpha_k = -pi_k / alpha_k, dE/dsigma = dE/dlog sigma / sigma.
/// </summary>
internal readonly struct ParameterSpace : IGradientSpace
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Weight<TVector, T>(TVector weight, TVector responsibility, TVector logRatio)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // pi / alpha = phi / p is taken directly, so that it is right at alpha = 0, and limited, so that it is finite.
        T limit = Scalar.Of<T>(typeof(T) == typeof(float) ? 80.0 : 700.0);
        return -Exp.Invoke<TVector, T>(TVector.Min(logRatio, TVector.Broadcast(limit)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogScale<TVector, T>(TVector inverseScale, TVector linkDerivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => inverseScale;
}
