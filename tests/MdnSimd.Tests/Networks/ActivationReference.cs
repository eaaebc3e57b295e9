using MathNet.Numerics;

namespace MdnSimd.Tests.Networks;

/// <summary>The activations in scalar double, from their definitions, and their slopes by central differences.</summary>
internal static class ActivationReference
{
    public static double Value(Activation activation, double x) => activation switch
    {
        Activation.Identity => x,
        Activation.Tanh => Math.Tanh(x),
        Activation.Relu => x > 0 ? x : 0,
        Activation.LeakyRelu => x > 0 ? x : 0.01 * x,
        Activation.Elu => x > 0 ? x : ExpM1(x),
        Activation.Gelu => x * 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2)),
        Activation.Silu => x * Sigmoid(x),
        Activation.Softplus => Math.Max(x, 0) + SpecialFunctions.Log1p(Math.Exp(-Math.Abs(x))),
        Activation.Sigmoid => Sigmoid(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "has no reference"),
    };

    /// <summary>Good to about 1e-10 of the largest slope, apart from the kinks at 0.</summary>
    public static double Slope(Activation activation, double x)
    {
        double step = 1e-5 * Math.Max(1, Math.Abs(x));
        double above = x + step;
        double below = x - step;
        return (Value(activation, above) - Value(activation, below)) / (above - below);
    }

    private static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    private static double ExpM1(double x) => x < -1 ? Math.Exp(x) - 1 : 2 * Math.Sinh(x / 2) * Math.Exp(x / 2);
}
