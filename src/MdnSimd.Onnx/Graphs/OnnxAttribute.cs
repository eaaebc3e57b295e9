using MdnSimd.Onnx.Schema;

namespace MdnSimd.Onnx.Graphs;

/// <summary>A setting of an operator: an integer, or several.</summary>
internal readonly record struct OnnxAttribute
{
    private readonly string name;
    private readonly long[] values;
    private readonly bool isList;

    private OnnxAttribute(string name, bool isList, params long[] values) => (this.name, this.isList, this.values) = (name, isList, values);

    public static OnnxAttribute Integer(string name, long value) => new(name, false, value);

    public static OnnxAttribute Integers(string name, params long[] values) => new(name, true, values);

    public ProtobufMessage ToMessage() => new ProtobufMessage()
        .Add(OnnxSchema.Attribute.Name, name)
        .AddEach(isList ? OnnxSchema.Attribute.Integers : OnnxSchema.Attribute.Integer, values)
        .Add(OnnxSchema.Attribute.Type, isList ? OnnxSchema.Attribute.IntegersType : OnnxSchema.Attribute.IntegerType);
}
