using System.Numerics;
using MdnSimd.Networks;

namespace MdnSimd.Onnx.Graphs;

/// <summary>
/// Activations and what else is applied element by element. Where the standard's operator loses digits (the logarithm of 1 plus a
/// small number, the exponential of a small number less 1) or runtimes have it for float alone, it is made of others.
/// </summary>
internal static class ActivationGraph
{
    /// <summary>f(z), as <see cref="Activation"/> defines it.</summary>
    public static string Add<T>(GraphBuilder<T> graph, Activation activation, string z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => activation switch
        {
            Activation.Identity => z,
            Activation.Tanh => graph.Tanh(z),
            Activation.Relu => graph.Relu(z),
            Activation.LeakyRelu => graph.Max(z, graph.Multiply(z, graph.Scalar(LeakyRelu.Slope))),
            Activation.Elu => graph.Where(graph.Greater(z, graph.Scalar(0)), z, ExpLessOne(graph, graph.Min(z, graph.Scalar(0)))),
            Activation.Gelu => graph.Multiply(z, NormalCdf(graph, z)),
            Activation.Silu => Silu(graph, z),
            Activation.Softplus => Softplus(graph, z),
            Activation.Sigmoid => graph.Sigmoid(z),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "is no activation"),
        };

    /// <summary>log(1 + exp(z)) = max(z, 0) + log(1 + e) with e = exp(-|z|), which never overflows.</summary>
    public static string Softplus<T>(GraphBuilder<T> graph, string z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        graph.Add(graph.Relu(z), LogOnePlus(graph, graph.Exp(graph.Negate(graph.Absolute(z)))));

    /// <summary>log(1 + a) for a from 0, with the relative accuracy of a where it is small.</summary>
    /// <remarks>
    /// With u the rounded 1 + a it is a log(u) / (u - 1): the errors of the logarithm and of the difference, both large where a is
    /// small, are the same and cancel (Higham, Accuracy and Stability of Numerical Algorithms, section 1.14.1). Where u is 1 it is a.
    /// </remarks>
    public static string LogOnePlus<T>(GraphBuilder<T> graph, string a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string one = graph.Scalar(1);
        string u = graph.Add(a, one);
        string quotient = graph.Multiply(graph.Log(u), graph.Divide(a, graph.Subtract(u, one)));
        return graph.Where(graph.Equal(u, one), a, quotient);
    }

    /// <summary>exp(z) - 1 = tanh(z / 2) (exp(z) + 1), with the relative accuracy of z where it is small; infinite where exp(z) is.</summary>
    public static string ExpLessOne<T>(GraphBuilder<T> graph, string z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => graph.Multiply(
            graph.Tanh(graph.Multiply(z, graph.Scalar(0.5))), graph.Add(graph.Exp(z), graph.Scalar(1)));

    /// <summary>z sigmoid(z) = z / (1 + exp(-z)): of the product ONNX Runtime makes an operator of its own, which it lacks for double.</summary>
    private static string Silu<T>(GraphBuilder<T> graph, string z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        graph.Divide(z, graph.Add(graph.Exp(graph.Negate(z)), graph.Scalar(1)));

    /// <summary>The distribution function of the standard normal distribution, (1 + erf(z / sqrt 2)) / 2.</summary>
    private static string NormalCdf<T>(GraphBuilder<T> graph, string z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string erf = graph.Erf(graph.Multiply(z, graph.Scalar(Math.Sqrt(0.5))));
        return graph.Multiply(graph.Add(erf, graph.Scalar(1)), graph.Scalar(0.5));
    }
}
