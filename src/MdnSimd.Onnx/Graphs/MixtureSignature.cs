namespace MdnSimd.Onnx.Graphs;

/// <summary>The inputs and outputs of a model's graph.</summary>
internal sealed class MixtureSignature
{
    public MixtureSignature(int inputs, int components, int dimensions, Covariance covariance, OnnxOptions options)
    {
        X = new("x", "features, in their units", inputs);
        T = options.LogDensity ? new("t", "targets, in their units", dimensions) : null;
        Weights = new("weights", "weights of the components; their sum is 1", components);
        Means = new("means", "means of the components, in the targets' units", components, dimensions);
        Scales = new("scales", "standard deviations of the components, in the targets' units", components, dimensions);
        PrecisionFactors = covariance == Covariance.Full
            ? new(
                "precision_factors", "upper triangular U of the components, whose covariance is the inverse of U^T U",
                components, dimensions, dimensions)
            : null;
        LogDensity = options.LogDensity ? new("log_density", "log p(t | x), in nats") : null;
    }

    public OnnxValue X { get; }

    public OnnxValue? T { get; }

    public OnnxValue Weights { get; }

    public OnnxValue Means { get; }

    public OnnxValue Scales { get; }

    public OnnxValue? PrecisionFactors { get; }

    public OnnxValue? LogDensity { get; }

    /// <summary>The inputs that there are.</summary>
    public IEnumerable<OnnxValue> Inputs => new[] { X, T }.OfType<OnnxValue>();

    /// <summary>The outputs that there are.</summary>
    public IEnumerable<OnnxValue> Outputs => new[] { Weights, Means, Scales, PrecisionFactors, LogDensity }.OfType<OnnxValue>();
}
