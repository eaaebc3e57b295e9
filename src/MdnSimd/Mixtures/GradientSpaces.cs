using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>
/// With respect to what the gradient of the negative log-likelihood is taken. The means are the raw outputs themselves, so
/// only weights, scales and factors differ.
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

    /// <summary>Of a full covariance: the derivative for U_ii, over pi.</summary>
    /// <param name="deviation">v_i.</param>
    /// <param name="difference">delta_i = t_i - mu_i.</param>
    /// <param name="inverseScale">1 / sigma_i = U_ii.</param>
    /// <param name="linkDerivative">d sigma_i / ds_i.</param>
    static abstract TVector FactorDiagonal<TVector, T>(
        TVector deviation, TVector difference, TVector inverseScale, TVector linkDerivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Of a full covariance: what, times delta_j, is the derivative for U_ij of j > i.</summary>
    /// <param name="pull">pi v_i.</param>
    /// <param name="scaledPull">pi v_i / sigma_i.</param>
    static abstract TVector FactorRow<TVector, T>(TVector pull, TVector scaledPull)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>
/// With respect to the network's raw outputs: dE/da_k = alpha_k - pi_k, dE/ds = dE/dlog sigma * link'(s) / sigma. With a full
/// covariance dE/dlog sigma_i = pi (1 - v_i^2), and the couplings have dE/dc_ij = pi v_i delta_j / sigma_i.
/// </summary>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector FactorDiagonal<TVector, T>(
        TVector deviation, TVector difference, TVector inverseScale, TVector linkDerivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (TVector.Broadcast(T.One) - (deviation * deviation)) * (inverseScale * linkDerivative);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector FactorRow<TVector, T>(TVector pull, TVector scaledPull)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => scaledPull;
}

/// <summary>
/// With respect to alpha, mu and sigma themselves, alpha taken as free (not bound to sum to 1):
/// dE/dalpha_k = -pi_k / alpha_k, dE/dsigma = dE/dlog sigma / sigma. With a full covariance U stands in the place of sigma:
/// dE/dU_ij = pi v_i delta_j, less pi / U_ii where i = j.
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector FactorDiagonal<TVector, T>(
        TVector deviation, TVector difference, TVector inverseScale, TVector linkDerivative)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (deviation * difference) - (TVector.Broadcast(T.One) / inverseScale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector FactorRow<TVector, T>(TVector pull, TVector scaledPull)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => pull;
}
