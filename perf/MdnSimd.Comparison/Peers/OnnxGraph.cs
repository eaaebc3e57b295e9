namespace MdnSimd.Comparison.Peers;

/// <summary>An ONNX graph under construction. Field numbers are those of onnx.proto, version 8 of the format, opset 17.</summary>
internal sealed class OnnxGraph(string name)
{
    private const int Float = 1;
    private const int Int64 = 7;

    private readonly Protobuf graph = new Protobuf().Add(2, name);

    /// <summary>A node: <paramref name="type"/> of its inputs gives its outputs.</summary>
    public void Node(string type, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        Protobuf node = new();
        foreach (string input in inputs)
        {
            node.Add(1, input);
        }

        foreach (string output in outputs)
        {
            node.Add(2, output);
        }

        node.Add(4, type);
        foreach ((string key, long value) in attributes)
        {
            const int IntegerAttribute = 2;
            node.Add(5, new Protobuf().Add(1, key).Add(3, value).Add(20, IntegerAttribute));
        }

        graph.Add(1, node);
    }

    /// <summary>A constant tensor.</summary>
    public void Constant(string key, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        graph.Add(5, Shape(new Protobuf(), shape).Add(2, Float).Add(8, key).Add(9, values));

    /// <summary>A constant vector of integers.</summary>
    public void Constant(string key, ReadOnlySpan<long> values) =>
        graph.Add(5, Shape(new Protobuf(), [values.Length]).Add(2, Int64).Add(8, key)
            .Add(9, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values)));

    public void Input(string key, params ReadOnlySpan<long> shape) => graph.Add(11, ValueInfo(key, shape));

    public void Output(string key, params ReadOnlySpan<long> shape) => graph.Add(12, ValueInfo(key, shape));

    /// <summary>The bytes of the model.</summary>
    public byte[] ToModel()
    {
        const int FormatVersion = 8;
        const int OperatorSet = 17;
        return new Protobuf()
            .Add(1, FormatVersion)
            .Add(2, "MdnSimd.Comparison")
            .Add(7, graph)
            .Add(8, new Protobuf().Add(1, "").Add(2, OperatorSet))
            .ToArray();
    }

    private static Protobuf Shape(Protobuf tensor, ReadOnlySpan<long> shape)
    {
        foreach (long size in shape)
        {
            tensor.Add(1, size);
        }

        return tensor;
    }

    private static Protobuf ValueInfo(string key, ReadOnlySpan<long> shape)
    {
        Protobuf dimensions = new();
        foreach (long size in shape)
        {
            dimensions.Add(1, new Protobuf().Add(1, size));
        }

        Protobuf tensor = new Protobuf().Add(1, Float).Add(2, dimensions);
        return new Protobuf().Add(1, key).Add(2, new Protobuf().Add(1, tensor));
    }
}
