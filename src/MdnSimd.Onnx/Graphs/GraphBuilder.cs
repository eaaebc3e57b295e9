using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MdnSimd.Onnx.Schema;
using MdnSimd.Persistence;

namespace MdnSimd.Onnx.Graphs;

/// <summary>
/// An ONNX graph under construction. A value is known by its name; every operator's method takes names and returns the name of its
/// result, so that code reads like the formula it puts into the graph.
/// </summary>
/// <typeparam name="T">float or double: the elements of all values but integers.</typeparam>
internal sealed partial class GraphBuilder<T>(string name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly long ElementType =
        typeof(T) == typeof(float) ? OnnxSchema.ElementType.Float : OnnxSchema.ElementType.Double;

    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> shared = new(StringComparer.Ordinal);

    /// <summary>The graph so far.</summary>
    public ProtobufMessage Message { get; } = new ProtobufMessage().Add(OnnxSchema.Graph.Name, name);

    /// <summary>What the names of the values that follow begin with: the part of the model that they belong to.</summary>
    public string Scope { get; set; } = name;

    /// <summary>An input of the graph.</summary>
    public string Input(OnnxValue value)
    {
        Message.Add(OnnxSchema.Graph.Input, Describe(value));
        return value.Name;
    }

    /// <summary>Makes a value an output of the graph.</summary>
    public void Output(OnnxValue value, string source)
    {
        Node("Identity", value.Name, [source], [value.Name], []);
        Message.Add(OnnxSchema.Graph.Output, Describe(value));
    }

    /// <summary>A constant tensor; no dimensions for a scalar.</summary>
    public string Constant(string key, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) =>
        Initializer(Unique(key), ElementType, LittleEndian.ToBytes(values), shape);

    /// <summary>A constant number.</summary>
    public string Scalar(double value) => Scalar(MdnSimd.Simd.Scalar.Of<T>(value));

    /// <summary>A constant number.</summary>
    public string Scalar(T value) =>
        Shared(string.Create(CultureInfo.InvariantCulture, $"constants/{value}"), ElementType, LittleEndian.ToBytes<T>([value]));

    /// <summary>A vector of integers: sizes, indices, axes.</summary>
    public string Vector(params ReadOnlySpan<long> values) =>
        Shared($"integers/{string.Join(',', values.ToArray())}", OnnxSchema.ElementType.Int64, BytesOf(values), values.Length);

    /// <summary>A constant tensor of integers.</summary>
    public string Integers(string key, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Initializer(Unique(key), OnnxSchema.ElementType.Int64, BytesOf(values), shape);

    /// <summary>The result of an operator that has one.</summary>
    private string Apply(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        string result = Unique(operation);
        Node(operation, result, inputs, [result], attributes);
        return result;
    }

    private void Node(
        string operation, string key, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<OnnxAttribute> attributes)
    {
        ProtobufMessage node = new();
        foreach (string input in inputs)
        {
            node.Add(OnnxSchema.Node.Input, input);
        }

        foreach (string output in outputs)
        {
            node.Add(OnnxSchema.Node.Output, output);
        }

        node.Add(OnnxSchema.Node.Name, key).Add(OnnxSchema.Node.OpType, operation);
        foreach (OnnxAttribute attribute in attributes)
        {
            node.Add(OnnxSchema.Node.Attribute, attribute.ToMessage());
        }

        Message.Add(OnnxSchema.Graph.Node, node);
    }

    private string Initializer(string key, long type, byte[] data, ReadOnlySpan<long> shape)
    {
        Message.Add(
            OnnxSchema.Graph.Initializer,
            new ProtobufMessage()
                .AddEach(OnnxSchema.Tensor.Dims, shape)
                .Add(OnnxSchema.Tensor.DataType, type)
                .Add(OnnxSchema.Tensor.Name, key)
                .Add(OnnxSchema.Tensor.RawData, data));
        return key;
    }

    /// <summary>A constant that is named by its value and stands in the graph once.</summary>
    private string Shared(string key, long type, byte[] data, params ReadOnlySpan<long> shape) =>
        shared.Add(key) ? Initializer(key, type, data, shape) : key;

    private static byte[] BytesOf(ReadOnlySpan<long> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        }

        return bytes;
    }

    private static ProtobufMessage Describe(OnnxValue value)
    {
        ProtobufMessage shape = new ProtobufMessage()
            .Add(OnnxSchema.Shape.Dimension, new ProtobufMessage().Add(OnnxSchema.Dimension.Parameter, OnnxValue.Rows));
        foreach (int size in value.Row)
        {
            shape.Add(OnnxSchema.Shape.Dimension, new ProtobufMessage().Add(OnnxSchema.Dimension.Value, size));
        }

        ProtobufMessage tensor = new ProtobufMessage()
            .Add(OnnxSchema.TensorType.ElementType, ElementType)
            .Add(OnnxSchema.TensorType.Shape, shape);
        return new ProtobufMessage()
            .Add(OnnxSchema.ValueInfo.Name, value.Name)
            .Add(OnnxSchema.ValueInfo.Type, new ProtobufMessage().Add(OnnxSchema.Type.TensorType, tensor))
            .Add(OnnxSchema.ValueInfo.DocString, value.Description);
    }

    /// <summary>A name that no other value has.</summary>
    private string Unique(string key)
    {
        string full = $"{Scope}/{key}";
        int count = CollectionsMarshal.GetValueRefOrAddDefault(counts, full, out _)++;
        return count == 0 ? full : $"{full}.{count}";
    }
}
