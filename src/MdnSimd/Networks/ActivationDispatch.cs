namespace MdnSimd.Networks;

/// <summary>Work to be done with an activation that is known only at run time.</summary>
internal interface IActivationWork
{
    /// <summary>Does the work with <typeparamref name="TActivation"/>.</summary>
    void Run<TActivation>()
        where TActivation : struct, IActivation;
}

/// <summary>The one place that maps the public <see cref="Activation"/> to the code that computes it.</summary>
internal static class ActivationDispatch
{
    /// <summary>Runs <paramref name="work"/> with the code of <paramref name="activation"/>: one switch per layer and call.</summary>
    public static void Run<TWork>(Activation activation, scoped ref TWork work)
        where TWork : IActivationWork, allows ref struct
    {
        switch (activation)
        {
            case Activation.Identity:
                work.Run<Identity>();
                break;
            case Activation.Tanh:
                work.Run<TanhActivation>();
                break;
            case Activation.Relu:
                work.Run<Relu>();
                break;
            case Activation.LeakyRelu:
                work.Run<LeakyRelu>();
                break;
            case Activation.Elu:
                work.Run<Elu>();
                break;
            case Activation.Gelu:
                work.Run<Gelu>();
                break;
            case Activation.Silu:
                work.Run<Silu>();
                break;
            case Activation.Softplus:
                work.Run<SoftplusActivation>();
                break;
            case Activation.Sigmoid:
                work.Run<SigmoidActivation>();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "is no activation");
        }
    }

    /// <summary>Whether training must keep the layer's values before the activation as well as those behind it.</summary>
    public static bool DerivativeNeedsInput(Activation activation)
    {
        NeedsInput query = default;
        Run(activation, ref query);
        return query.Answer;
    }

    private struct NeedsInput : IActivationWork
    {
        public bool Answer;

        public void Run<TActivation>()
            where TActivation : struct, IActivation => Answer = TActivation.DerivativeNeedsInput;
    }
}
