namespace MdnSimd.Persistence;

/// <summary>Checks that tensors lie in the data as their shapes demand and fill it without overlap or hole.</summary>
internal static class TensorLayout
{
    /// <summary>What is wrong with the range of one tensor beside its shape and the data, or null.</summary>
    /// <param name="tensor">The tensor; its shape and offsets are at least 0.</param>
    /// <param name="dataLength">The bytes of data in the file.</param>
    public static string? RangeProblem(in TensorInfo tensor, long dataLength)
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
            long? bytes = TensorShape.ByteCount(tensor.Shape.Dimensions, tensor.DType.Size());
            if (bytes != tensor.End - tensor.Begin)
            {
                string needed = bytes is long count ? $"{count} bytes" : "more bytes than 64 bits can count";
                problem = $"hold {tensor.End - tensor.Begin} bytes, but shape {tensor.Shape} of {tensor.DType.Name()} takes {needed}";
            }
        }

        return problem is null ? null : $"data_offsets [{tensor.Begin}, {tensor.End}] {problem}";
    }

    /// <summary>Checks that the ranges follow one another from the first byte of the data to the last.</summary>
    /// <param name="ranges">Of tensors whose <see cref="RangeProblem"/> is null; left sorted by offset.</param>
    /// <param name="header">The header they are from.</param>
    /// <param name="dataLength">The bytes of data in the file.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <exception cref="InvalidDataException">Two tensors overlap, or bytes belong to none.</exception>
    public static void CheckCoverage(Span<TensorRange> ranges, ReadOnlySpan<byte> header, long dataLength, string source)
    {
        ranges.Sort(static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin)
            : a.End != b.End ? a.End.CompareTo(b.End)
            : a.Name.CompareTo(b.Name));
        TensorRange previous = default;
        for (int i = 0; i < ranges.Length; i++)
        {
            TensorRange range = ranges[i];
            string? problem = range.Begin < previous.End
                ? $"overlap tensor '{HeaderText.Excerpt(header, previous.Name)}' at [{previous.Begin}, {previous.End}]"
                : range.Begin > previous.End
                ? $"leave a hole: bytes {previous.End} to {range.Begin} of the data belong to no tensor"
                : null;
            if (problem is not null)
            {
                throw SafetensorsFormat.Fault(
                    source, $"tensor '{HeaderText.Excerpt(header, range.Name)}'", $"data_offsets [{range.Begin}, {range.End}] {problem}");
            }

            previous = range;
        }

        if (previous.End != dataLength)
        {
            throw SafetensorsFormat.Fault(
                source, "data", $"the last {dataLength - previous.End} of {dataLength} bytes belong to no tensor");
        }
    }
}
