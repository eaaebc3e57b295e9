using System.Numerics;
using MdnSimd.Mixtures;

namespace MdnSimd.Onnx.Graphs;

/// <summary>From raw outputs to scales, in standard deviations of the targets.</summary>
internal static class ScaleGraph
{
    /// <summary>floor + link(s).</summary>
    public static string Add<T>(GraphBuilder<T> graph, MdnOptions options, string s)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        graph.Add(Link(graph, options.ScaleLink, s), graph.Scalar(options.ScaleFloor));

    private static string Link<T>(GraphBuilder<T> graph, ScaleLink link, string s)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => link switch
        {
            ScaleLink.Exp => graph.Exp(graph.Min(s, graph.Scalar(ExpLink.Limit<T>()))),
            ScaleLink.Softplus => ActivationGraph.Softplus(graph, s),

            // exp(0) = 1 above 0.
            ScaleLink.EluPlusOne => graph.Add(graph.Exp(graph.Min(s, graph.Scalar(0))), graph.Relu(s)),
            _ => throw new ArgumentOutOfRangeException(nameof(link), link, "is no scale link"),
        };
}
