namespace MdnSimd;

/// <summary>The rule by which a gradient moves the parameters. Formulas stand in docs/mathematics.md.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }
}

/// <summary>Stochastic gradient descent with momentum; weight decay is added to the gradient.</summary>
/// <param name="Momentum">How much of the last step is kept, in [0, 1). Default 0.9; 0 is plain descent.</param>
/// <param name="Nesterov">Whether to look ahead along the momentum (Sutskever et al. 2013).</param>
public sealed record SgdOptions(double Momentum = 0.9, bool Nesterov = true) : OptimizerOptions;

/// <summary>Adam, Kingma and Ba 2015; weight decay is added to the gradient.</summary>
/// <param name="Beta1">Decay of the mean of gradients, in [0, 1).</param>
/// <param name="Beta2">Decay of the mean of their squares, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the squares; at least 1e-30.</param>
public sealed record AdamOptions(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : OptimizerOptions;

/// <summary>Adam with decoupled weight decay, Loshchilov and Hutter 2019: decay shrinks the weights apart from the gradient.</summary>
/// <param name="Beta1">Decay of the mean of gradients, in [0, 1).</param>
/// <param name="Beta2">Decay of the mean of their squares, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the squares; at least 1e-30.</param>
public sealed record AdamWOptions(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8) : OptimizerOptions;

/// <summary>RMSProp, Hinton 2012; weight decay is added to the gradient.</summary>
/// <param name="Decay">Decay of the mean of squared gradients, in [0, 1).</param>
/// <param name="Epsilon">Added to the root of the squares; at least 1e-30.</param>
public sealed record RmsPropOptions(double Decay = 0.99, double Epsilon = 1e-8) : OptimizerOptions;
