using System.Numerics;

namespace MdnSimd.Onnx.Graphs;

/// <summary>What a graph knows of its components' covariances.</summary>
internal interface IComponentShape<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Standard deviations [n, K, D] in the targets' units, and factors [n, K, D, D] or null.</summary>
    /// <param name="graph">Receives the operators.</param>
    /// <param name="units">The targets' scales [D].</param>
    (string Scales, string? PrecisionFactors) Parameters(GraphBuilder<T> graph, string units);

    /// <summary>r [n, K, D], of which |r|^2 is the squared distance of a target from a component.</summary>
    /// <param name="graph">Receives the operators.</param>
    /// <param name="differences">y - mu [n, K, D], standardised.</param>
    string Deviations(GraphBuilder<T> graph, string differences);

    /// <summary>log sqrt |Sigma| [n, K], standardised.</summary>
    string LogVolumes(GraphBuilder<T> graph);
}
