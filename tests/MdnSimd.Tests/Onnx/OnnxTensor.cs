namespace MdnSimd.Tests.Onnx;

/// <summary>Numbers of a shape, row-major; integers and truth values as numbers too.</summary>
internal sealed record OnnxTensor(int[] Shape, double[] Data)
{
    /// <summary>The tensor of a function of the places in it.</summary>
    public static OnnxTensor Of(int[] shape, Func<int[], double> element)
    {
        double[] data = new double[shape.Aggregate(1, (product, size) => product * size)];
        int[] place = new int[shape.Length];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = element(place);
            for (int axis = shape.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--)
            {
                place[axis] = 0;
            }
        }

        return new OnnxTensor(shape, data);
    }

    /// <summary>The element at a place of a tensor that this one is broadcast to: axes from the last, those of size 1 repeated.</summary>
    public double At(params ReadOnlySpan<int> place)
    {
        int index = 0;
        for (int axis = 0; axis < Shape.Length; axis++)
        {
            int position = place[place.Length - Shape.Length + axis];
            index = (index * Shape[axis]) + (Shape[axis] == 1 ? 0 : position);
        }

        return Data[index];
    }

    /// <summary>The shape that all of these are broadcast to.</summary>
    public static int[] Broadcast(params ReadOnlySpan<int[]> shapes)
    {
        int[] result = [];
        foreach (int[] shape in shapes)
        {
            int rank = Math.Max(result.Length, shape.Length);
            int[] a = [.. Enumerable.Repeat(1, rank - result.Length), .. result];
            int[] b = [.. Enumerable.Repeat(1, rank - shape.Length), .. shape];
            Assert.All(a.Zip(b), sizes => Assert.True(sizes.First == sizes.Second || sizes.First == 1 || sizes.Second == 1));
            result = [.. a.Zip(b, (x, y) => x == 1 ? y : x)];
        }

        return result;
    }

    public override string ToString() => $"[{string.Join(", ", Shape)}]";
}
