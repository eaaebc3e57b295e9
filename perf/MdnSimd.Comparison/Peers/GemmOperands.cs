namespace MdnSimd.Comparison.Peers;

/// <summary>c = a b, or c += a b, as a BLAS is asked for it: row-major, strides in elements.</summary>
internal readonly unsafe struct GemmOperands
{
    public required float* A { get; init; }

    public required int StrideA { get; init; }

    /// <summary>Whether a(i, k) stands at A[k * StrideA + i].</summary>
    public required bool TransposeA { get; init; }

    public required float* B { get; init; }

    public required int StrideB { get; init; }

    public required float* C { get; init; }

    public required int StrideC { get; init; }

    /// <summary>Whether the product is added to c.</summary>
    public required bool Accumulate { get; init; }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Depth { get; init; }
}
