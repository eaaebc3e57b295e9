using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>An optimizer's rule on vectors: how one gradient changes parameters and their moments.</summary>
/// <remarks>
/// Implementations hold their constants as scalars, which are broadcast where they are used: as vectors they would lie across cache lines on the
/// stack, since there are more than the compiler keeps in registers, and each would take two reads.
/// </remarks>
internal interface IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The new parameter; the moments are updated in place.</summary>
    TVector Update<TVector>(TVector parameter, TVector gradient, ref TVector first, ref TVector second)
        where TVector : struct, ISimd<TVector, T>;
}

/// <summary>v = momentum v + g; the parameter loses rate (g + momentum v) with Nesterov, rate v without.</summary>
internal readonly struct SgdRule<T> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T Rate { get; init; }

    public T Momentum { get; init; }

    /// <summary>How much of the gradient is added to the velocity for the step: 1 with Nesterov, 0 without.</summary>
    public T LookAhead { get; init; }

    /// <summary>How much of the velocity is stepped along: momentum with Nesterov, 1 without.</summary>
    public T VelocityShare { get; init; }

    public T Decay { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Update<TVector>(TVector parameter, TVector gradient, ref TVector first, ref TVector second)
        where TVector : struct, ISimd<TVector, T>
    {
        gradient = TVector.MultiplyAdd(TVector.Broadcast(Decay), parameter, gradient);
        first = TVector.MultiplyAdd(TVector.Broadcast(Momentum), first, gradient);
        TVector step = TVector.MultiplyAdd(TVector.Broadcast(VelocityShare), first, TVector.Broadcast(LookAhead) * gradient);
        return parameter - (TVector.Broadcast(Rate) * step);
    }
}

/// <summary>
/// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2; the parameter loses rate m^ / (sqrt(v^) + epsilon), with
/// m^ and v^ corrected for their start at 0. Coupled decay joins the gradient, decoupled decay shrinks the parameter.
/// </summary>
internal readonly struct AdamRule<T> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T Beta1 { get; init; }

    public T OneMinusBeta1 { get; init; }

    public T Beta2 { get; init; }

    public T OneMinusBeta2 { get; init; }

    /// <summary>rate / (1 - beta1^step).</summary>
    public T CorrectedRate { get; init; }

    /// <summary>1 / sqrt(1 - beta2^step).</summary>
    public T RootCorrection { get; init; }

    public T Epsilon { get; init; }

    public T CoupledDecay { get; init; }

    /// <summary>-rate * decay for decoupled decay, else 0. Not added to 1: that would round most of it away in float.</summary>
    public T Shrinkage { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Update<TVector>(TVector parameter, TVector gradient, ref TVector first, ref TVector second)
        where TVector : struct, ISimd<TVector, T>
    {
        gradient = TVector.MultiplyAdd(TVector.Broadcast(CoupledDecay), parameter, gradient);
        first = TVector.MultiplyAdd(TVector.Broadcast(Beta1), first, TVector.Broadcast(OneMinusBeta1) * gradient);
        second = TVector.MultiplyAdd(TVector.Broadcast(Beta2), second, TVector.Broadcast(OneMinusBeta2) * gradient * gradient);
        TVector root = TVector.MultiplyAdd(TVector.Sqrt(second), TVector.Broadcast(RootCorrection), TVector.Broadcast(Epsilon));
        TVector shrunk = TVector.MultiplyAdd(TVector.Broadcast(Shrinkage), parameter, parameter);
        return shrunk - (TVector.Broadcast(CorrectedRate) * first / root);
    }
}

/// <summary>v = decay v + (1 - decay) g^2; the parameter loses rate g / (sqrt(v) + epsilon).</summary>
internal readonly struct RmsPropRule<T> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T Rate { get; init; }

    public T Keep { get; init; }

    public T OneMinusKeep { get; init; }

    public T Epsilon { get; init; }

    public T Decay { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Update<TVector>(TVector parameter, TVector gradient, ref TVector first, ref TVector second)
        where TVector : struct, ISimd<TVector, T>
    {
        gradient = TVector.MultiplyAdd(TVector.Broadcast(Decay), parameter, gradient);
        second = TVector.MultiplyAdd(TVector.Broadcast(Keep), second, TVector.Broadcast(OneMinusKeep) * gradient * gradient);
        return parameter - (TVector.Broadcast(Rate) * gradient / (TVector.Sqrt(second) + TVector.Broadcast(Epsilon)));
    }
}
