using BenchmarkDotNet.Attributes;
using MdnSimd.Kernels;
using MdnSimd.Memory;
using MdnSimd.Simd;

namespace MdnSimd.Benchmarks;

/// <summary>
/// Matrix products beside the ceiling: as many multiply-adds with all operands in registers. The ratio column is the ceiling's
/// share turned over: 1.05 means 95 % of it.
/// </summary>
[MemoryDiagnoser]
public class GemmBenchmarks
{
    private readonly float[] sums = new float[16];
    private AlignedBuffer<float> memory = null!;
    private int rows;
    private int columns;
    private int depth;

    /// <summary>Rows x columns x depth.</summary>
    [Params("96x96x64", "64x64x64", "64x256x256", "1024x256x256")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Shape.Split('x').Select(int.Parse)];
        (rows, columns, depth) = (sizes[0], sizes[1], sizes[2]);
        memory = AlignedPool.Rent<float>((rows * depth) + (depth * columns) + columns + (rows * columns));
    }

    [GlobalCleanup]
    public void Cleanup() => memory.Dispose();

    [Benchmark(Baseline = true)]
    public float Ceiling()
    {
        Benchmarks.Ceiling.Run((long)rows * columns * depth, sums);
        return sums[0];
    }

    [Benchmark]
    public void Product()
    {
        ProductWork work = new(this);
        SimdWidth.Run<ProductWork, float>(ref work);
    }

    private readonly struct ProductWork(GemmBenchmarks owner) : ISimdWork<float>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, float>
        {
            Span<float> all = owner.memory.Span;
            int bOffset = owner.rows * owner.depth;
            int biasOffset = bOffset + (owner.depth * owner.columns);
            MatrixProduct<float> product = new()
            {
                A = ref all[0],
                ARow = owner.depth,
                AStep = 1,
                B = ref all[bOffset],
                BRow = owner.columns,
                Start = ref all[biasOffset],
                StartRow = 0,
                C = ref all[biasOffset + owner.columns],
                CRow = owner.columns,
                Rows = owner.rows,
                Depth = owner.depth,
                Columns = owner.columns,
            };
            Gemm<TVector, float>.Multiply(in product, default(NoEpilogue));
        }
    }
}
