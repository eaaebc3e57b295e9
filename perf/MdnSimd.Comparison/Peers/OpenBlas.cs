using System.Runtime.InteropServices;

namespace MdnSimd.Comparison.Peers;

/// <summary>OpenBLAS's matrix product, on one thread.</summary>
internal static unsafe partial class OpenBlas
{
    private const int RowMajor = 101;
    private const int NotTransposed = 111;
    private const int Transposed = 112;

    /// <summary>The library's version and the kernels it chose.</summary>
    public static string Version
    {
        get
        {
            string[] words = (Marshal.PtrToStringUTF8((nint)GetConfig()) ?? "").Split(' ');
            return $"{(words.Length > 1 ? words[1] : "")} ({Marshal.PtrToStringUTF8((nint)GetCoreName())})";
        }
    }

    /// <summary>c = a b + beta c by rows; a is read transposed where asked.</summary>
    public static void Multiply(GemmOperands operands) => Gemm(
        RowMajor, operands.TransposeA ? Transposed : NotTransposed, NotTransposed, operands.Rows, operands.Columns, operands.Depth,
        1, operands.A, operands.StrideA, operands.B, operands.StrideB, operands.Accumulate ? 1 : 0, operands.C, operands.StrideC);

    [LibraryImport(NativePeers.OpenBlas, EntryPoint = "openblas_set_num_threads")]
    public static partial void SetThreads(int threads);

    [LibraryImport(NativePeers.OpenBlas, EntryPoint = "openblas_get_config")]
    private static partial byte* GetConfig();

    [LibraryImport(NativePeers.OpenBlas, EntryPoint = "openblas_get_corename")]
    private static partial byte* GetCoreName();

    [LibraryImport(NativePeers.OpenBlas, EntryPoint = "cblas_sgemm")]
    private static partial void Gemm(
        int order, int transposeA, int transposeB, int rows, int columns, int depth,
        float alpha, float* a, int strideA, float* b, int strideB, float beta, float* c, int strideC);
}
