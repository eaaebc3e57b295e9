namespace MdnSimd.Onnx.Schema;

/// <summary>
/// The field numbers and values of the ONNX format that are written, by message. Source: onnx.proto of the ONNX specification, IR
/// version 8 (https://onnx.ai/onnx/repo-docs/IR.html).
/// </summary>
internal static class OnnxSchema
{
    /// <summary>The version of the format.</summary>
    public const long IrVersion = 8;

    /// <summary>The version of the operators: the first that goes with IR version 8.</summary>
    public const long OperatorSet = 17;

    /// <summary>ModelProto: a whole file.</summary>
    public static class Model
    {
        public const int IrVersion = 1;
        public const int ProducerName = 2;
        public const int ProducerVersion = 3;
        public const int DocString = 6;
        public const int Graph = 7;
        public const int OpsetImport = 8;
        public const int MetadataProps = 14;
    }

    /// <summary>OperatorSetIdProto: which operators; the domain of the standard ones is empty.</summary>
    public static class OperatorSetId
    {
        public const int Domain = 1;
        public const int Version = 2;
    }

    /// <summary>StringStringEntryProto: an entry of the metadata.</summary>
    public static class Entry
    {
        public const int Key = 1;
        public const int Value = 2;
    }

    /// <summary>GraphProto.</summary>
    public static class Graph
    {
        public const int Node = 1;
        public const int Name = 2;
        public const int Initializer = 5;
        public const int Input = 11;
        public const int Output = 12;
    }

    /// <summary>NodeProto: an operator, its inputs and its outputs.</summary>
    public static class Node
    {
        public const int Input = 1;
        public const int Output = 2;
        public const int Name = 3;
        public const int OpType = 4;
        public const int Attribute = 5;
    }

    /// <summary>AttributeProto.</summary>
    public static class Attribute
    {
        public const int Name = 1;
        public const int Integer = 3;
        public const int Integers = 8;
        public const int Type = 20;

        /// <summary>The value of <see cref="Type"/> for one integer.</summary>
        public const long IntegerType = 2;

        /// <summary>The value of <see cref="Type"/> for several.</summary>
        public const long IntegersType = 7;
    }

    /// <summary>TensorProto: a constant.</summary>
    public static class Tensor
    {
        public const int Dims = 1;
        public const int DataType = 2;
        public const int Name = 8;
        public const int RawData = 9;
    }

    /// <summary>TensorProto.DataType.</summary>
    public static class ElementType
    {
        public const long Float = 1;
        public const long Int64 = 7;
        public const long Double = 11;
    }

    /// <summary>ValueInfoProto: an input or output of the graph.</summary>
    public static class ValueInfo
    {
        public const int Name = 1;
        public const int Type = 2;
        public const int DocString = 3;
    }

    /// <summary>TypeProto.</summary>
    public static class Type
    {
        public const int TensorType = 1;
    }

    /// <summary>TypeProto.Tensor.</summary>
    public static class TensorType
    {
        public const int ElementType = 1;
        public const int Shape = 2;
    }

    /// <summary>TensorShapeProto.</summary>
    public static class Shape
    {
        public const int Dimension = 1;
    }

    /// <summary>TensorShapeProto.Dimension: a number, or a name for any number.</summary>
    public static class Dimension
    {
        public const int Value = 1;
        public const int Parameter = 2;
    }
}
