namespace MdnSimd;

/// <summary>What a hidden layer applies to each of its outputs. Formulas stand in docs/mathematics.md.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where positive, else 0.01 x.</summary>
    LeakyRelu,

    /// <summary>x where positive, else exp(x) - 1.</summary>
    Elu,

    /// <summary>x Phi(x), Phi the standard normal distribution function (the exact form, not the tanh approximation).</summary>
    Gelu,

    /// <summary>x sigmoid(x), also called swish.</summary>
    Silu,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,
}
