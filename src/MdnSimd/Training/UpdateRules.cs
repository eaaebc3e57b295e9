using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>An optimizer's rule on vectors: how one gradient changes parameters and their moments.</summary>
internal interface IUpdateRule<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The new parameter; the moments are updated in place.</summary>
    TVector Update(TVector parameter, TVector gradient, ref TVector first, ref TVector second);
}

/// <summary>v = momentum v + g; the parameter loses rate (g + momentum v) with Nesterov, rate v without.</summary>
internal readonly struct SgdRule<TVector, T> : IUpdateRule<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public TVector Rate { get; init; }

    public TVector Momentum { get; init; }

    /// <summary>How much of the gradient is added to the velocity for the step: 1 with Nesterov, 0 without.</summary>
    public TVector LookAhead { get; init; }

    /// <summary>How much of the velocity is stepped along: momentum with Nesterov, 1 without.</summary>
    public TVector VelocityShare { get; init; }

    public TVector Decay { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Update(TVector parameter, TVector gradient, ref TVector first, ref TVector second)
    {
        gradient = TVector.MultiplyAdd(Decay, parameter, gradient);
        first = TVector.MultiplyAdd(Momentum, first, gradient);
        return parameter - (Rate * TVector.MultiplyAdd(VelocityShare, first, LookAhead * gradient));
    }
}

/// <summary>
/// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2; the parameter loses rate m^ / (sqrt(v^) + epsilon), with
/// m^ and v^ corrected for their start at 0. Coupled decay joins the gradient, decoupled decay shrinks the parameter.
/// </summary>
internal readonly struct AdamRule<TVector, T> : IUpdateRule<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public TVector Beta1 { get; init; }

    public TVector OneMinusBeta1 { get; init; }

    public TVector Beta2 { get; init; }

    public TVector OneMinusBeta2 { get; init; }

    /// <summary>rate / (1 - beta1^step).</summary>
    public TVector CorrectedRate { get; init; }

    /// <summary>1 / sqrt(1 - beta2^step).</summary>
    public TVector RootCorrection { get; init; }

    public TVector Epsilon { get; init; }

    public TVector CoupledDecay { get; init; }

    /// <summary>rate * decay for decoupled decay, else 0. Not 1 less it: that would round most of it away in float.</summary>
    public TVector DecoupledDecay { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Update(TVector parameter, TVector gradient, ref TVector first, ref TVector second)
    {
        gradient = TVector.MultiplyAdd(CoupledDecay, parameter, gradient);
        first = TVector.MultiplyAdd(Beta1, first, OneMinusBeta1 * gradient);
        second = TVector.MultiplyAdd(Beta2, second, OneMinusBeta2 * gradient * gradient);
        TVector root = TVector.MultiplyAdd(TVector.Sqrt(second), RootCorrection, Epsilon);
        return TVector.MultiplyAdd(-DecoupledDecay, parameter, parameter) - (CorrectedRate * first / root);
    }
}

/// <summary>v = decay v + (1 - decay) g^2; the parameter loses rate g / (sqrt(v) + epsilon).</summary>
internal readonly struct RmsPropRule<TVector, T> : IUpdateRule<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public TVector Rate { get; init; }

    public TVector Keep { get; init; }

    public TVector OneMinusKeep { get; init; }

    public TVector Epsilon { get; init; }

    public TVector Decay { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Update(TVector parameter, TVector gradient, ref TVector first, ref TVector second)
    {
        gradient = TVector.MultiplyAdd(Decay, parameter, gradient);
        second = TVector.MultiplyAdd(Keep, second, OneMinusKeep * gradient * gradient);
        return parameter - (Rate * gradient / (TVector.Sqrt(second) + Epsilon));
    }
}
