namespace MdnSimd;

/// <summary>The spread of a layer's weights before training. Weights are normal with mean 0; biases start at 0,
/// but for the output layer's means, which start apart.</summary>
public enum Initialization
{
    /// <summary>He for the rectifier family, LeCun for identity, Glorot for the others.</summary>
    Automatic,

    /// <summary>Variance 2 / (inputs + outputs), Glorot and Bengio 2010.</summary>
    Glorot,

    /// <summary>Variance 2 / inputs, He et al. 2015.</summary>
    He,

    /// <summary>Variance 1 / inputs, LeCun et al. 1998.</summary>
    LeCun,
}
