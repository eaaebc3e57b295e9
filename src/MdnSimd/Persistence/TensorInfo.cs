namespace MdnSimd.Persistence;

/// <summary>What a safetensors header says of one tensor. Elements are row-major.</summary>
/// <param name="DType">The element type.</param>
/// <param name="Shape">The dimensions.</param>
/// <param name="Begin">The first byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
internal readonly record struct TensorInfo(DType DType, TensorShape Shape, long Begin, long End)
{
    /// <summary>The number of elements: the product of the dimensions, 1 for a scalar.</summary>
    public long Elements => (End - Begin) / DType.Size();
}
