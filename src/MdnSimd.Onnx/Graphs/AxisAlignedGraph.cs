using System.Numerics;

namespace MdnSimd.Onnx.Graphs;

/// <summary>Components whose dimensions are independent; see Mixtures/AxisAlignedShape in the engine for the formulas.</summary>
internal sealed class AxisAlignedGraph<T> : IComponentShape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string sigma;
    private readonly int dimensionsPerScale;

    /// <summary>Components of given raw outputs.</summary>
    /// <param name="graph">Receives the operators.</param>
    /// <param name="options">The model's.</param>
    /// <param name="raw">Raw scales [n, K, 1] (isotropic) or [n, K, D].</param>
    public AxisAlignedGraph(GraphBuilder<T> graph, MdnOptions options, string raw)
    {
        sigma = ScaleGraph.Add(graph, options, raw);
        dimensionsPerScale = options.Covariance == Covariance.Isotropic ? options.Targets : 1;
    }

    /// <inheritdoc/>
    public (string Scales, string? PrecisionFactors) Parameters(GraphBuilder<T> graph, string units) => (graph.Multiply(sigma, units), null);

    /// <inheritdoc/>
    public string Deviations(GraphBuilder<T> graph, string differences) => graph.Divide(differences, sigma);

    /// <inheritdoc/>
    public string LogVolumes(GraphBuilder<T> graph)
    {
        string sum = graph.Sum(graph.Log(sigma), 2);
        return dimensionsPerScale == 1 ? sum : graph.Multiply(sum, graph.Scalar(dimensionsPerScale));
    }
}
