namespace MdnSimd.Persistence;

/// <summary>Where the bytes of a tensor lie, in as little memory as may be: a file can name millions.</summary>
/// <param name="Name">The place in the header of the opening quotation mark of its name.</param>
/// <param name="Begin">Its first byte of the data.</param>
/// <param name="End">One past its last.</param>
internal readonly record struct TensorRange(int Name, int Begin, int End);
