using System.Numerics;
using MdnSimd.Mixtures;
using MdnSimd.Onnx.Schema;
using MdnSimd.Persistence;
using MdnSimd.Simd;

namespace MdnSimd.Onnx.Graphs;

/// <summary>A whole model as an ONNX file: scaler, networks, mixture, and who made it of what.</summary>
internal static class ModelGraph
{
    private const string Producer = "MdnSimd";

    /// <summary>The inputs and outputs of a model's graph.</summary>
    public static MixtureSignature SignatureOf<T>(MdnModel<T> model, OnnxOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(model.Options.Inputs, model.Members * model.Options.Components, model.Options.Targets, model.Options.Covariance, options);

    /// <summary>The file's content.</summary>
    public static ProtobufMessage Of<T>(MdnModel<T> model, OnnxOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MixtureSignature signature = SignatureOf(model, options);
        GraphBuilder<T> graph = new("mdn") { Scope = "inputs" };
        string x = Standardised(graph, model.InputScaler, graph.Input(signature.X));
        RawMixture[] members = new RawMixture[model.Members];
        for (int m = 0; m < members.Length; m++)
        {
            graph.Scope = members.Length == 1 ? "network" : $"members.{m}";
            members[m] = Member(graph, model, m, x, options.LogDensity);
        }

        graph.Scope = "ensemble";
        RawMixture raw = Mean(graph, members);
        MixtureGraph.Add(graph, model.Options, model.TargetScaler, raw, signature);
        return File(model.Options, graph.Message);
    }

    private static string Standardised<T>(GraphBuilder<T> graph, Standardizer<T> scaler, string x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] inverseScales = Array.ConvertAll(scaler.Scales.ToArray(), scale => T.One / scale);
        string centered = graph.Subtract(x, graph.Constant("mean", scaler.Means, scaler.Columns));
        string scaled = graph.Multiply(centered, graph.Constant("inverse_scale", inverseScales, scaler.Columns));
        T limit = Scalar.Of<T>(Standardizer<T>.Farthest);
        string z = graph.Limit(scaled, limit);
        return scaler.Power is null ? z : graph.Limit(DrawnIn(graph, scaler.Power, z), limit);
    }

    /// <summary>
    /// The transform of Yeo and Johnson: sign(z) expm1(q log1p|z|) / q with q = p, or 2 - p below 0, and the logarithm where q is 0.
    /// </summary>
    private static string DrawnIn<T>(GraphBuilder<T> graph, PowerTransform<T> power, string z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = power.Powers.Length;
        string zero = graph.Scalar(T.Zero);
        string one = graph.Scalar(T.One);
        string below = graph.Greater(zero, z);
        string q = graph.Where(
            below,
            graph.Constant("power_below", Array.ConvertAll(power.Powers.ToArray(), each => T.One + T.One - each), columns),
            graph.Constant("power", power.Powers, columns));
        string isLogarithm = graph.Equal(q, zero);
        string distance = graph.Absolute(z);
        string logarithm = ActivationGraph.LogOnePlus(graph, distance);
        string drawn = graph.Divide(
            ActivationGraph.ExpLessOne(graph, graph.Multiply(q, logarithm)), graph.Where(isLogarithm, one, q));
        string magnitude = graph.Where(isLogarithm, logarithm, graph.Where(graph.Equal(q, one), distance, drawn));
        string signed = graph.Where(below, graph.Negate(magnitude), magnitude);
        return graph.Divide(
            graph.Subtract(signed, graph.Constant("power_mean", power.Means, columns)), graph.Constant("power_scale", power.Scales, columns));
    }

    private static RawMixture Member<T>(GraphBuilder<T> graph, MdnModel<T> model, int member, string x, bool logWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string raw = NetworkGraph.Add(graph, model.Layout, model.ParametersOf(member), x);
        MixtureLayout layout = model.Head.Layout;
        string[] parts = graph.Split(raw, 1, layout.Components, layout.Components * layout.Dimensions, layout.Scales);
        return new RawMixture(graph.Softmax(parts[0]), logWeights ? graph.LogSoftmax(parts[0]) : null, parts[1], parts[2]);
    }

    /// <summary>The mean of the members' densities: all their components, with weights divided by the number of members.</summary>
    private static RawMixture Mean<T>(GraphBuilder<T> graph, RawMixture[] members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (members.Length == 1)
        {
            return members[0];
        }

        string Joined(Func<RawMixture, string> part) => graph.Concatenate(1, Array.ConvertAll(members, member => part(member)));
        return new RawMixture(
            graph.Divide(Joined(member => member.Weights), graph.Scalar(members.Length)),
            members[0].LogWeights is null
                ? null
                : graph.Subtract(Joined(member => member.LogWeights!), graph.Scalar(Math.Log(members.Length))),
            Joined(member => member.Means),
            Joined(member => member.Scales));
    }

    private static ProtobufMessage File(MdnOptions options, ProtobufMessage graph) => new ProtobufMessage()
        .Add(OnnxSchema.Model.IrVersion, OnnxSchema.IrVersion)
        .Add(
            OnnxSchema.Model.OpsetImport,
            new ProtobufMessage().Add(OnnxSchema.OperatorSetId.Domain, "").Add(OnnxSchema.OperatorSetId.Version, OnnxSchema.OperatorSet))
        .Add(OnnxSchema.Model.ProducerName, Producer)
        .Add(OnnxSchema.Model.ProducerVersion, typeof(ModelGraph).Assembly.GetName().Version?.ToString(3) ?? "")
        .Add(OnnxSchema.Model.DocString, "A mixture density network: the weights, means and scales of a Gaussian mixture p(t | x).")
        .Add(OnnxSchema.Model.Graph, graph)
        .Add(OnnxSchema.Model.MetadataProps, Entry("covariance", options.Covariance.ToString()))
        .Add(OnnxSchema.Model.MetadataProps, Entry("input_names", ModelMetadata.Json(options.InputNames)))
        .Add(OnnxSchema.Model.MetadataProps, Entry("target_names", ModelMetadata.Json(options.TargetNames)));

    private static ProtobufMessage Entry(string key, string value) =>
        new ProtobufMessage().Add(OnnxSchema.Entry.Key, key).Add(OnnxSchema.Entry.Value, value);
}
