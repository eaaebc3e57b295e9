using MathNet.Numerics;

namespace MdnSimd.Tests.Onnx;

/// <summary>
/// Runs a graph in double, node by node and element by element, as the definitions of opset 17 read
/// (https://onnx.ai/onnx/operators): the oracle of what is exported. It knows the operators that exported graphs use, no more.
/// </summary>
internal static class OnnxInterpreter
{
    /// <summary>All values of a graph by name, given its inputs.</summary>
    public static Dictionary<string, OnnxTensor> Run(OnnxFile file, params ReadOnlySpan<OnnxTensor> inputs)
    {
        Dictionary<string, OnnxTensor> values = file.Constants.ToDictionary(constant => constant.Key, constant => constant.Value.Value);
        Assert.Equal(file.Inputs.Length, inputs.Length);
        for (int i = 0; i < inputs.Length; i++)
        {
            values.Add(file.Inputs[i].Name, inputs[i]);
        }

        foreach (OnnxNode node in file.Nodes)
        {
            OnnxTensor[] results = Run(node, [.. node.Inputs.Select(name => values[name])]);
            Assert.Equal(node.Outputs.Length, results.Length);
            for (int i = 0; i < results.Length; i++)
            {
                values.Add(node.Outputs[i], results[i]);
            }
        }

        return values;
    }

    private static OnnxTensor[] Run(OnnxNode node, OnnxTensor[] x) => node.Operator switch
    {
        "Identity" => [x[0]],
        "Abs" => [Each(x, a => Math.Abs(a[0]))],
        "Neg" => [Each(x, a => -a[0])],
        "Exp" => [Each(x, a => Math.Exp(a[0]))],
        "Log" => [Each(x, a => Math.Log(a[0]))],
        "Sqrt" => [Each(x, a => Math.Sqrt(a[0]))],
        "Tanh" => [Each(x, a => Math.Tanh(a[0]))],
        "Sigmoid" => [Each(x, a => 1 / (1 + Math.Exp(-a[0])))],
        "Erf" => [Each(x, a => SpecialFunctions.Erf(a[0]))],
        "Relu" => [Each(x, a => Math.Max(a[0], 0))],
        "Add" => [Each(x, a => a[0] + a[1])],
        "Sub" => [Each(x, a => a[0] - a[1])],
        "Mul" => [Each(x, a => a[0] * a[1])],
        "Div" => [Each(x, a => a[0] / a[1])],
        "Max" => [Each(x, a => Math.Max(a[0], a[1]))],
        "Min" => [Each(x, a => Math.Min(a[0], a[1]))],
        "Equal" => [Each(x, a => a[0] == a[1] ? 1 : 0)],
        "Greater" => [Each(x, a => a[0] > a[1] ? 1 : 0)],
        "Where" => [Each(x, a => a[0] != 0 ? a[1] : a[2])],
        "Clip" => [Each(x, a => Math.Min(Math.Max(a[0], a[1]), a[2]))],
        "Softmax" => [Softmax(x[0], (value, sum) => value / sum)],
        "LogSoftmax" => [Softmax(x[0], (value, sum) => Math.Log(value / sum))],
        "Gemm" => [Each([Product(x[0], x[1]), x[2]], a => a[0] + a[1])],
        "MatMul" => [Product(x[0], x[1])],
        "ReduceSum" => [Reduce(x[0], (int)x[1].Data.Single(), node.Attributes["keepdims"][0] != 0, row => row.Sum())],
        "ReduceMax" => [Reduce(x[0], (int)node.Attributes["axes"].Single(), true, row => row.Max())],
        "Reshape" => [x[0] with { Shape = [.. x[1].Data.Select((size, i) => size == 0 ? x[0].Shape[i] : (int)size)] }],
        "Squeeze" => [Reduce(x[0], (int)x[1].Data.Single(), false, row => row.Single())],
        "Unsqueeze" => [x[0] with { Shape = With(x[0].Shape, (int)x[1].Data.Single(), 1) }],
        "Gather" => [Gather(x[0], x[1], (int)node.Attributes["axis"][0])],
        "Slice" => [Slice(x[0], x[1].Data, x[2].Data, x[3].Data)],
        "Concat" => [Concatenate(x, (int)node.Attributes["axis"][0])],
        "Split" => Split(x[0], x[1].Data, (int)node.Attributes["axis"][0]),
        _ => throw new InvalidDataException($"operator {node.Operator}"),
    };

