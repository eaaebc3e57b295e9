namespace MdnSimd.Onnx;

/// <summary>What an exported graph computes beside the mixture.</summary>
public sealed record OnnxOptions
{
    /// <summary>
    /// Whether the graph has the second input <c>t</c> [n, D], targets in their units, and the output <c>log_density</c> [n], their
    /// log-density in nats. Such a graph cannot be run without targets. Default false.
    /// </summary>
    public bool LogDensity { get; init; }
}
