namespace MdnSimd.Persistence;

/// <summary>Checks that tensors lie in the data as their shapes demand and fill it without overlap or hole.</summary>
internal static class TensorLayout
{
    /// <summary>Checks the range of one tensor against its shape and against the data.</summary>
    /// <param name="tensor">The tensor; its shape and offsets are at least 0.</param>
    /// <param name="dataLength">The bytes of data in the file.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <exception cref="InvalidDataException">The range is reversed, ends beyond the data or is not the shape's size.</exception>
    public static void CheckRange(TensorInfo tensor, long dataLength, string source)
    {
        string? problem = null;
        if (tensor.Begin > tensor.End)
        {
            problem = "end before they begin";
        }
        else if (tensor.End > dataLength)
        {
            problem = $"end beyond the {dataLength} bytes of data";
        }
        else
        {
            long? bytes = TensorInfo.ByteCount(tensor.Shape.AsSpan(), tensor.DType.Size());
            if (bytes != tensor.End - tensor.Begin)
            {
                string needed = bytes is long count ? $"{count} bytes" : "more bytes than 64 bits can count";
                problem = $"hold {tensor.End - tensor.Begin} bytes, but shape {TensorInfo.Format(tensor.Shape.AsSpan())} "
                    + $"of {tensor.DType.Name()} takes {needed}";
            }
        }

        if (problem is not null)
        {
            throw Fault(source, tensor, problem);
        }
    }

    /// <summary>Checks that the ranges follow one another from the first byte of the data to the last.</summary>
    /// <param name="tensors">Tensors that passed <see cref="CheckRange"/>; left sorted by offset.</param>
    /// <param name="dataLength">The bytes of data in the file.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <exception cref="InvalidDataException">Two tensors overlap, or bytes belong to none.</exception>
    public static void CheckCoverage(TensorInfo[] tensors, long dataLength, string source)
    {
        Array.Sort(tensors, static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        TensorInfo? previous = null;
        foreach (TensorInfo tensor in tensors)
        {
            long position = previous?.End ?? 0;
            if (previous is not null && tensor.Begin < position)
            {
                throw Fault(source, tensor, $"overlap tensor '{Excerpt.Of(previous.Name)}' at [{previous.Begin}, {previous.End}]");
            }

            if (tensor.Begin > position)
            {
                throw Fault(source, tensor, $"leave a hole: bytes {position} to {tensor.Begin} of the data belong to no tensor");
            }

            previous = tensor;
        }

        long end = previous?.End ?? 0;
        if (end != dataLength)
        {
            throw SafetensorsFormat.Fault(source, "data", $"the last {dataLength - end} of {dataLength} bytes belong to no tensor");
        }
    }

    private static InvalidDataException Fault(string source, TensorInfo tensor, string problem) => SafetensorsFormat.Fault(
        source, $"tensor '{Excerpt.Of(tensor.Name)}'", $"data_offsets [{tensor.Begin}, {tensor.End}] {problem}");
}
