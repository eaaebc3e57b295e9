namespace MdnSimd.Onnx.Graphs;

/// <content>The operators that models are made of: those of opset 17. Arithmetic broadcasts as NumPy does.</content>
internal sealed partial class GraphBuilder<T>
{
    public string Add(string a, string b) => Apply("Add", [a, b]);

    public string Subtract(string a, string b) => Apply("Sub", [a, b]);

    public string Multiply(string a, string b) => Apply("Mul", [a, b]);

    public string Divide(string a, string b) => Apply("Div", [a, b]);

    public string Negate(string a) => Apply("Neg", [a]);

    public string Absolute(string a) => Apply("Abs", [a]);

    public string SquareRoot(string a) => Apply("Sqrt", [a]);

    public string Exp(string a) => Apply("Exp", [a]);

    public string Log(string a) => Apply("Log", [a]);

    public string Tanh(string a) => Apply("Tanh", [a]);

    public string Sigmoid(string a) => Apply("Sigmoid", [a]);

    public string Erf(string a) => Apply("Erf", [a]);

    public string Relu(string a) => Apply("Relu", [a]);

    public string Max(string a, string b) => Apply("Max", [a, b]);

    public string Min(string a, string b) => Apply("Min", [a, b]);

    public string Equal(string a, string b) => Apply("Equal", [a, b]);

    public string Greater(string a, string b) => Apply("Greater", [a, b]);

    public string Where(string condition, string whereTrue, string whereFalse) => Apply("Where", [condition, whereTrue, whereFalse]);

    /// <summary>The value, or the limit with its sign.</summary>
    public string Limit(string a, T limit) => Apply("Clip", [a, Scalar(-limit), Scalar(limit)]);

    /// <summary>exp(a) over its sum along the last axis.</summary>
    public string Softmax(string a) => Apply("Softmax", [a]);

    /// <summary>The logarithm of <see cref="Softmax"/>.</summary>
    public string LogSoftmax(string a) => Apply("LogSoftmax", [a]);

    /// <summary>a b + bias for matrices.</summary>
    public string Gemm(string a, string b, string bias) => Apply("Gemm", [a, b, bias]);

    /// <summary>The product of the matrices in the last two axes.</summary>
    public string MatrixProduct(string a, string b) => Apply("MatMul", [a, b]);

    /// <summary>The sum along an axis, which is dropped unless it is kept with size 1.</summary>
    public string Sum(string a, int axis, bool keep = false) =>
        Apply("ReduceSum", [a, Vector(axis)], OnnxAttribute.Integer("keepdims", keep ? 1 : 0));

    /// <summary>The largest along an axis, which stays with size 1.</summary>
    public string Largest(string a, int axis) => Apply("ReduceMax", [a], OnnxAttribute.Integers("axes", axis));

    /// <summary>The same elements with a row of this shape.</summary>
    public string ReshapeRows(string a, params ReadOnlySpan<long> row) => Apply("Reshape", [a, Vector([0, .. row])]);

    /// <summary>Drops an axis of size 1.</summary>
    public string Squeeze(string a, int axis) => Apply("Squeeze", [a, Vector(axis)]);

    /// <summary>Adds an axis of size 1.</summary>
    public string Unsqueeze(string a, int axis) => Apply("Unsqueeze", [a, Vector(axis)]);

    /// <summary>Elements along an axis by their places.</summary>
    public string Gather(string a, string indices, int axis) => Apply("Gather", [a, indices], OnnxAttribute.Integer("axis", axis));

    /// <summary>Elements from <paramref name="starts"/> up to <paramref name="ends"/> along some axes.</summary>
    public string Slice(string a, ReadOnlySpan<long> starts, ReadOnlySpan<long> ends, ReadOnlySpan<long> axes) =>
        Apply("Slice", [a, Vector(starts), Vector(ends), Vector(axes)]);

    /// <summary>Values one after the other along an axis; one alone is itself.</summary>
    public string Concatenate(int axis, params ReadOnlySpan<string> values) =>
        values.Length == 1 ? values[0] : Apply("Concat", values, OnnxAttribute.Integer("axis", axis));

    /// <summary>Parts of these sizes along an axis.</summary>
    public string[] Split(string a, int axis, params ReadOnlySpan<long> sizes)
    {
        string key = Unique("Split");
        string[] parts = new string[sizes.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = $"{key}/{i}";
        }

        Node("Split", key, [a, Vector(sizes)], parts, [OnnxAttribute.Integer("axis", axis)]);
        return parts;
    }
}
