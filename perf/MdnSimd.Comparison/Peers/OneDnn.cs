using System.Runtime.InteropServices;

namespace MdnSimd.Comparison.Peers;

/// <summary>oneDNN's matrix product, on one thread.</summary>
internal static unsafe partial class OneDnn
{
    /// <summary>The library's version.</summary>
    public static string Version
    {
        get
        {
            int* numbers = GetVersion();
            return $"{numbers[0]}.{numbers[1]}.{numbers[2]}";
        }
    }

    /// <summary>c = a b + beta c by rows; a is read transposed where asked.</summary>
    public static void Multiply(GemmOperands operands)
    {
        int status = Gemm(
            (byte)(operands.TransposeA ? 'T' : 'N'), (byte)'N', operands.Rows, operands.Columns, operands.Depth,
            1, operands.A, operands.StrideA, operands.B, operands.StrideB, operands.Accumulate ? 1 : 0, operands.C, operands.StrideC);
        if (status != 0)
        {
            throw new InvalidOperationException($"dnnl_sgemm: status {status}");
        }
    }

    /// <summary>Debian builds oneDNN on OpenMP: its number of threads is the calling thread's.</summary>
    [LibraryImport(NativePeers.OpenMp, EntryPoint = "omp_set_num_threads")]
    public static partial void SetThreads(int threads);

    [LibraryImport(NativePeers.OneDnn, EntryPoint = "dnnl_version")]
    private static partial int* GetVersion();

    [LibraryImport(NativePeers.OneDnn, EntryPoint = "dnnl_sgemm")]
    private static partial int Gemm(
        byte transposeA, byte transposeB, long rows, long columns, long depth,
        float alpha, float* a, long strideA, float* b, long strideB, float beta, float* c, long strideC);
}
