using System.Numerics;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd.Onnx.Graphs;

/// <summary>
/// Components of any covariance, through U = diag(1 / sigma) (1 + C) with Sigma^-1 = U^T U and C strictly upper triangular; see
/// Mixtures/FullShape in the engine for the formulas.
/// </summary>
internal sealed class FullGraph<T> : IComponentShape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int dimensions;

    /// <summary>sigma [n, K, D].</summary>
    private readonly string sigma;

    /// <summary>C [n, K, D, D], and 1 + C.</summary>
    private readonly string couplings;
    private readonly string unitFactor;

    /// <summary>Components of given raw outputs.</summary>
    /// <param name="graph">Receives the operators.</param>
    /// <param name="options">The model's.</param>
    /// <param name="raw">[n, K, D (D + 1) / 2]: rows of the upper triangle, each a scale followed by its couplings.</param>
    public FullGraph(GraphBuilder<T> graph, MdnOptions options, string raw)
    {
        dimensions = options.Targets;
        long[] diagonal = new long[dimensions];
        long[] places = new long[dimensions * dimensions];
        T[] above = new T[dimensions * dimensions];
        T[] identity = new T[dimensions * dimensions];
        long element = 0;
        for (int i = 0; i < dimensions; i++)
        {
            diagonal[i] = element++;
            identity[(i * dimensions) + i] = T.One;
            for (int j = i + 1; j < dimensions; j++)
            {
                places[(i * dimensions) + j] = element++;
                above[(i * dimensions) + j] = T.One;
            }
        }

        sigma = ScaleGraph.Add(graph, options, graph.Gather(raw, graph.Vector(diagonal), 2));
        string square = graph.Gather(raw, graph.Integers("places", places, dimensions, dimensions), 2);
        couplings = graph.Multiply(
            graph.Limit(square, Limits.Of(MixtureLimits<Simd128<T>, T>.Coupling)),
            graph.Constant("above_diagonal", above, dimensions, dimensions));
        unitFactor = graph.Add(couplings, graph.Constant("identity", identity, dimensions, dimensions));
    }

    /// <inheritdoc/>
    public (string Scales, string? PrecisionFactors) Parameters(GraphBuilder<T> graph, string units)
    {
        // Sigma = V V^T with V = (1 + C)^-1 diag(sigma): standard deviations are the norms of its rows. The largest element is taken
        // out, so that no square overflows.
        string root = graph.Limit(graph.Multiply(Inverse(graph), graph.Unsqueeze(sigma, 2)), Limits.Of(MixtureLimits<Simd128<T>, T>.Parameter));
        string largest = graph.Largest(graph.Absolute(root), 3);
        string ratios = graph.Divide(root, largest);
        string squares = graph.Sum(graph.Multiply(ratios, ratios), 3);
        string scales = graph.Multiply(graph.Squeeze(largest, 3), graph.SquareRoot(squares));
        string factors = graph.Divide(graph.Divide(unitFactor, graph.Unsqueeze(sigma, 3)), units);
        return (graph.Multiply(scales, units), factors);
    }

    /// <inheritdoc/>
    public string Deviations(GraphBuilder<T> graph, string differences)
    {
        string limited = graph.Limit(differences, Limits.Of(MixtureLimits<Simd128<T>, T>.Difference));
        string column = graph.MatrixProduct(unitFactor, graph.Unsqueeze(limited, 3));
        return graph.Divide(graph.Squeeze(column, 3), sigma);
    }

    /// <inheritdoc/>
    public string LogVolumes(GraphBuilder<T> graph) => graph.Sum(graph.Log(sigma), 2);

    /// <summary>W = (1 + C)^-1 column by column: W_j = e_j - sum_{l &lt; j} W_l c_lj.</summary>
    private string Inverse(GraphBuilder<T> graph)
    {
        string inverse = "";
        for (int j = 0; j < dimensions; j++)
        {
            T[] unit = new T[dimensions];
            unit[j] = T.One;
            string axis = graph.Constant($"axis.{j}", unit, dimensions, 1);
            if (j == 0)
            {
                // The first column of C is zero; what is added to it takes its shape.
                inverse = graph.Add(graph.Slice(couplings, [0], [1], [3]), axis);
                continue;
            }

            string above = graph.Slice(couplings, [0, j], [j, j + 1], [2, 3]);
            string column = graph.Subtract(axis, graph.MatrixProduct(inverse, above));
            inverse = graph.Concatenate(3, inverse, column);
        }

        return inverse;
    }
}