    private static OnnxTensor Each(OnnxTensor[] inputs, Func<double[], double> function) =>
        OnnxTensor.Of(
            OnnxTensor.Broadcast([.. inputs.Select(input => input.Shape)]),
            place => function([.. inputs.Select(input => input.At(place))]));

    private static OnnxTensor Softmax(OnnxTensor a, Func<double, double, double> function)
    {
        OnnxTensor exponentials = Each([a, Reduce(a, a.Shape.Length - 1, true, row => row.Max())], x => Math.Exp(x[0] - x[1]));
        return Each([exponentials, Reduce(exponentials, a.Shape.Length - 1, true, row => row.Sum())], x => function(x[0], x[1]));
    }

    private static OnnxTensor Product(OnnxTensor a, OnnxTensor b)
    {
        int inner = a.Shape[^1];
        Assert.Equal(inner, b.Shape[^2]);
        return OnnxTensor.Of(
            [.. OnnxTensor.Broadcast(a.Shape[..^2], b.Shape[..^2]), a.Shape[^2], b.Shape[^1]],
            place => Enumerable.Range(0, inner).Sum(
                i => a.At([.. place[..^1], i]) * b.At([.. place[..^2], i, place[^1]])));
    }

    private static OnnxTensor Reduce(OnnxTensor a, int axis, bool keep, Func<IEnumerable<double>, double> function)
    {
        OnnxTensor reduced = OnnxTensor.Of(
            Without(a.Shape, axis),
            place => function(Enumerable.Range(0, a.Shape[axis]).Select(i => a.At(With(place, axis, i)))));
        return keep ? reduced with { Shape = With(reduced.Shape, axis, 1) } : reduced;
    }

    private static OnnxTensor Gather(OnnxTensor a, OnnxTensor indices, int axis)
    {
        int rank = indices.Shape.Length;
        return OnnxTensor.Of(
            [.. a.Shape[..axis], .. indices.Shape, .. a.Shape[(axis + 1)..]],
            place => a.At([.. place[..axis], (int)indices.At(place.AsSpan(axis, rank)), .. place[(axis + rank)..]]));
    }

    private static OnnxTensor Slice(OnnxTensor a, double[] starts, double[] ends, double[] axes)
    {
        int[] first = new int[a.Shape.Length];
        int[] shape = [.. a.Shape];
        for (int i = 0; i < axes.Length; i++)
        {
            first[(int)axes[i]] = (int)starts[i];
            shape[(int)axes[i]] = (int)(ends[i] - starts[i]);
        }

        return OnnxTensor.Of(shape, place => a.At([.. place.Zip(first, (position, start) => position + start)]));
    }

    private static OnnxTensor[] Split(OnnxTensor a, double[] sizes, int axis)
    {
        Assert.Equal(a.Shape[axis], sizes.Sum());
        double start = 0;
        return [.. sizes.Select(size => Slice(a, [start], [start += size], [axis]))];
    }

    private static OnnxTensor Concatenate(OnnxTensor[] parts, int axis)
    {
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        return OnnxTensor.Of(shape, place =>
        {
            int position = place[axis];
            OnnxTensor part = parts.First(candidate => position < candidate.Shape[axis] || (position -= candidate.Shape[axis]) < 0);
            return part.At([.. place[..axis], position, .. place[(axis + 1)..]]);
        });
    }

    private static int[] With(int[] places, int axis, int value) => [.. places[..axis], value, .. places[axis..]];

    private static int[] Without(int[] places, int axis) => [.. places[..axis], .. places[(axis + 1)..]];
}
