using System.Numerics;

namespace MdnSimd.Kernels;

/// <summary>
/// The operands of c = start + a * b: where each matrix lies and how far apart its rows are, in elements.
/// The three products of a dense layer differ in nothing else but <see cref="Sums"/>:
/// <list type="table">
/// <item><term>forward</term><description>a = x by rows, b = W [inputs, outputs], start = the bias in every row</description></item>
/// <item><term>gradient of x</term><description>a = dE/dz by rows, b = W transposed, start = zeros</description></item>
/// <item><term>gradient of W</term><description>a = x by columns, b = dE/dz by rows, start = c, so that it accumulates</description></item>
/// </list>
/// </summary>
internal ref struct MatrixProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>a(i, k) stands at A[i * ARow + k * AStep]: either stride may be 1, so a needs no transposed copy.</summary>
    public ref T A;

    public nint ARow;

    public nint AStep;

    /// <summary>b(k, j) stands at B[k * BRow + j].</summary>
    public ref T B;

    public nint BRow;

    /// <summary>start(i, j) stands at Start[i * StartRow + j]: a stride of 0 repeats one row, and c itself may be the start.</summary>
    public ref T Start;

    public nint StartRow;

    /// <summary>c(i, j) stands at C[i * CRow + j].</summary>
    public ref T C;

    public nint CRow;

    /// <summary>Rows of a and c.</summary>
    public int Rows;

    /// <summary>Columns of a, rows of b.</summary>
    public int Depth;

    /// <summary>Columns of b and c: a multiple of the vector's count, since rows are padded to it.</summary>
    public int Columns;

    /// <summary>How each sum over the depth is taken.</summary>
    public DepthSums Sums;
}

/// <summary>How an element of a product is summed over the depth: in how many chains of multiply-adds, which are then added.</summary>
internal enum DepthSums
{
    /// <summary>start + first + second + ... (<see cref="GemmTile{TPanel, TVector, T}"/>).</summary>
    OneChain,

    /// <summary>(start + first half) + second half (<see cref="HalvedTile{TPanel, TVector, T}"/>).</summary>
    Halves,
}
