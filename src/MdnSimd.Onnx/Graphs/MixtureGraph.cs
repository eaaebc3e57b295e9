using System.Numerics;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd.Onnx.Graphs;

/// <summary>The mixture: from raw outputs to weights, means, scales and log-density in the targets' units.</summary>
internal static class MixtureGraph
{
    /// <summary>Adds the outputs of a mixture.</summary>
    /// <param name="graph">Receives the operators.</param>
    /// <param name="options">The model's.</param>
    /// <param name="scaler">The targets'.</param>
    /// <param name="raw">What the network says about them.</param>
    /// <param name="signature">The outputs.</param>
    public static void Add<T>(
        GraphBuilder<T> graph, MdnOptions options, Standardizer<T> scaler, RawMixture raw, MixtureSignature signature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int dimensions = options.Targets;
        int components = signature.Weights.Row[0];
        graph.Scope = "mixture";
        string shift = graph.Constant("targets.mean", scaler.Means, dimensions);
        string units = graph.Constant("targets.scale", scaler.Scales, dimensions);
        string means = graph.ReshapeRows(raw.Means, components, dimensions);
        string rawScales = graph.ReshapeRows(raw.Scales, components, MixtureLayout.ScalesOf(options.Covariance, dimensions));
        IComponentShape<T> shape = options.Covariance == Covariance.Full
            ? new FullGraph<T>(graph, options, rawScales)
            : new AxisAlignedGraph<T>(graph, options, rawScales);

        T limit = Limits.Of(MixtureLimits<Simd128<T>, T>.Parameter);
        (string scales, string? factors) = shape.Parameters(graph, units);
        graph.Output(signature.Weights, raw.Weights);
        graph.Output(signature.Means, graph.Limit(graph.Add(graph.Multiply(means, units), shift), limit));
        graph.Output(signature.Scales, graph.Limit(scales, limit));
        if (signature.PrecisionFactors is not null && factors is not null)
        {
            graph.Output(signature.PrecisionFactors, graph.Limit(factors, limit));
        }

        if (signature.T is not null && signature.LogDensity is not null && raw.LogWeights is not null)
        {
            graph.Scope = "log_density";
            string y = graph.Divide(graph.Subtract(graph.Input(signature.T), shift), units);
            string differences = graph.Subtract(graph.Unsqueeze(y, 1), means);
            string deviations = graph.Limit(shape.Deviations(graph, differences), Limits.Of(MixtureLimits<Simd128<T>, T>.Deviation));
            string squares = graph.Sum(graph.Multiply(deviations, deviations), 2);
            string exponents = graph.Add(graph.Multiply(squares, graph.Scalar(0.5)), shape.LogVolumes(graph));
            string joint = graph.Subtract(raw.LogWeights, exponents);
            string constant = graph.Scalar((dimensions * StandardNormal.LogSqrtTwoPi) + scaler.LogScale);
            graph.Output(signature.LogDensity, graph.Subtract(LogSumExp(graph, joint), constant));
        }
    }

    /// <summary>log sum_k exp(u_k) [n] of u [n, K]; the largest is taken out first, so that nothing overflows or vanishes.</summary>
    private static string LogSumExp<T>(GraphBuilder<T> graph, string u)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string largest = graph.Largest(u, 1);
        string sum = graph.Sum(graph.Exp(graph.Subtract(u, largest)), 1, keep: true);
        return graph.Squeeze(graph.Add(largest, graph.Log(sum)), 1);
    }
}

/// <summary>What networks say about a mixture, row by row.</summary>
/// <param name="Weights">[n, K].</param>
/// <param name="LogWeights">[n, K]; null where no density is asked for.</param>
/// <param name="Means">[n, K * D], standardised.</param>
/// <param name="Scales">Raw outputs of all covariances, [n, K * S].</param>
internal sealed record RawMixture(string Weights, string? LogWeights, string Means, string Scales);
