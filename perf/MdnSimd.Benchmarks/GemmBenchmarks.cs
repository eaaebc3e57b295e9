using System.Runtime.CompilerServices;
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
    private const int Chains = 16;

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
        CeilingWork work = new() { Iterations = (long)rows * columns * depth / Chains, Sums = sums };
        SimdWidth.Run<CeilingWork, float>(ref work);
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

    private readonly struct CeilingWork : ISimdWork<float>
    {
        public required long Iterations { get; init; }

        public required float[] Sums { get; init; }

        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, float>
        {
            MultiplyAdds<TVector>(Iterations / TVector.Count, ref Sums[0]);
        }

        /// <summary>Sixteen independent chains: more than latency times throughput, so that only the multiply-adds count.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void MultiplyAdds<TVector>(long iterations, ref float sums)
            where TVector : struct, ISimd<TVector, float>
        {
            TVector factor = TVector.Broadcast(0.999f);
            TVector addend = TVector.Broadcast(0.001f);
            TVector s0 = addend, s1 = addend, s2 = addend, s3 = addend, s4 = addend, s5 = addend, s6 = addend, s7 = addend;
            TVector s8 = addend, s9 = addend, s10 = addend, s11 = addend, s12 = addend, s13 = addend, s14 = addend, s15 = addend;
            for (; iterations > 0; iterations--)
            {
                s0 = TVector.MultiplyAdd(s0, factor, addend);
                s1 = TVector.MultiplyAdd(s1, factor, addend);
                s2 = TVector.MultiplyAdd(s2, factor, addend);
                s3 = TVector.MultiplyAdd(s3, factor, addend);
                s4 = TVector.MultiplyAdd(s4, factor, addend);
                s5 = TVector.MultiplyAdd(s5, factor, addend);
                s6 = TVector.MultiplyAdd(s6, factor, addend);
                s7 = TVector.MultiplyAdd(s7, factor, addend);
                s8 = TVector.MultiplyAdd(s8, factor, addend);
                s9 = TVector.MultiplyAdd(s9, factor, addend);
                s10 = TVector.MultiplyAdd(s10, factor, addend);
                s11 = TVector.MultiplyAdd(s11, factor, addend);
                s12 = TVector.MultiplyAdd(s12, factor, addend);
                s13 = TVector.MultiplyAdd(s13, factor, addend);
                s14 = TVector.MultiplyAdd(s14, factor, addend);
                s15 = TVector.MultiplyAdd(s15, factor, addend);
            }

            TVector total = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)) + ((s8 + s9) + (s10 + s11)) + ((s12 + s13) + (s14 + s15));
            TVector.Store(total, ref sums, 0);
        }
    }
}
