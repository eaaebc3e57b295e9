using System.Runtime.InteropServices;
using MdnSimd.Onnx;

namespace MdnSimd.Tests.Onnx;

/// <summary>An operator of a graph.</summary>
internal sealed record OnnxNode(
    string Name, string Operator, string[] Inputs, string[] Outputs, IReadOnlyDictionary<string, long[]> Attributes);

/// <summary>An input or output of a graph: its element type and its shape, where a name stands for any size.</summary>
internal sealed record OnnxPort(string Name, long ElementType, string[] Shape);

/// <summary>An ONNX file as data: field numbers as the format's specification has them, written down a second time.</summary>
internal sealed class OnnxFile
{
    public const long Float = 1;
    public const long Int64 = 7;
    public const long Double = 11;

    public OnnxFile(byte[] bytes)
    {
        Model = new ProtobufFields(bytes);
        ProtobufFields graph = Model.Message(7);
        Nodes = [.. graph.Messages(1).Select(ReadNode)];
        Inputs = [.. graph.Messages(11).Select(ReadPort)];
        Outputs = [.. graph.Messages(12).Select(ReadPort)];
        Constants = graph.Messages(5).ToDictionary(tensor => tensor.Text(8), tensor => (tensor.Integer(2), ReadTensor(tensor)));
        Metadata = Model.Messages(14).ToDictionary(entry => entry.Text(1), entry => entry.Text(2));
    }

    public ProtobufFields Model { get; }

    public OnnxNode[] Nodes { get; }

    public OnnxPort[] Inputs { get; }

    public OnnxPort[] Outputs { get; }

    public Dictionary<string, (long ElementType, OnnxTensor Value)> Constants { get; }

    public Dictionary<string, string> Metadata { get; }

    /// <summary>A model's graph, exported and read back.</summary>
    public static OnnxFile Of<T>(MdnModel<T> model, bool logDensity = false)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using MemoryStream stream = new();
        OnnxExport.Write(model, stream, new OnnxOptions { LogDensity = logDensity });
        return new OnnxFile(stream.ToArray());
    }

    private static OnnxNode ReadNode(ProtobufFields node) => new(
        node.Text(3), node.Text(4), [.. node.Texts(1)], [.. node.Texts(2)],
        node.Messages(5).ToDictionary(
            attribute => attribute.Text(1),
            attribute => attribute.Integer(20) == 2 ? [attribute.Integer(3)] : attribute.Integers(8).ToArray()));

    private static OnnxPort ReadPort(ProtobufFields port)
    {
        ProtobufFields tensor = port.Message(2).Message(1);
        string[] shape = [.. tensor.Message(2).Messages(1)
            .Select(dimension => dimension.Texts(2).FirstOrDefault() ?? $"{dimension.Integer(1)}")];
        return new OnnxPort(port.Text(1), tensor.Integer(1), shape);
    }

    private static OnnxTensor ReadTensor(ProtobufFields tensor)
    {
        byte[] raw = tensor.Bytes(9);
        double[] data = tensor.Integer(2) switch
        {
            Float => [.. MemoryMarshal.Cast<byte, float>(raw).ToArray().Select(value => (double)value)],
            Double => MemoryMarshal.Cast<byte, double>(raw).ToArray(),
            Int64 => [.. MemoryMarshal.Cast<byte, long>(raw).ToArray().Select(value => (double)value)],
            long type => throw new InvalidDataException($"element type {type}"),
        };
        int[] shape = [.. tensor.Integers(1).Select(size => (int)size)];
        Assert.Equal(data.Length, shape.Aggregate(1, (product, size) => product * size));
        return new OnnxTensor(shape, data);
    }
}
